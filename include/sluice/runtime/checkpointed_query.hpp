// SPDX-License-Identifier: Apache-2.0
// Keeps a query's progress in a checkpoint (semantics 12): joins the engine's batches, the program's offsets and operators, and the logs
// and files of checkpoint/.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/query_checkpoint.hpp>
#include <sluice/checkpoint/state_files.hpp>
#include <sluice/checkpoint/state_schema.hpp>
#include <sluice/contract/state_store.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/runtime/maintenance.hpp>
#include <sluice/runtime/query_durability.hpp>
#include <sluice/runtime/saved_state.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// Logs count from 1970 in milliseconds and write no watermark as 0, as Spark does.
[[nodiscard]] constexpr std::int64_t logged_watermark(std::int64_t microseconds) {
  return microseconds == no_watermark ? 0 : timestamp{microseconds}.milliseconds();
}
[[nodiscard]] constexpr std::int64_t watermark_of_log(std::int64_t milliseconds) {
  return milliseconds == 0 ? no_watermark : milliseconds * 1000;
}

/// One stateful operator's changes of the batch that runs, as they go into its delta; those of an epoch are kept by key first, since a
/// key may change with every row.
struct collected_changes final : state_changes {
  std::vector<state_file_writer> deltas;  ///< one for each partition; none in an epoch
  std::map<std::string, std::optional<std::string>, std::less<>> of_epoch;

  void put(std::string_view key, std::string_view value) override {
    if (deltas.empty()) of_epoch.insert_or_assign(std::string{key}, std::string{value});
    else deltas[state_partition(key, deltas.size())].put(key, value);
  }
  void remove(std::string_view key) override {
    if (deltas.empty()) of_epoch.insert_or_assign(std::string{key}, std::nullopt);
    else deltas[state_partition(key, deltas.size())].remove(key);
  }
  /// Brings the changes of an epoch into deltas.
  void end_epoch(std::vector<state_file_writer> to) {
    deltas = std::move(to);
    for (auto const& [key, value] : std::exchange(of_epoch, {})) {
      if (value) put(key, *value);
      else remove(key);
    }
  }
};

/// What saves an epoch that is planned. Deltas are those of the stateful operators and their partitions, in the order of their files.
struct finished_epoch {
  std::uint64_t epoch = 0;
  batch_commit commit;
  std::vector<state_file_writer> deltas;
};

}  // namespace detail

/// The durability of one run of a query. Holds the checkpoint from its construction on, which throws checkpoint_error if another query
/// does. Members on the query's thread, after construction.
class checkpointed_query final : public query_durability {
 public:
  /// `new_id`: the query's id if the checkpoint is new; `partitions`: in how many files a version of its state is then kept.
  /// `provider`: keeps the groups that memory does not hold; null: memory holds all.
  [[gnu::cold]] checkpointed_query(storage_ptr files, std::string const& new_id, retention_options retention, std::size_t partitions,
                                   std::shared_ptr<state_store_provider> provider)
      : files_(files), checkpoint_(std::move(files), new_id), retention_(retention), partitions_(partitions), provider_(std::move(provider)) {}

  [[nodiscard]] std::string const& id() const override { return checkpoint_.id(); }
  void prepare(source_context& context) const override { context.log_storage = files_; }

  [[gnu::cold]] resumed_query resume(durable_program& program) override {
    recovery_point const point = checkpoint_.recover(program.source_count());
    auto const parts = program.states();
    keep_partitions(point.conf);
    open_states(parts.states, point);
    if (parts.newest_times.size() > 1) times_ = parts.newest_times;
    if (point.newest_times_us.size() == times_.size())
      for (std::size_t i = 0; i < times_.size(); ++i) *times_[i] = point.newest_times_us[i];
    program.resume(point.start, point.planned ? &point.planned->offsets : nullptr);
    maintenance_.emplace(checkpoint_, states_, retention_);
    resumed_query resumed;
    resumed.next_batch = point.next_batch;
    resumed.planned = point.planned.has_value();
    if (point.planned) resumed.batch_time = timestamp::from_milliseconds(point.planned->timestamp_ms);
    resumed.evict_watermark = detail::watermark_of_log(point.watermark_ms);
    resumed.late_watermark = detail::watermark_of_log(point.late_watermark_ms);
    return resumed;
  }

  [[gnu::cold]] void plan(batch_context const& batch, durable_program& program) override {
    checkpoint_.plan(batch.batch_id, plan_of(batch, program));
  }
  [[gnu::cold]] void begin(std::uint64_t batch) override {
    for (std::size_t i = 0; i < changes_.size(); ++i) changes_[i].deltas = new_deltas(i, batch + 1);
  }
  [[gnu::cold]] void save_state() override {
    if (states_.empty()) return;
    checkpoint_.check_held();
    for (std::size_t i = 0; i < states_.size(); ++i) states_[i].write(std::move(changes_[i / partitions_].deltas[i % partitions_]));
  }
  [[gnu::cold]] void commit(std::uint64_t batch, std::int64_t next_watermark) override {
    checkpoint_.commit(batch, commit_of(next_watermark));
    maintenance_->committed(batch);
  }

