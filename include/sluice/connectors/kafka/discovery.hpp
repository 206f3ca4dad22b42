// SPDX-License-Identifier: Apache-2.0
// Which partitions a source reads, and where a new query starts in them (semantics 15.4).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/pattern.hpp>
#include <sluice/connectors/kafka/source_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice::kafka::detail {

/// Finds what a source reads. For one thread.
class discovery {
 public:
  explicit discovery(source const& options) : assigned_(options.assign), topics_(split_list(options.subscribe)) {
    if (!options.subscribe_pattern.empty()) pattern_.emplace(options.subscribe_pattern);
    for (auto& topic : assigned_) {
      auto& numbers = topic.second;
      std::sort(numbers.begin(), numbers.end());
      numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    }
  }

  /// What there is now of what the source names.
  [[nodiscard]] partition_set present(cluster& brokers_asked) const {
    if (pattern_) {
      partition_set all = brokers_asked.topics();
      for (auto it = all.begin(); it != all.end();) it = pattern_->matches(it->first) ? std::next(it) : all.erase(it);
      return all;
    }
    partition_set found;
    for (auto const& topic : topics_)
      if (auto numbers = brokers_asked.partitions_of(topic)) found[topic] = *std::move(numbers);
    for (auto const& [topic, wanted] : assigned_) {
      auto const numbers = brokers_asked.partitions_of(topic);
      if (!numbers) continue;
      for (std::int32_t const number : wanted)
        if (std::binary_search(numbers->begin(), numbers->end(), number)) found[topic].push_back(number);
    }
    return found;
  }

  /// The same, when all of it must exist: throws source_error that names what does not. A topic that was just made may
  /// take a moment to be known to every broker.
  [[nodiscard]] partition_set require(cluster& brokers_asked) const {
    for (int attempt = 0;; ++attempt) {
      partition_set found = present(brokers_asked);
      std::string const missing = first_missing(found);
      if (missing.empty()) return found;
      if (attempt == 10)
        throw source_error({error_code::unknown_topic, missing, "the brokers do not know it", brokers_asked.servers().text(),
                            "Create it, or correct the name"});
      brokers_asked.pause(std::chrono::milliseconds{100});
    }
  }

  /// As it stands in progress reports: "Subscribe[orders, returns]".
  [[nodiscard]] static std::string describe(source const& options) {
    std::string list;
    auto const append = [&](std::string const& name) { list += (list.empty() ? "" : ", ") + name; };
    for (auto const& topic : split_list(options.subscribe)) append(topic);
    for (auto const& [topic, partitions] : options.assign)
      for (std::int32_t const partition : partitions) append(partition_name(topic, partition));
    if (!options.subscribe_pattern.empty()) return "SubscribePattern[" + options.subscribe_pattern + ']';
    return (options.subscribe.empty() ? "Assign[" : "Subscribe[") + list + ']';
  }

 private:
  std::string first_missing(partition_set const& found) const {
    for (auto const& topic : topics_)
      if (found.count(topic) == 0) return topic;
    for (auto const& [topic, wanted] : assigned_) {
      auto const numbers = found.find(topic);
      if (numbers == found.end()) return topic;
      for (std::int32_t const number : wanted)
        if (!std::binary_search(numbers->second.begin(), numbers->second.end(), number)) return partition_name(topic, number);
    }
    return {};
  }

  partition_set assigned_;
  std::vector<std::string> topics_;
  std::optional<topic_pattern> pattern_;
};

/// Every partition must be named in an option that gives a place for each, and no other (semantics 15.4).
template <class Places>
void require_every_partition(char const* option, Places const& given, partition_set const& partitions) {
  for (auto const& [topic, numbers] : partitions)
    for (std::int32_t const number : numbers) {
      auto const places = given.find(topic);
      if (places == given.end() || places->second.count(number) == 0)
        throw option_error(option, "a partition is not named", partition_name(topic, number), "Name every partition that is read");
    }
  for (auto const& [topic, places] : given)
    for (auto const& [number, place] : places) {
      auto const numbers = partitions.find(topic);
      if (numbers == partitions.end() || !std::binary_search(numbers->second.begin(), numbers->second.end(), number))
        throw option_error(option, "a partition is named that is not read", partition_name(topic, number),
                           "Name the partitions that are read, and no other");
    }
}

