// SPDX-License-Identifier: Apache-2.0
// The checkpoint of one query: its identity, the logs of its batches, and where it goes on after a stop or a crash (semantics 12.2). The
// engine writes `plan` before a batch runs and `commit` after its sink and its state are safe; everything else follows from those two.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/checkpoint/batch_log.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// Where a query goes on.
struct recovery_point {
  /// The batch to run next. State is to be loaded in this version: batch N starts from version N and leaves version N + 1.
  std::uint64_t next_batch = 0;
  /// Whether a batch was ever planned: what must fit the checkpoint from then on.
  [[nodiscard]] bool started() const { return next_batch > 0 || planned.has_value(); }
  /// Its plan, if the batch was planned and not finished: it is run again with exactly these offsets, watermark, timestamp and conf.
  std::optional<batch_plan> planned;
  /// Where the sources start in that batch: the ends of the batch before. Empty for a query that never planned one, and an empty text for a
  /// source that had no offset: both start at their initial offset.
  std::vector<std::string> start;
  /// The conf of the last plan, which holds on; empty for a new query.
  std::map<std::string, std::string> conf;
  /// The watermark of the next batch: that of `planned`, else the greater of the last plan's and the last commit's (3.6).
  std::int64_t watermark_ms = 0;
  /// The watermark of the batch before it, by which late rows are told (3.2).
  std::int64_t late_watermark_ms = 0;
  /// What the watermark operators had seen before that batch, where there are several.
  std::vector<std::int64_t> newest_times_us{};
};

/// A query's checkpoint in a storage, held for this query alone as long as it lives. One thread, but for `purge`.
class query_checkpoint {
 public:
  /// Locks the storage and reads the query's id from it; a new checkpoint gets `new_id`. Throws checkpoint_error if another query holds the
  /// checkpoint, if it is damaged, or if it has logs or state and no identity.
  query_checkpoint(storage_ptr files, std::string const& new_id)
      : files_(std::move(files)), lock_(files_->lock()), offsets_(files_), commits_(files_), id_(find_or_make_id(new_id)) {}

  /// The query's id: the same in every run.
  [[nodiscard]] std::string const& id() const { return id_; }
  [[nodiscard]] storage_ptr const& files() const { return files_; }
  [[nodiscard]] offset_log& offsets() { return offsets_; }
  [[nodiscard]] commit_log& commits() { return commits_; }

  /// Reads the logs. `sources`: how many the query has now. Throws checkpoint_error for damaged files, gaps, commits without plans, and a
  /// number of sources that is not the logged one.
  [[nodiscard]] recovery_point recover(std::size_t sources) {
    auto const planned = offsets_.contiguous_ids();
    auto const committed = commits_.contiguous_ids();
    recovery_point point;
    if (planned.empty()) {
      require_nothing_but_identity();
      return point;
    }
    std::uint64_t const last = planned.back();
    check_commits(last, committed);
    bool const finished = !committed.empty() && committed.back() == last;
    batch_plan plan = plan_of(last, sources);
    point.conf = plan.conf;
    if (finished) {
      point.next_batch = last + 1;
      auto commit = commits_.get(last);
      point.watermark_ms = later_watermark(plan.watermark_ms, commit.next_watermark_ms);
      point.newest_times_us = std::move(commit.newest_times_us);
      point.late_watermark_ms = plan.watermark_ms;
      point.start = std::move(plan.offsets);
    } else {
      point.next_batch = last;
      point.watermark_ms = plan.watermark_ms;
      if (last > 0) {
        batch_plan before = plan_of(last - 1, sources);
        point.late_watermark_ms = before.watermark_ms;
        point.newest_times_us = commits_.get(last - 1).newest_times_us;
        point.start = std::move(before.offsets);
      }
      point.planned = std::move(plan);
    }
    return point;
  }

  /// Logs the plan of a batch. Throws checkpoint_error (concurrent_log_update) if the batch is logged already: another process writes here.
  void plan(std::uint64_t batch, batch_plan const& plan) {
    lock_->check();
    if (!offsets_.add(batch, plan)) throw written_by_another(offsets_.describe(batch));
  }
  /// Logs that a batch is finished; its sink and its state must be safe. Throws as `plan`.
  void commit(std::uint64_t batch, batch_commit const& commit) {
    lock_->check();
    if (!commits_.add(batch, commit)) throw written_by_another(commits_.describe(batch));
  }
  /// Removes what is logged of batches that are more than `retained` before `batch`. Any thread.
  void purge(std::uint64_t batch, std::uint64_t retained) {
    if (batch <= retained) return;
    offsets_.purge(batch - retained);
    commits_.purge(batch - retained);
  }
  /// Throws checkpoint_error if another process has taken the checkpoint over. To be called before state is written.
  void check_held() { lock_->check(); }

