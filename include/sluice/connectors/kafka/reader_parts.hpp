// SPDX-License-Identifier: Apache-2.0
// What the reader of a Kafka source is made of: offsets from the tracker, records from the fetcher, what is lost from the ledger.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/discovery.hpp>
#include <sluice/connectors/kafka/fetcher.hpp>
#include <sluice/connectors/kafka/initial_offsets.hpp>
#include <sluice/connectors/kafka/losses.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/connectors/kafka/source_options.hpp>
#include <sluice/connectors/kafka/tracker.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::kafka {

namespace detail {

/// What the reader is made of, at a fixed address. For one thread.
class reader_parts {
 public:
  reader_parts(source options, source_context const& context)
      : options_(with_group(std::move(options))),
        notify_(context.notify),
        is_awaited_(context.is_awaited),
        started_(context),
        ledger_(options_.fail_on_data_loss),
        cluster_(side::source, options_.bootstrap_servers, options_.properties,
                 {options_.connect_timeout, options_.fetch_timeout, context.stopping}),
        tracker_(options_, cluster_, ledger_, *context.clock) {}

  [[nodiscard]] source const& options() const { return options_; }
  [[nodiscard]] tracker& ends() { return tracker_; }
  [[nodiscard]] std::uint64_t lost() const { return ledger_.lost(); }

  /// Where the query started, by its checkpoint, or starts now.
  [[gnu::cold]] offsets initial_offset() {
    if (auto known = started_.find()) return *std::move(known);
    return started_.keep(tracker_.initial());
  }

  /// Where the next batch may end; `start` also when the query was asked to stop.
  offsets latest_offset(offsets const& start) {
    try {
      tracker_.refresh_if_due();
      fetch_ahead(start);
      fetcher_->watch();
      auto const arrived = tracker_.next_end_by_arrival(start, fetcher_->arrived_after(start), is_awaited_);
      offsets end = arrived ? *arrived : tracker_.next_end(start);
      if (end != start) fetcher_->unwatch();
      return end;
    } catch (query_stopping const&) {
      return start;
    }
  }

  /// Prepares to hand out [start, end).
  void begin_read(offsets const& start, offsets const& end, reject_log& rejects) {
    make_fetcher(partition_count(end));
    fetcher_->want_nothing();
    for_each_partition(end, [&](std::string const& topic, std::int32_t partition, std::int64_t offset) {
      std::int64_t begin = offset_of(start, topic, partition, 0);
      if (begin > offset) begin = begin_anew(topic, partition, begin, offset);
      if (begin < offset) fetcher_->want(topic, partition, begin, offset);
    });
    ledger_.settle();
    ledger_.report(rejects);
  }
  void end_read(reject_log& rejects) { ledger_.report(rejects); }
  /// What begin_read prepared.
  [[nodiscard]] fetcher& records() { return *fetcher_; }

 private:
  static source with_group(source options) {
    if (!options.group_id_prefix.empty() && options.properties.count("group.id") == 0) {
      std::random_device entropy;
      options.properties["group.id"] = options.group_id_prefix + '-' + std::to_string(entropy()) + '-' + std::to_string(entropy());
    }
    return options;
  }

  void make_fetcher(std::size_t partitions) {
    if (fetcher_) return;
    fetcher_ = std::make_unique<fetcher>(cluster_, fetch_properties(partitions, options_.prefetch_bytes), options_.properties,
                                         ledger_, notify_);
  }

  // Fetching begins as soon as it is known where, so that records are on their way while the batch is planned.
  void fetch_ahead(offsets const& start) {
    make_fetcher(partition_count(start));
    if (seen_generation_ == tracker_.generation()) return;
    seen_generation_ = tracker_.generation();
    fetcher_->keep_only(tracker_.partitions());
    for (auto const& [topic, numbers] : tracker_.partitions())
      for (std::int32_t const number : numbers) {
        auto& stream = fetcher_->stream(topic, number);
        if (!stream.active()) stream.start(offset_of(start, topic, number, 0));
      }
  }

  // The partition ended before the place that was to be read next, so it was made anew: read it from its beginning.
  std::int64_t begin_anew(std::string const& topic, std::int32_t partition, std::int64_t begin, std::int64_t end) {
    ledger_.partition_lost(topic, partition, "the batch ends at " + std::to_string(end) + ", before its start at " + std::to_string(begin));
    auto const low = cluster_.offsets_at(partition_set{{topic, {partition}}}, earliest_offset);
    return low ? offset_of(*low, topic, partition, end) : end;
  }

  source options_;
  std::function<void()> notify_;
  std::function<bool()> is_awaited_;
  initial_offset_log started_;
  loss_ledger ledger_;
  cluster cluster_;
  tracker tracker_;
  std::unique_ptr<fetcher> fetcher_;
  std::uint64_t seen_generation_ = 0;
};

}  // namespace detail

}  // namespace sluice::kafka
