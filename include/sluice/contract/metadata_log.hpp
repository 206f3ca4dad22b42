// SPDX-License-Identifier: Apache-2.0
// A log as Spark lays it out (semantics 13): a folder of text files named by batch, each written once and never changed, whose first line
// is the version `v1`. Checkpoints keep planned and finished batches in such logs, sources what they have seen, file sinks what they wrote.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sluice {

/// The decimal number that a file of a log is named by; empty for other names.
[[nodiscard]] inline std::optional<std::uint64_t> log_id(std::string_view name) {
  std::uint64_t id = 0;
  auto const result = std::from_chars(name.data(), name.data() + name.size(), id);
  if (name.empty() || result.ec != std::errc{} || result.ptr != name.data() + name.size()) return std::nullopt;
  return id;
}

/// What a damaged file of a checkpoint makes be thrown: `path` as a person finds it, what was expected, and what is there.
[[nodiscard, gnu::cold]] inline checkpoint_error corrupt_file(std::string path, std::string expected, std::string_view found) {
  constexpr std::size_t shown = 80;
  std::string excerpt{found.substr(0, shown)};
  for (char& letter : excerpt)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = '.';
  if (found.size() > shown) excerpt += "...";
  if (found.empty()) excerpt = "nothing";
  return checkpoint_error({error_code::checkpoint_corrupt, std::move(path), "the file is damaged: " + std::move(expected), std::move(excerpt),
                           "Bring the file back from a copy, or start with a new checkpoint"});
}

/// The text behind the version line of a log's file. Throws checkpoint_error if that line is not there, or tells of a later version than
/// `newest`.
[[nodiscard]] inline std::string_view log_body(std::string_view content, std::uint64_t newest, std::string const& path) {
  // Spark's Kafka source puts a zero byte in front, for the sake of its own old readers.
  if (!content.empty() && content.front() == '\0') content.remove_prefix(1);
  auto const first = content.substr(0, content.find('\n'));
  auto const written = first.empty() || first.front() != 'v' ? std::nullopt : log_id(first.substr(1));
  if (!written || *written == 0) throw corrupt_file(path, "its first line should be the version, v" + std::to_string(newest), first);
  if (*written > newest)
    throw checkpoint_error({error_code::invalid_log_version, path, "the file is of a version that is not known here", std::string{first},
                            "Versions up to v" + std::to_string(newest) + " can be read. Use the release that wrote it, or a later one"});
  content.remove_prefix(std::min(content.size(), first.size() + 1));
  return content;
}

/// A log in a folder of a storage. Members throw storage_error when the storage fails, checkpoint_error for damaged files. Any thread.
class metadata_log {
 public:
  metadata_log(storage_ptr files, std::string folder, std::uint64_t log_version = 1)
      : files_(std::move(files)), folder_(std::move(folder)), version_(log_version) {}

  /// Writes the file of a batch: the version line and `body`. False if there is one already; then nothing is changed.
  [[nodiscard]] bool add(std::uint64_t id, std::string_view body) {
    std::string content = "v" + std::to_string(version_) + '\n';
    content += body;
    return files_->create(path(id), content);
  }
  /// What was written for a batch, without the version line; empty if nothing was.
  [[nodiscard]] std::optional<std::string> find(std::uint64_t id) {
    auto content = files_->read(path(id));
    if (!content) return std::nullopt;
    return std::string{log_body(*content, version_, describe(id))};
  }
  /// As `find`, for a batch that must be there.
  [[nodiscard]] std::string get(std::uint64_t id) {
    auto body = find(id);
    if (!body) throw missing(id);
    return std::move(*body);
  }
  /// The batches of the log, in order. Lists the folder.
  [[nodiscard]] std::vector<std::uint64_t> ids() {
    std::vector<std::uint64_t> found;
    for (auto const& name : files_->list(folder_))
      if (auto const id = log_id(name)) found.push_back(*id);
    std::sort(found.begin(), found.end());
    return found;
  }
  /// As `ids`, and throws for a gap, which only a lost file makes.
  [[nodiscard]] std::vector<std::uint64_t> contiguous_ids() {
    auto found = ids();
    for (std::size_t i = 1; i < found.size(); ++i)
      if (found[i] != found[i - 1] + 1) throw missing(found[i - 1] + 1);
    return found;
  }
  /// Removes the files of all batches before `first_kept`. Lists the folder once, later calls remove without looking.
  void purge(std::uint64_t first_kept) {
    std::lock_guard const lock(guard_);
    if (!oldest_) {
      auto const found = ids();
      if (found.empty()) return;
      oldest_ = found.front();
    }
    for (; *oldest_ < first_kept; ++*oldest_) files_->remove(path(*oldest_));
  }
  [[nodiscard]] std::string describe(std::uint64_t id) const { return files_->describe(path(id)); }

  /// What is thrown when the file of a batch should be there and is not.
  [[nodiscard]] checkpoint_error missing(std::uint64_t id) const {
    return checkpoint_error({error_code::checkpoint_corrupt, describe(id), "the log has a gap: the file of batch " + std::to_string(id) + " is missing",
                             "", "Bring the file back from a copy, or start with a new checkpoint"});
  }

 private:
  [[nodiscard]] std::string path(std::uint64_t id) const { return storage_path(folder_, std::to_string(id)); }

  storage_ptr files_;
  std::string folder_;
  std::uint64_t version_;
  std::mutex guard_;
  std::optional<std::uint64_t> oldest_;  // no file of an earlier batch exists
};

}  // namespace sluice
