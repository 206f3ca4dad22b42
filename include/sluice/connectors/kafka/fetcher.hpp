// SPDX-License-Identifier: Apache-2.0
// The fetching side of a reader: the streams of all partitions, taken in turns until each has reached the end of the batch.
// It decides what a missing answer means: wait, lost offsets, or a broker that is gone.
#pragma once

#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/losses.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/connectors/kafka/partition_stream.hpp>

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sluice::kafka::detail {

/// The properties that make fetching quick, for a number of partitions. Together they may hold `prefetch_bytes`. Fetching
/// pauses for a second when a partition's share is full, unless told otherwise (from librdkafka 2.2 on) or woken.
[[nodiscard]] inline properties fetch_properties(std::size_t partitions, std::size_t prefetch_bytes) {
  std::size_t const count = std::max<std::size_t>(1, partitions);
  std::size_t const kilobytes = std::clamp<std::size_t>(prefetch_bytes / 1024 / count, 1024, 256 * 1024);
  properties chosen{
      {"auto.offset.reset", "error"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"enable.partition.eof", "true"},
      {"fetch.error.backoff.ms", "50"},
      {"fetch.wait.max.ms", "10"},
      {"queued.max.messages.kbytes", std::to_string(kilobytes)},
      {"queued.min.messages", std::to_string(std::clamp<std::size_t>(400'000 / count, 2'000, 200'000))},
      {"socket.nagle.disable", "true"},
  };
  if (rd_kafka_version() >= 0x020200ff) chosen["fetch.queue.backoff.ms"] = "1";
  return chosen;
}

/// All partitions of one reader, for one thread.
class fetcher {
 public:
  fetcher(cluster& brokers_asked, properties const& chosen, properties const& given, loss_ledger& ledger,
          std::function<void()> notify)
      : cluster_(brokers_asked),
        ledger_(ledger),
        signal_(std::move(notify)),
        client_(RD_KAFKA_CONSUMER, brokers_asked.servers(), chosen, given) {}

  /// The stream of a partition, made when first asked for.
  partition_stream& stream(std::string const& topic, std::int32_t partition) {
    auto& found = streams_[{topic, partition}];
    if (!found) found = std::make_unique<partition_stream>(client_.get(), signal_, topic, partition);
    return *found;
  }

  /// Lets go of partitions that are not in the set any more.
  void keep_only(partition_set const& partitions) {
    for (auto it = streams_.begin(); it != streams_.end();) {
      auto const topic = partitions.find(it->first.first);
      bool const known = topic != partitions.end() &&
                         std::binary_search(topic->second.begin(), topic->second.end(), it->first.second);
      if (known) {
        ++it;
      } else {
        it->second->stop();
        retired_.push_back(std::move(it->second));
        it = streams_.erase(it);
      }
    }
  }

  /// Before the query idles: takes over what has arrived, so that the next arrival is noticed and wakes the query.
  void watch() {
    signal_.set_idle(true);
    for (auto const& each : streams_) each.second->pull();
    client_.poll();
  }
  void unwatch() { signal_.set_idle(false); }

  /// Places up to which records have arrived that follow on `start`.
  [[nodiscard]] offsets arrived_after(offsets const& start) const {
    offsets found = start;
    for (auto const& [name, stream] : streams_) {
      if (stream->is_empty()) continue;
      auto const topic = found.find(name.first);
      if (topic == found.end()) continue;
      auto const place = topic->second.find(name.second);
      if (place != topic->second.end() && place->second == stream->position()) place->second = stream->reached();
    }
    return found;
  }

  /// Adds [begin, end) of a partition to what `next` hands out.
  void want(std::string const& topic, std::int32_t partition, std::int64_t begin, std::int64_t end) {
    partition_stream& wanted = stream(topic, partition);
    if (!wanted.active() || wanted.position() != begin) wanted.start(begin);
    wanted.set_limit(end);
    work_.push_back(&wanted);
  }
  void want_nothing() {
    work_.clear();
    turn_ = 0;
    last_progress_ = steady::now();
    last_check_ = last_progress_;
  }

  /// The next stream with messages, waiting for one if need be; null when all wanted was handed out. The caller empties it.
  /// Throws source_error when offsets are lost or nothing comes for too long, query_stopping when the query stops.
  partition_stream* next() {
    for (;;) {
      std::uint64_t const seen = signal_.count();
      std::size_t const rounds = work_.size();
      for (std::size_t round = 0; round < rounds; ++round) {
        if (turn_ >= work_.size()) turn_ = 0;
        partition_stream& candidate = *work_[turn_];
        if (candidate.pull()) note_progress();
        if (candidate.front() != nullptr) {
          ++turn_;
          return &candidate;
        }
        if (retire(candidate)) {
          work_.erase(work_.begin() + static_cast<std::ptrdiff_t>(turn_));
          note_progress();
        } else {
          ++turn_;
        }
      }
      if (work_.empty()) return nullptr;
      wait(seen);
    }
  }

  [[nodiscard]] std::string last_error() const { return client_.last_error(); }

 private:
  using steady = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;

  // Whether a stream that has no message for the batch is done with it.
  bool retire(partition_stream& candidate) {
    if (!candidate.is_finished() && candidate.is_empty()) candidate.look_past_control_records();
    if (candidate.is_finished()) {
      candidate.finish();
      return true;
    }
    return candidate.trouble().code != RD_KAFKA_RESP_ERR_NO_ERROR && resolve(candidate);
  }

  // Decides what an error of a partition means; true if nothing more is to be had of it in this batch.
  [[gnu::cold]] bool resolve(partition_stream& stuck) {
    obstacle const trouble = stuck.trouble();
    bool const about_place = trouble.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                             trouble.code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE || means_topic_is_gone(trouble.code);
    if (!about_place)
      throw source_error({error_code::source_failed, partition_name(stuck.topic(), stuck.partition()),
                          "cannot be read at offset " + std::to_string(stuck.position()),
                          trouble.text.empty() ? reason(trouble.code) : trouble.text, ""});
    bool const rest_lost = check_place(stuck);
    if (ledger_.fails()) fail_with_all(stuck);
    if (rest_lost) return true;
    if (stuck.trouble().code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      cluster_.pause(milliseconds{20});  // the brokers do not agree yet
      stuck.start(stuck.position());
    }
    return false;
  }

  // Looks at the other partitions too, so that one error names all that is lost.
  [[gnu::cold]] void fail_with_all(partition_stream const& first) {
    for (auto* const other : work_)
      if (other != &first) check_place(*other);
    ledger_.settle();
  }

  // Compares where a stream is with what the broker has; true if the rest of its range is lost.
  [[gnu::cold]] bool check_place(partition_stream& stuck) {
    partition_set const one{{stuck.topic(), {stuck.partition()}}};
    auto const low = cluster_.offsets_at(one, earliest_offset);
    auto const high = cluster_.offsets_at(one, latest_offset);
    std::int64_t const position = stuck.position();
    if (!low || !high) {
      if (still_exists(stuck)) return false;
      ledger_.offsets_lost(stuck.topic(), stuck.partition(), position, stuck.limit(), stuck.limit(), "the partition is gone");
      return give_up(stuck);
    }
    std::int64_t const first = offset_of(*low, stuck.topic(), stuck.partition(), 0);
    std::int64_t const last = offset_of(*high, stuck.topic(), stuck.partition(), 0);
    if (first > position) {
      ledger_.offsets_lost(stuck.topic(), stuck.partition(), position, first, stuck.limit(),
                           "the partition now begins at " + std::to_string(first));
      if (first >= stuck.limit()) return give_up(stuck);
      stuck.start(first);
      note_progress();
      return false;
    }
    if (last >= stuck.limit()) return false;
    ledger_.offsets_lost(stuck.topic(), stuck.partition(), std::max(position, last), stuck.limit(), stuck.limit(),
                         "the partition now ends at " + std::to_string(last));
    return give_up(stuck);
  }

  bool still_exists(partition_stream const& stuck) {
    auto const partitions = cluster_.partitions_of(stuck.topic());
    return partitions && std::binary_search(partitions->begin(), partitions->end(), stuck.partition());
  }

  // Fetching starts over at the next batch, so that what is lost beyond this one is noticed then.
  static bool give_up(partition_stream& stuck) {
    stuck.stop();
    stuck.finish();
    return true;
  }

  void wait(std::uint64_t seen) {
    bool const arrived = signal_.wait(seen, milliseconds{10});
    client_.poll();
    cluster_.check_stopping();
    if (arrived) return;
    wake_brokers();
    auto const now = steady::now();
    if (now - last_progress_ > cluster_.limits().outage) throw_no_progress();
    if (now - last_check_ < std::chrono::seconds{1} || now - last_progress_ < std::chrono::seconds{1}) return;
    last_check_ = now;
    for (std::size_t i = 0; i < work_.size();) {
      if (check_place(*work_[i])) work_.erase(work_.begin() + static_cast<std::ptrdiff_t>(i));
      else ++i;
    }
    ledger_.settle();
    turn_ = 0;
  }

  // Before 2.2, a connection whose partitions are all full looks again only after a second; any request wakes it.
  void wake_brokers() {
    if (rd_kafka_version() >= 0x020200ff || !std::exchange(pulled_, false)) return;
    partition_list const list = make_partition_list(work_.size());
    for (auto const* wanted : work_)
      rd_kafka_topic_partition_list_add(list.get(), wanted->topic().c_str(), wanted->partition())->offset = latest_offset;
    rd_kafka_offsets_for_times(client_.get(), list.get(), 100);
  }

  void note_progress() {
    last_progress_ = steady::now();
    pulled_ = true;
  }

  [[noreturn]] void throw_no_progress() const {
    partition_stream const& stuck = *work_.front();
    throw source_error({error_code::broker_unreachable, partition_name(stuck.topic(), stuck.partition()),
                        "no record arrived within " + std::to_string(cluster_.limits().outage.count()) +
                            " ms at offset " + std::to_string(stuck.position()) + " of a batch that ends at " +
                            std::to_string(stuck.limit()),
                        client_.last_error(), "Check the brokers at " + cluster_.servers().text()});
  }

  cluster& cluster_;
  loss_ledger& ledger_;
  arrival_signal signal_;
  client client_;  // before the streams: destroyed after them
  std::map<std::pair<std::string, std::int32_t>, std::unique_ptr<partition_stream>> streams_;
  std::vector<std::unique_ptr<partition_stream>> retired_;  // emptied once more at the end, for what arrived after the stop
  std::vector<partition_stream*> work_;
  std::size_t turn_ = 0;
  bool pulled_ = false;
  steady::time_point last_progress_ = steady::now();
  steady::time_point last_check_ = steady::now();
};

}  // namespace sluice::kafka::detail
