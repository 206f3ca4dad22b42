// SPDX-License-Identifier: Apache-2.0
// The refusals at both ends of a query: what cannot be read, and as what; what cannot stand behind a sink.
#pragma once

#include <sluice/contract/refusal.hpp>

namespace sluice::plan_error {

template <class Element>
struct range_of_no_records : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Element>, "read needs a range of records: declare the fields of its elements with SLUICE_RECORD(type, fields...)");
  }
};

template <class Type>
struct stream_needs_a_source : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "read_stream needs a source, such as memory_stream or kafka::source: a range has an end, read(...) it");
  }
};

template <class Row>
struct stream_has_no_end : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Row>, "a query that reads a stream has no end to walk to: end it with write_stream(...) | start()");
  }
};

template <class Start>
struct query_begins_with_read : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Start>, "a query begins with read_stream(source), or in batch with read(range): put it before the first |");
  }
};

template <class Row>
struct write_stream_needs_a_stream : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Row>, "this query reads a bounded input: iterate over it, or end it with write(...) or show()");
  }
};

template <class Part>
struct sink_ends_the_operators : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Part>, "operators stand before write_stream(...), and a query has one sink: tee(one, other) makes one of two");
  }
};

template <class Mode>
struct output_mode_is_a_constant : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "an output mode is known to the compiler, which checks the query against it: output_mode(append), output_mode(update) or "
                  "output_mode(complete)");
  }
};

template <class When>
struct trigger_has_a_kind : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<When>,
                  "a trigger says of which kind it is: trigger(processing_time(10s)), trigger(available_now()), trigger(once()) or "
                  "trigger(continuous(1s))");
  }
};

template <class Arguments>
struct query_is_not_started : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Arguments>, "the query is not started yet: end it with | start()");
  }
};

}  // namespace sluice::plan_error
