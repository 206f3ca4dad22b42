// SPDX-License-Identifier: Apache-2.0
// Which files went into which batch. With a checkpoint it is kept in the source's folder, in Spark's form (semantics 13.1, 13.2): file n has
// the files of the source's n-th batch, one line of JSON each; so a batch that was planned is read again with exactly the same files.
// Without a checkpoint it is kept in memory until the batch is committed.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/connectors/files/uri.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/source.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// A file that was taken.
struct seen_file {
  std::string path;                    ///< absolute
  std::int64_t modification_time = 0;  ///< milliseconds since 1970
  std::int64_t batch = 0;              ///< of the source, from 0

  friend bool operator==(seen_file const&, seen_file const&) = default;
};

/// The line of a file in the log.
[[nodiscard]] inline std::string to_json(seen_file const& file) {
  std::string line;
  sluice::detail::json_object json{line};
  json.field("path", to_uri(file.path));
  json.field("timestamp", file.modification_time);
  json.field("batchId", file.batch);
  json.close();
  return line;
}

/// The file of a line. Throws checkpoint_error, naming `where`, for a damaged one.
[[nodiscard]] inline seen_file parse_seen_file(std::string_view line, std::string const& where) {
  try {
    seen_file file;
    std::optional<std::string> path;
    sluice::detail::json_reader json{line};
    json.open('{');
    while (auto const key = json.next_key()) {
      if (*key == "path") path = path_of_uri(json.text());
      else if (*key == "timestamp") file.modification_time = json.integer();
      else if (*key == "batchId") file.batch = json.integer();
      else json.skip();
    }
    json.end();
    if (!path) throw sluice::detail::json_problem{0, "the path of a local file"};
    file.path = *std::move(path);
    return file;
  } catch (sluice::detail::json_problem const& problem) {
    throw corrupt_file(where, std::string{"a line of the log of files should have "} + problem.expected, line);
  }
}

/// Members on the query's thread. Throws storage_error when the checkpoint's storage fails, checkpoint_error for damaged files.
class seen_log {
 public:
  explicit seen_log(source_context const& context) {
    if (context.log_storage) log_.emplace(context.log_storage, context.log_folder);
  }

  /// Every file that earlier runs took, oldest first; none without a checkpoint. To be called first, once.
  [[nodiscard]] std::vector<seen_file> restore() {
    std::vector<seen_file> found;
    if (!log_) return found;
    auto const last = log_->latest();
    if (!last) return found;
    latest_ = static_cast<std::int64_t>(*last);
    for (auto const& line : log_->all(*last)) found.push_back(parse_seen_file(line, log_->describe(*last)));
    return found;
  }

  /// The source's last batch; -1 before the first.
  [[nodiscard]] std::int64_t latest() const { return latest_; }

  /// Adds a batch. Lines of files last modified before `outdated` may be dropped once they are old. Throws checkpoint_error if somebody else
  /// has added that batch.
  void add(std::vector<seen_file> files, std::int64_t outdated) {
    ++latest_;
    for (auto& file : files) file.batch = latest_;
    if (log_) {
      compacting_log::lines lines;
      for (auto const& file : files) lines.push_back(to_json(file));
      auto const id = static_cast<std::uint64_t>(latest_);
      if (!log_->add(id, lines, drop_outdated{outdated, latest_ - kept_batches}))
        throw checkpoint_error({error_code::concurrent_log_update, log_->describe(id), "another query has written this batch of the source", "",
                                "Let only one query use a checkpoint"});
      if ((id + 1) % log_->interval() == 0) log_->purge();
    }
    recent_.emplace(latest_, std::move(files));
  }

  /// The files of the batches behind `start`, up to `end`, in the order they were taken.
  [[nodiscard]] std::vector<seen_file> between(std::int64_t start, std::int64_t end) {
    std::vector<seen_file> found;
    if (end > latest_) throw missing(end);
    bool remembered = true;
    for (auto batch = start + 1; batch <= end && remembered; ++batch) {
      auto const known = recent_.find(batch);
      remembered = known != recent_.end();
      if (remembered) found.insert(found.end(), known->second.begin(), known->second.end());
    }
    if (remembered) return found;
    if (!log_) throw missing(end);
    found.clear();
    auto const last = static_cast<std::uint64_t>(end);
    for (auto const& line : log_->all(last))
      if (auto file = parse_seen_file(line, log_->describe(last)); file.batch > start && file.batch <= end) found.push_back(std::move(file));
    return found;
  }

  /// Batches up to `end` are not asked for again by this run.
  void forget(std::int64_t end) { recent_.erase(recent_.begin(), recent_.upper_bound(end)); }

 private:
  static constexpr std::int64_t kept_batches = 100;  ///< as many as a checkpoint keeps, so that it can be set back by hand

  /// Spark keeps every line for ever. Those of files that are too old to be taken tell nothing once their batch is long done.
  struct drop_outdated {
    std::int64_t outdated;
    std::int64_t before_batch;

    compacting_log::lines operator()(compacting_log::lines lines) const {
      compacting_log::lines kept;
      for (auto& line : lines) {
        auto const file = parse_seen_file(line, "the log of files");
        if (file.modification_time >= outdated || file.batch >= before_batch) kept.push_back(std::move(line));
      }
      return kept;
    }
  };

  [[nodiscard]] checkpoint_error missing(std::int64_t end) const {
    return checkpoint_error({error_code::checkpoint_corrupt, log_ ? log_->describe(static_cast<std::uint64_t>(end)) : "file source",
                             "the log of files ends before the offset of the query", "{\"logOffset\":" + std::to_string(end) + "}",
                             "Bring the folder sources/ of the checkpoint back from a copy, or start with a new checkpoint"});
  }

  std::optional<compacting_log> log_;
  std::map<std::int64_t, std::vector<seen_file>> recent_;
  std::int64_t latest_ = -1;
};

}  // namespace sluice::files
