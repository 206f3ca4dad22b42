// SPDX-License-Identifier: Apache-2.0
// Decides where the next batch may end: what is new in the partitions, within the source's limits per trigger
// (semantics 15.4). It also finds partitions that appear, and notices those that are gone.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/discovery.hpp>
#include <sluice/connectors/kafka/losses.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/connectors/kafka/source_options.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace sluice::kafka::detail {

/// Whether a batch waits for min_offsets_per_trigger. Time is the query's clock.
class batch_delay {
 public:
  batch_delay(std::optional<std::uint64_t> least, std::chrono::milliseconds longest) : least_(least), longest_(longest) {}

  /// Whether a batch of so many offsets has to wait. The first batch never does.
  [[nodiscard]] bool holds(std::int64_t waiting, timestamp now) const {
    return least_ && last_batch_ && waiting < static_cast<std::int64_t>(*least_) && now - *last_batch_ < longest_;
  }
  void batch_begins(timestamp now) { last_batch_ = now; }

 private:
  std::optional<std::uint64_t> least_;
  std::chrono::milliseconds longest_;
  std::optional<timestamp> last_batch_;
};

/// The ends of one reader's partitions.
class tracker {
 public:
  tracker(source const& options, cluster& brokers_asked, loss_ledger& ledger, clock const& time)
      : options_(options),
        cluster_(brokers_asked),
        ledger_(ledger),
        clock_(time),
        discovery_(options),
        delay_(options.min_offsets_per_trigger, options.max_trigger_delay) {}

  /// Where a new query starts.
  [[nodiscard]] offsets initial() {
    take(discovery_.require(cluster_));
    return start_finder{options_, cluster_, partitions_}.find();
  }

  /// The partitions known now, and how often the set was replaced.
  [[nodiscard]] partition_set const& partitions() const { return partitions_; }
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// How far a place is behind the last known ends, by Spark's names (semantics 15.4); empty before any were asked for.
  [[nodiscard, gnu::cold]] std::string metrics(offsets const& consumed) const {
    std::size_t const count = partition_count(latest_);
    if (count == 0) return {};
    std::int64_t least = INT64_MAX;
    std::int64_t most = 0;
    for_each_partition(latest_, [&](std::string const& topic, std::int32_t partition, std::int64_t end) {
      std::int64_t const behind = std::max<std::int64_t>(0, end - offset_of(consumed, topic, partition, 0));
      least = std::min(least, behind);
      most = std::max(most, behind);
    });
    double const mean = static_cast<double>(backlog(consumed, latest_)) / static_cast<double>(count);
    char digits[32];
    auto const written = std::to_chars(digits, digits + sizeof digits, mean);
    std::string average{digits, written.ptr};
    if (average.find_first_of(".e") == std::string::npos) average += ".0";
    std::string out;
    sluice::detail::json_object object{out};
    object.field("avgOffsetsBehindLatest", average);
    if (ledger_.lost() > 0) object.field("lostOffsets", std::to_string(ledger_.lost()));
    object.field("maxOffsetsBehindLatest", std::to_string(most));
    object.field("minOffsetsBehindLatest", std::to_string(least));
    object.close();
    return out;
  }

  /// From here on nothing beyond what is there now is offered.
  void fix_end() {
    refresh();
    fixed_ = ends();
  }

  /// Brings the set of partitions up to date, if it is time.
  void refresh_if_due() {
    if (generation_ == 0 || (!fixed_ && steady::now() - refreshed_ >= options_.metadata_refresh)) refresh();
  }

  /// The end of the next batch by what has arrived already, which spares a round trip to the brokers: for a query that was at the end a
  /// moment ago and has no limits. Nothing if the brokers have to be asked; so they are where nothing has arrived and `is_awaited()`.
  [[nodiscard]] std::optional<offsets> next_end_by_arrival(offsets const& start, offsets arrived, std::function<bool()> const& is_awaited) {
    bool const follows = !fixed_ && !options_.max_offsets_per_trigger && !options_.min_offsets_per_trigger &&
                         start == offered_ && steady::now() - asked_ < trust_in_arrivals;
    if (!follows || (arrived == start && is_awaited())) return std::nullopt;
    offered_ = latest_ = arrived;
    return arrived;
  }

