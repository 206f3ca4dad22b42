// SPDX-License-Identifier: Apache-2.0
// Drives a Kafka reader by hand, as an engine would, and keeps what it pushes.
#pragma once

#include <sluice/contract/needs.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/kafka.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice::kafka_test {

/// A message, copied out of librdkafka's memory.
struct seen {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  sluice::timestamp timestamp;
  std::int32_t timestamp_type = 0;
  std::vector<kafka::header> headers;
};

inline std::optional<std::string> copy(std::optional<bytes_view> const& from) {
  if (!from) return std::nullopt;
  return std::string{from->text()};
}

struct collector {
  std::vector<seen> rows;

  void push(kafka::message const& row) {
    rows.push_back({copy(row.key), copy(row.value), std::string{row.topic}, row.partition, row.offset, row.timestamp,
                    row.timestamp_type, row.headers});
  }
};

/// Values of what was read, by partition and in the order they came.
inline std::map<std::int32_t, std::vector<std::string>> values_by_partition(std::vector<seen> const& rows) {
  std::map<std::int32_t, std::vector<std::string>> values;
  for (auto const& row : rows) values[row.partition].push_back(row.value.value_or("NULL"));
  return values;
}
inline std::vector<std::string> values(std::vector<seen> const& rows) {
  std::vector<std::string> found;
  for (auto const& row : rows) found.push_back(row.value.value_or("NULL"));
  return found;
}

template <class Want = want_all>
std::vector<seen> read(kafka::reader& reader, kafka::offsets const& start, kafka::offsets const& end) {
  reject_log rejects;
  collector all;
  reader.read<Want>(start, end, rejects, all);
  return std::move(all.rows);
}

/// A reader with the place where its query is.
struct query {
  explicit query(kafka::source const& source, source_context const& context = {})
      : reader(source.open(context)), place(reader.initial_offset()) {}

  /// One batch; what it read.
  std::vector<seen> batch() {
    auto const end = reader.latest_offset(place);
    auto rows = read(reader, place, end);
    place = end;
    return rows;
  }

  kafka::reader reader;
  kafka::offsets place;
};

/// Looks again and again until a condition holds; false if it does not within the span.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds span = std::chrono::seconds{20}) {
  auto const until = std::chrono::steady_clock::now() + span;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

inline std::chrono::milliseconds elapsed_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

/// A stop that another thread may ask for.
struct stop_switch {
  std::atomic<bool> on{false};

  source_context context() {
    source_context made;
    made.stopping = [this] { return on.load(); };
    return made;
  }
};

/// A clock set by hand.
class manual_clock final : public clock {
 public:
  [[nodiscard]] timestamp now() const override { return {microseconds_.load()}; }
  void advance(std::chrono::microseconds span) { microseconds_ += span.count(); }

 private:
  std::atomic<std::int64_t> microseconds_{0};
};

/// Batches until the query is at `end`; all they read. A query that follows a topic takes what has arrived, so what one call
/// sends may come in several batches; and the broker writes the marker of a transaction a moment after it is committed.
inline std::vector<seen> read_until(query& q, kafka::offsets const& end) {
  std::vector<seen> found;
  bool const arrived = eventually([&] {
    for (auto& row : q.batch()) found.push_back(std::move(row));
    return q.place == end;
  });
  if (!arrived) throw std::runtime_error("the query is at " + kafka::to_json(q.place) + ", not at " + kafka::to_json(end));
  return found;
}

}  // namespace sluice::kafka_test