 private:
  static constexpr std::string_view metadata = "metadata";

  std::string find_or_make_id(std::string const& new_id) {
    auto content = files_->read(metadata);
    if (!content) {
      require_no_logs();
      std::string text;
      detail::json_object object{text};
      object.field("id", std::string_view{new_id});
      object.close();
      if (files_->create(metadata, text)) return new_id;
      content = files_->read(metadata);
    }
    std::string const path = files_->describe(metadata);
    std::string id;
    std::string const text = content.value_or("");
    detail::parse_log_file(path, text, [&] {
      detail::json_reader in{text};
      in.open('{');
      while (auto const key = in.next_key()) {
        if (*key == "id") id = in.text();
        else in.skip();
      }
      in.end();
    });
    if (id.empty()) throw corrupt_file(path, R"(it should be {"id":"<the query's id>"})", text);
    return id;
  }

  // In a log 0 stands for no watermark, which is earlier than any, those before 1970 too.
  [[nodiscard]] static constexpr std::int64_t later_watermark(std::int64_t left, std::int64_t right) {
    if (left == 0 || right == 0) return left + right;
    return std::max(left, right);
  }

  // A new id would take another query's work for this one's.
  void require_no_logs() {
    if (offsets_.ids().empty() && commits_.ids().empty()) return;
    throw checkpoint_error({error_code::missing_metadata_file, files_->describe(metadata),
                            "the checkpoint has logs of batches, and the file with the query's id is missing", "",
                            "Bring the file back from a copy, or start with a new checkpoint"});
  }
  void require_nothing_but_identity() {
    auto const require_empty = [&](std::string const& folder, bool is_empty) {
      if (!is_empty)
        throw checkpoint_error({error_code::checkpoint_not_empty, files_->describe(folder),
                                "the checkpoint has files here, and no batch in " + files_->describe("offsets"), "",
                                "Bring the offsets back from a copy, or start with a new checkpoint"});
    };
    require_empty("commits", commits_.ids().empty());
    // A start that was cut off before its first plan leaves descriptions of state, and no state.
    for (auto const& name : files_->list("state")) {
      std::string const folder = storage_path("state", name.substr(0, name.find('/')));
      for (auto const& part : files_->list(folder)) require_empty(folder, !log_id(part.substr(0, part.find('/'))));
    }
  }
  // Every batch but the last must be finished, and no batch without a plan.
  void check_commits(std::uint64_t last, std::vector<std::uint64_t> const& committed) const {
    if (!committed.empty() && committed.back() > last)
      throw checkpoint_error({error_code::checkpoint_corrupt, offsets_.describe(committed.back()),
                              "batch " + std::to_string(committed.back()) + " is finished, and its plan is missing", "",
                              "Bring the file back from a copy, or start with a new checkpoint"});
    if (last > 0 && (committed.empty() || committed.back() + 1 < last)) throw commits_.missing(last - 1);
  }
  batch_plan plan_of(std::uint64_t batch, std::size_t sources) {
    batch_plan plan = offsets_.get(batch);
    if (plan.offsets.size() != sources)
      throw checkpoint_error({error_code::checkpoint_mismatch, offsets_.describe(batch),
                              "there are " + std::to_string(plan.offsets.size()) + " sources in the checkpoint, and the query has " +
                                  std::to_string(sources),
                              "", "Sources cannot be added to or removed from a query with a checkpoint: use a new one"});
    return plan;
  }
  [[nodiscard, gnu::cold]] static checkpoint_error written_by_another(std::string path) {
    return checkpoint_error({error_code::concurrent_log_update, std::move(path), "the batch has been logged by another query", "",
                             "Two queries use one checkpoint: give each its own"});
  }

  storage_ptr files_;
  std::unique_ptr<storage_lock> lock_;
  offset_log offsets_;
  commit_log commits_;
  std::string id_;
};

}  // namespace sluice