  /// The end of the next batch; `start` if there is none.
  [[nodiscard]] offsets next_end(offsets const& start) {
    if (fixed_) {
      latest_ = *fixed_;
      return limited(start, fixed_after(start));
    }
    asked_ = steady::now();
    offsets found = ends();
    // A broker that just took over a partition may be behind for a moment; what is really gone stays gone.
    for (int attempt = 0; attempt < 3 && falls_short(start, found); ++attempt) {
      cluster_.pause(std::chrono::milliseconds{200});
      refresh();
      found = ends();
    }
    note_losses(start, found);
    latest_ = found;
    offered_ = limited(start, std::move(found));
    return offered_;
  }

 private:
  using steady = std::chrono::steady_clock;
  /// After so long, the brokers are asked again even if records keep arriving: some partition might have stopped.
  static constexpr std::chrono::milliseconds trust_in_arrivals{100};

  void take(partition_set found) {
    refreshed_ = steady::now();
    if (generation_ > 0 && found == partitions_) return;
    partitions_ = std::move(found);
    ++generation_;
  }
  void refresh() { take(discovery_.present(cluster_)); }

  [[nodiscard]] offsets ends() {
    auto const until = steady::now() + options_.fetch_timeout;
    for (;;) {
      if (auto found = cluster_.offsets_at(partitions_, latest_offset)) return *std::move(found);
      // Some partition is gone. Until the brokers agree which, ask again.
      if (steady::now() > until)
        throw source_error({error_code::source_failed, "kafka", "the brokers do not agree which partitions there are", "",
                            "Check the state of the cluster"});
      cluster_.pause(std::chrono::milliseconds{50});
      refresh();
    }
  }

  static bool falls_short(offsets const& start, offsets const& end) {
    bool any = false;
    for_each_partition(start, [&](std::string const& topic, std::int32_t partition, std::int64_t offset) {
      any = any || offset_of(end, topic, partition, -1) < offset;
    });
    return any;
  }

  void note_losses(offsets const& start, offsets const& end) {
    for_each_partition(start, [&](std::string const& topic, std::int32_t partition, std::int64_t offset) {
      std::int64_t const now = offset_of(end, topic, partition, -1);
      if (now < 0) {
        ledger_.partition_lost(topic, partition, "the partition is gone; offset " + std::to_string(offset) + " was to be read next");
      } else if (now < offset) {
        ledger_.partition_lost(topic, partition, "offsets [" + std::to_string(now) + ", " + std::to_string(offset) +
                                                     ") are lost: the partition now ends at " + std::to_string(now) +
                                                     "; was the topic made anew?");
      }
    });
    ledger_.settle();
  }

  // The fixed end, but never behind where the query already is.
  [[nodiscard]] offsets fixed_after(offsets const& start) const {
    offsets end = *fixed_;
    for_each_partition(start, [&](std::string const& topic, std::int32_t partition, std::int64_t offset) {
      auto& place = end[topic].try_emplace(partition, offset).first->second;
      if (place < offset) place = offset;
    });
    return end;
  }

  offsets limited(offsets const& start, offsets end) {
    std::int64_t const waiting = backlog(start, end);
    if (waiting == 0 && !falls_short(start, end)) return start;
    timestamp const now = clock_.now();
    if (!fixed_ && delay_.holds(waiting, now)) return start;
    delay_.batch_begins(now);
    return options_.max_offsets_per_trigger ? share_limit(with_new_partitions(start, end), end, *options_.max_offsets_per_trigger) : end;
  }

  // Partitions that appear count for a limit from where they begin now, not from 0 (semantics 15.4).
  [[nodiscard]] offsets with_new_partitions(offsets start, offsets const& end) {
    partition_set fresh;
    for_each_partition(end, [&](std::string const& topic, std::int32_t partition, std::int64_t) {
      if (offset_of(start, topic, partition, -1) < 0) fresh[topic].push_back(partition);
    });
    if (fresh.empty()) return start;
    if (auto const first = cluster_.offsets_at(fresh, earliest_offset))
      for (auto const& [topic, places] : *first) start[topic].insert(places.begin(), places.end());
    return start;
  }

  source const& options_;
  cluster& cluster_;
  loss_ledger& ledger_;
  clock const& clock_;
  discovery discovery_;
  batch_delay delay_;
  partition_set partitions_;
  std::uint64_t generation_ = 0;
  steady::time_point refreshed_;
  std::optional<offsets> fixed_;
  offsets offered_;  // the last end
  offsets latest_;   // what the brokers had then
  steady::time_point asked_;
};

}  // namespace sluice::kafka::detail
