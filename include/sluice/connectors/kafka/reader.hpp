// SPDX-License-Identifier: Apache-2.0
// The reader of a Kafka source, as a running query owns it: records are pushed straight from librdkafka's memory. What it is made of is in
// reader_parts.hpp; the bodies of what is no template in reader_body.hpp.
#pragma once

#include <sluice/connectors/kafka/message.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/connectors/kafka/partition_stream.hpp>
#include <sluice/connectors/kafka/source_options.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::kafka {

namespace detail {

class reader_parts;

}  // namespace detail

/// Reads what a kafka::source names. At least once by itself; exactly once into state and into sinks that forget repeated
/// batches, since offsets come from the query's checkpoint. All members on the query's thread.
class reader {
 public:
  using offset_type = offsets;

  reader(source options, source_context const& context);
  reader(reader&&) noexcept;
  reader& operator=(reader&&) noexcept;
  ~reader();

  /// Where the query starts: with a checkpoint always where it did the first time. Throws source_error if a topic or a broker is not
  /// there, or a starting place is not.
  [[nodiscard]] offsets initial_offset();

  /// Where the next batch may end: one request to each broker. Fails on lost data, and when no broker answers for long.
  [[nodiscard]] offsets latest_offset(offsets const& start);

  /// Pushes the records of [start, end) of every partition: within a partition in order, partitions by turns.
  template <class Want, class Receiver>
  std::uint64_t read(offsets const& start, offsets const& end, reject_log& rejects, Receiver& receiver) {
    if constexpr (!Want::value.everything && Want::value.wants("headers")) require_headers();
    bool const headers = begin_read(start, end, rejects);
    std::uint64_t count = 0;
    message row;
    while (detail::partition_stream* const stream = next_stream()) {
      while (rd_kafka_message_t const* const raw = stream->front()) {
        detail::fill<Want>(row, *raw, *stream, headers);
        receiver.push(std::as_const(row));
        stream->pop();
        ++count;
      }
    }
    end_read(rejects);
    return count;
  }

  /// Nothing to do: the query's checkpoint holds the offsets.
  void commit(offsets const&) {}
  /// From here on latest_offset offers what is there now, and no more.
  void fix_end();

  [[nodiscard]] std::string to_json(offsets const& places) const;
  [[nodiscard]] offsets from_json(std::string_view text) const;
  [[nodiscard]] std::string describe() const;

  /// For progress: how far a place is behind the ends of the partitions, and how many offsets were lost.
  [[nodiscard]] std::string metrics(offsets const& consumed) const;

  /// How many offsets were lost and passed over, with `fail_on_data_loss` off.
  [[nodiscard]] std::uint64_t lost_offsets() const;

 private:
  void require_headers() const;
  /// Whether headers are to be filled.
  bool begin_read(offsets const& start, offsets const& end, reject_log& rejects);
  /// The next stream that has messages; null when all were handed out.
  detail::partition_stream* next_stream();
  void end_read(reject_log& rejects);

  std::unique_ptr<detail::reader_parts> parts_;
};

}  // namespace sluice::kafka
