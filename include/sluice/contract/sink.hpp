// SPDX-License-Identifier: Apache-2.0
// What a sink must provide. A *sink* is a value that describes where rows go; `open<Schema>` makes the *writer* that a
// running query owns.
//
// A sink:
//   static constexpr sink_traits traits{...};              what it can take, checked against the plan at compile time
//   template <class Schema> writer open(sink_context const&) const;
//   template <class Schema> using refusal = ...;           optional: `accepted` if it takes rows of this schema, else a
//                                                          plan_error type
//   void check() const;                                    optional: throws option_error for options that cannot work;
//                                                          start() calls it, on the caller's thread
// A writer:
//   void begin(std::uint64_t epoch, mode);                  a batch starts; the same epoch may come again after a failure
//   template <class Row> void write(Row const& row);       one row, alive for the call only
//   void commit(std::uint64_t epoch);                      makes the epoch's rows visible. Must be idempotent: a second
//                                                          commit of the same epoch changes nothing
//   std::string describe() const;                          for progress
// Rows of an epoch that is begun but never committed must not become visible where the sink can prevent it.
// All members are called on the query's thread.
//
// What a sink may provide for batch queries besides: batch_write.hpp.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/schema/row.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// The output mode: what of the result a batch hands to the sink (semantics 1). Users write it `| output_mode(update)`.
enum class mode : std::uint8_t {
  append,    ///< only rows that will never change again
  update,    ///< rows that changed in this batch
  complete,  ///< the whole result, every batch
};

[[nodiscard]] constexpr std::string_view to_string(mode which) {
  switch (which) {
    case mode::append: return "append";
    case mode::update: return "update";
    case mode::complete: return "complete";
  }
  return "";
}

/// What a sink can take. Facts for the compile-time check (semantics 2.4).
struct sink_traits {
  std::string_view name;
  bool append = true;
  bool update = true;
  bool complete = true;
  bool continuous = true;       ///< may stand under a continuous trigger
  bool needs_checkpoint = false;
};

/// What a writer gets from the query that opens it.
struct sink_context {
  sluice::clock const* clock = &system_clock::instance();
  std::string query_name;
  /// The query's lasting identifier: epochs of one identifier belong together, also over restarts.
  std::string query_id;
};

/// The writer of a sink for rows of `Schema`.
template <class Sink, class Schema>
using writer_of = decltype(std::declval<Sink const&>().template open<Schema>(std::declval<sink_context const&>()));

namespace detail {

template <class Sink, class Schema>
consteval auto find_sink_refusal() {
  if constexpr (requires { typename Sink::template refusal<Schema>; }) return std::type_identity<typename Sink::template refusal<Schema>>{};
  else return std::type_identity<accepted>{};
}

}  // namespace detail

/// Why a sink cannot take rows of `Schema`; `accepted` if it can, or has nothing to say. For sinks that wrap other sinks.
template <class Sink, class Schema>
using refusal_of_sink = typename decltype(detail::find_sink_refusal<Sink, Schema>())::type;

/// A description of a sink for rows of `Schema`.
template <class Sink, class Schema>
concept sink_for = requires(Sink const& sink, sink_context const& context) {
  { Sink::traits } -> std::convertible_to<sink_traits const&>;
  sink.template open<Schema>(context);
};

}  // namespace sluice
