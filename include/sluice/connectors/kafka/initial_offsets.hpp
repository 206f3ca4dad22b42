// SPDX-License-Identifier: Apache-2.0
// Where a query with a checkpoint started, kept in file 0 of its source's folder: written once, so that a query that is cut off before its
// first batch starts at the same place again. The form is Spark's (semantics 13.1): a zero byte, "v1", the offsets.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/contract/storage.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::kafka::detail {

/// The initial offsets of one source. For one thread; a few operations of the storage when a query starts.
class initial_offset_log {
 public:
  explicit initial_offset_log(source_context const& context)
      : files_(context.log_storage), path_(storage_path(context.log_folder, "0")) {}

  /// What an earlier run wrote; empty if none did, or without a checkpoint. Throws checkpoint_error if the file is damaged.
  [[nodiscard, gnu::cold]] std::optional<offsets> find() const {
    if (!files_) return std::nullopt;
    auto const content = files_->read(path_);
    if (!content) return std::nullopt;
    auto const body = log_body(*content, 1, files_->describe(path_));
    try {
      return parse_offsets(body);
    } catch (source_error const&) {
      throw corrupt_file(files_->describe(path_), R"(its second line should be offsets like {"topic":{"0":23,"1":345}})", body);
    }
  }

  /// Writes them, once. What another process wrote a moment before wins.
  [[nodiscard, gnu::cold]] offsets keep(offsets found) const {
    if (!files_) return found;
    using namespace std::string_view_literals;
    std::string content{"\0v1\n"sv};
    content += to_json(found);
    if (files_->create(path_, content)) return found;
    return find().value_or(std::move(found));
  }

 private:
  std::shared_ptr<storage> files_;
  std::string path_;
};

}  // namespace sluice::kafka::detail
