// SPDX-License-Identifier: Apache-2.0
// An output folder in a storage: a bucket. A part is held in memory until it is whole, since objects are put in one piece; max_records_per_file
// bounds it. Objects are seen as soon as they are put.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/error.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/connectors/files/uri.hpp>
#include <sluice/contract/storage.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

namespace detail {

/// An object that is being gathered.
class stored_target final : public byte_target {
 public:
  stored_target(storage_ptr files, std::string path) : files_(std::move(files)), path_(std::move(path)) {}

  void write(std::string_view bytes) override { content_ += bytes; }
  written_file close() override {
    try {
      files_->overwrite(path_, content_);
    } catch (storage_error const& failed) {
      throw sink_error({error_code::sink_failed, files_->describe(path_), "the file cannot be written", failed.what(), failed.advice()});
    }
    written_file const written{content_.size(), system_clock::instance().now().milliseconds()};
    content_ = {};
    return written;
  }

 private:
  storage_ptr files_;
  std::string path_;
  std::string content_;
};

}  // namespace detail

/// The output folder that is a storage. `location`: what users call it, "s3://bucket/prefix".
class stored_output final : public output_place {
 public:
  stored_output(std::string location, storage_ptr files) : location_(std::move(location)), files_(std::move(files)) {
    while (location_.ends_with('/')) location_.pop_back();
  }

  [[nodiscard]] std::string describe(std::string_view path) const override { return files_->describe(path); }
  /// The location is no URI yet: a prefix may have spaces, which Spark's readers of a manifest refuse.
  [[nodiscard]] std::string uri(std::string_view path) const override {
    return escape_uri(path.empty() ? location_ : location_ + '/' + std::string{path});
  }

  [[nodiscard]] bool exists() override { return !files_->list("").empty(); }
  void prepare() override {}

  [[nodiscard]] std::vector<std::string> contents() override {
    std::vector<std::string> found;
    for (auto const& name : files_->list(manifest_folder))
      if (!name.ends_with('/')) found.push_back(storage_path(manifest_folder, name));
    collect("", found);
    return found;
  }

  [[nodiscard]] std::unique_ptr<byte_target> create(std::string const& path, bool) override {
    return std::make_unique<detail::stored_target>(files_, path);
  }
  void publish(std::string const&) override {}
  void flush(std::string const&) override {}
  void remove(std::string const& path, bool) noexcept override {
    try {
      files_->remove(path);
    } catch (...) {  // an object more, which no manifest names
    }
  }
  void remove_if_empty() noexcept override {}

 private:
  void collect(std::string const& folder, std::vector<std::string>& found) {
    for (std::string_view name : files_->list(folder)) {
      bool const is_folder = name.ends_with('/');
      if (is_folder) name.remove_suffix(1);
      std::string const path = storage_path(folder, name);
      if (!is_folder) found.push_back(path);
      else if (name.find('=') != std::string_view::npos) collect(path, found);
      else if (!folder.empty() || name != manifest_folder) throw detail::unknown_folder(describe(path));
    }
  }

  std::string location_;
  storage_ptr files_;
};

}  // namespace sluice::files
