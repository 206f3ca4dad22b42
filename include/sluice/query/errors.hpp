// SPDX-License-Identifier: Apache-2.0
// The refusals at the beginning of a query: what cannot be read, and as what.
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

}  // namespace sluice::plan_error