/// Where a new query starts.
class start_finder {
 public:
  start_finder(source const& options, cluster& brokers_asked, partition_set const& partitions)
      : options_(options), cluster_(brokers_asked), partitions_(partitions) {}

  [[nodiscard]] offsets find() {
    if (options_.starting_timestamp) {
      timestamps times;
      for (auto const& [topic, numbers] : partitions_)
        for (std::int32_t const number : numbers) times[topic][number] = *options_.starting_timestamp;
      return at_times("starting_timestamp", times);
    }
    if (!options_.starting_offsets_by_timestamp.empty()) {
      require_every_partition("starting_offsets_by_timestamp", options_.starting_offsets_by_timestamp, partitions_);
      return at_times("starting_offsets_by_timestamp", options_.starting_offsets_by_timestamp);
    }
    if (options_.starting_offsets.is_earliest()) return ask(partitions_, earliest_offset);
    if (options_.starting_offsets.is_latest()) return ask(partitions_, latest_offset);
    require_every_partition("starting_offsets", options_.starting_offsets.places(), partitions_);
    return at_places(options_.starting_offsets.places());
  }

 private:
  offsets ask(partition_set const& partitions, std::int64_t time) { return answered(cluster_.offsets_at(partitions, time)); }

  static offsets answered(std::optional<offsets> found) {
    if (!found)
      throw source_error({error_code::unknown_topic, "kafka", "a topic was removed while the query started", "", "Start it again"});
    return *std::move(found);
  }

  offsets at_times(char const* option, timestamps const& times) {
    offsets asked;
    for (auto const& [topic, partitions] : times)
      for (auto const& [partition, time] : partitions) {
        if (time.milliseconds() < 0)
          throw option_error(option, "a time before 1970 cannot be asked for", partition_name(topic, partition), "");
        asked[topic][partition] = time.milliseconds();
      }
    offsets found = answered(cluster_.offsets_at(asked));
    std::optional<offsets> ends;
    for (auto& [topic, partitions] : found)
      for (auto& [partition, offset] : partitions) {
        if (offset >= 0) continue;
        if (options_.starting_offsets_by_timestamp_strategy == timestamp_strategy::fail)
          throw source_error({error_code::offset_out_of_range, partition_name(topic, partition),
                              std::string("no record is at or after the time in ") + option,
                              std::to_string(asked[topic][partition]) + " ms",
                              "Set .starting_offsets_by_timestamp_strategy = timestamp_strategy::start_latest to start at the end"});
        if (!ends) ends = ask(partitions_, latest_offset);
        offset = offset_of(*ends, topic, partition, 0);
      }
    return found;
  }

  // A place outside what the partition holds is data loss, as when it was valid once (semantics 15.4).
  offsets at_places(offsets const& places) {
    offsets const first = ask(partitions_, earliest_offset);
    offsets const last = ask(partitions_, latest_offset);
    offsets found = places;
    for (auto& [topic, partitions] : found)
      for (auto& [partition, offset] : partitions) {
        std::int64_t const low = offset_of(first, topic, partition, 0);
        std::int64_t const high = offset_of(last, topic, partition, 0);
        if (offset == earliest_offset) offset = low;
        else if (offset == latest_offset) offset = high;
        else if (offset < 0 || ((offset < low || offset > high) && options_.fail_on_data_loss))
          throw source_error({error_code::offset_out_of_range, partition_name(topic, partition),
                              "the starting offset is outside of [" + std::to_string(low) + ", " + std::to_string(high) + ']',
                              std::to_string(offset), "Correct starting_offsets, or set .fail_on_data_loss = false to start at the nearest"});
        else offset = std::clamp(offset, low, high);
      }
    return found;
  }

  source const& options_;
  cluster& cluster_;
  partition_set const& partitions_;
};

}  // namespace sluice::kafka::detail