  [[gnu::cold]] void begin_epoch() override {
    for (auto& one : changes_) one.deltas.clear();
  }
  [[gnu::cold]] void plan_epoch(batch_context const& epoch, durable_program& program) override {
    finish_epochs();
    plan(epoch, program);
  }
  [[gnu::cold]] void end_epoch(std::uint64_t epoch, std::int64_t next_watermark) override {
    detail::finished_epoch done{epoch, commit_of(next_watermark), {}};
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      changes_[i].end_epoch(new_deltas(i, epoch + 1));
      for (auto& delta : changes_[i].deltas) done.deltas.push_back(std::move(delta));
    }
    saving_ = std::async(std::launch::async, save_epoch{this, std::move(done)});
  }
  [[nodiscard]] bool has_saved_epoch() const override {
    return !saving_.valid() || saving_.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }
  [[gnu::cold]] void finish_epochs() override {
    if (saving_.valid()) saving_.get();
  }
  [[nodiscard]] std::string maintenance_failure() const override { return maintenance_ ? maintenance_->last_failure() : std::string{}; }

 private:
  /// Saves an epoch, on a thread of its own, in the order of a batch: cut off before the commit, the epoch runs again as a batch.
  struct save_epoch {
    checkpointed_query* self;
    detail::finished_epoch done;

    void operator()() {
      if (!done.deltas.empty()) self->checkpoint_.check_held();
      for (std::size_t i = 0; i < done.deltas.size(); ++i) self->states_[i].write(std::move(done.deltas[i]));
      self->checkpoint_.commit(done.epoch, done.commit);
      self->maintenance_->committed(done.epoch);
    }
  };

  [[nodiscard]] std::vector<state_file_writer> new_deltas(std::size_t which, std::uint64_t version) const {
    std::vector<state_file_writer> deltas;
    for (std::size_t part = 0; part < partitions_; ++part) deltas.push_back(states_[which * partitions_ + part].delta(version));
    return deltas;
  }

  [[nodiscard]] batch_plan plan_of(batch_context const& batch, durable_program const& program) const {
    batch_plan plan;
    plan.watermark_ms = detail::logged_watermark(batch.evict_watermark);
    plan.timestamp_ms = batch.batch_time.milliseconds();
    plan.conf = conf();
    plan.offsets = program.end_offsets();
    return plan;
  }

  [[nodiscard]] batch_commit commit_of(std::int64_t next_watermark) const {
    batch_commit commit{detail::logged_watermark(next_watermark), {}};
    for (auto const* time : times_) commit.newest_times_us.push_back(*time);
    return commit;
  }

  /// What a batch that is run again must find as it was. Spark's names: its tools read them.
  static constexpr char const* partitions_key = "spark.sql.shuffle.partitions";
  [[nodiscard]] std::map<std::string, std::string> conf() const {
    return {{partitions_key, std::to_string(partitions_)}, {"spark.sql.streaming.multipleWatermarkPolicy", "min"}};
  }
  /// State lies in as many partitions as it was begun with (semantics 12.3).
  [[gnu::cold]] void keep_partitions(std::map<std::string, std::string> const& logged) {
    auto const found = logged.find(partitions_key);
    if (found == logged.end()) return;
    auto const number = log_id(found->second);
    if (!number || *number == 0 || *number > retention_options::most_partitions)
      throw corrupt_file(files_->describe("offsets"), std::string{partitions_key} + " should be a number of partitions", found->second);
    partitions_ = static_cast<std::size_t>(*number);
  }

  /// Spark numbers stateful operators from the sink; a folder has the operator's number for a name.
  [[gnu::cold]] void open_states(std::vector<durable_operator> const& operators, recovery_point const& point) {
    std::vector<detail::saved_state> saved;
    std::map<std::string, state_schema> schemas;
    for (std::size_t i = 0; i < operators.size(); ++i) {
      saved.emplace_back(*files_, std::to_string(operators.size() - 1 - i), operators[i]);
      schemas.emplace(saved[i].id(), saved[i].accepted());
    }
    keep_state_schemas(*files_, schemas, point.started());
    if (provider_) open_stores(operators);
    changes_ = std::vector<detail::collected_changes>(operators.size());
    for (std::size_t i = 0; i < operators.size(); ++i) {
      for (auto& files : saved[i].restore(files_, point.next_batch, partitions_)) states_.push_back(std::move(files));
      operators[i].keep_changes(operators[i].step, &changes_[i]);
    }
  }

  [[gnu::cold]] void open_stores(std::vector<durable_operator> const& operators) {
    for (std::size_t i = 0; i < operators.size(); ++i) {
      if (operators[i].use_store == nullptr) continue;
      stores_.push_back(provider_->open(id(), std::to_string(operators.size() - 1 - i)));
      operators[i].use_store(operators[i].step, stores_.back().get(), provider_->groups_in_memory());
    }
  }

  storage_ptr files_;
  query_checkpoint checkpoint_;
  retention_options retention_;
  std::size_t partitions_;
  std::shared_ptr<state_store_provider> provider_;
  std::vector<std::unique_ptr<state_store>> stores_;  // of the operators that use one
  std::vector<std::int64_t*> times_;                 // of the watermark operators, if there are several
  std::vector<state_files> states_;                  // of the operators, source first, a file for each partition
  std::vector<detail::collected_changes> changes_;   // of each; operators point into it
  std::optional<checkpoint_maintenance> maintenance_;
  std::future<void> saving_;  // the epoch that is being saved; last, so that it ends first
};

}  // namespace sluice
