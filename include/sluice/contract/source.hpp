// SPDX-License-Identifier: Apache-2.0
// What a streaming source must provide. A *source* is a value that describes where rows come from; `open` makes the
// *reader* that a running query owns. Readers are pulled for offsets and asked to push the rows between two of them.
//
// A source may have `void check() const`: it throws option_error for options that cannot work, without asking the outside
// world. start() calls it, on the caller's thread.
//
// It may have `void reserve()`: start() calls it on the caller's thread, on the copy that the query's thread opens later. From then on the
// source keeps for the query what it would else forget. A source made of another one passes it on.
//
// A reader:
//   using offset_type = ...;                               a regular, equality-comparable value
//   offset_type initial_offset();                          where a new query starts
//   offset_type latest_offset(offset_type const& start);   where the next batch may end; `start` if nothing is new;
//                                                          obeys the source's own limits per trigger
//   template <class Want, class Receiver>
//   std::uint64_t read(offset_type const& start, offset_type const& end, reject_log&, Receiver&);
//                                                          pushes each row in (start, end] with receiver.push(row),
//                                                          filling only the columns of Want::value; returns their number
//   void commit(offset_type const& end);                   rows up to `end` are never asked for again
//   void fix_end();                                        available_now: from here on latest_offset stays where it is now
//   std::string to_json(offset_type const&) const;         the offset in the log's form, and back
//   offset_type from_json(std::string_view) const;
//   std::string describe() const;                          for progress: "KafkaV2[Subscribe[orders]]"
//   std::string metrics(offset_type const& end) const;     optional, for progress: a JSON object of texts, after a batch up to `end`
// A row that is pushed lives for the duration of that push; whoever keeps it copies it.
// All members are called on the query's thread.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/schema/row.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

class storage;

/// What a reader throws out of `read` when it gives up because the query is stopping: the batch is abandoned, nothing of it is
/// committed. Not an error.
struct query_stopping {};

/// What a reader gets from the query that opens it. The references outlive the reader.
struct source_context {
  sluice::clock const* clock = &system_clock::instance();
  /// Wakes the query before its polling delay ends; any thread may call it. A reader that learns of new data by itself uses it.
  std::function<void()> notify = [] {};
  /// Whether the query has been asked to stop; a reader that waits throws query_stopping soon when
  /// it is true. Any thread.
  std::function<bool()> stopping = [] { return false; };
  /// Whether latest_offset must know of everything that is there, since somebody waits until it is processed. Else a reader that is told of
  /// new data may answer for a moment from what it was told. On the query's thread.
  std::function<bool()> is_awaited = [] { return true; };
  /// With a checkpoint: where the reader keeps what offsets alone do not say (the files it has seen, where a new query started), in this
  /// folder of the checkpoint's storage, "sources/0" for the first source. Null without a checkpoint.
  std::shared_ptr<storage> log_storage;
  std::string log_folder;
};

/// The reader of a source.
template <class Source>
using reader_of = decltype(std::declval<Source const&>().open(std::declval<source_context const&>()));

/// A description of a streaming source: names the record it delivers, and opens a reader.
template <class Source>
concept stream_source = std::copy_constructible<Source> && row_like<typename Source::record_type> &&
                        requires(reader_of<Source> reader, typename reader_of<Source>::offset_type offset) {
                          { reader.initial_offset() } -> std::same_as<typename reader_of<Source>::offset_type>;
                          { reader.latest_offset(offset) } -> std::same_as<typename reader_of<Source>::offset_type>;
                          reader.commit(offset);
                          reader.fix_end();
                          { reader.to_json(offset) } -> std::convertible_to<std::string>;
                          { reader.from_json(std::string_view{}) } -> std::same_as<typename reader_of<Source>::offset_type>;
                          { reader.describe() } -> std::convertible_to<std::string>;
                          requires std::equality_comparable<typename reader_of<Source>::offset_type>;
                        };

}  // namespace sluice
