// SPDX-License-Identifier: Apache-2.0
// A stream and some sinks for the streaming queries that must not compile.
#pragma once

#include <sluice/connectors/memory/memory_stream.hpp>
#include <sluice/query/read_stream.hpp>
#include <sluice/query/write_stream.hpp>

#include <support/orders.hpp>

#include <cstdint>
#include <string>
#include <type_traits>

inline memory_stream<order> const order_stream;

/// A writer that throws everything away.
struct null_writer {
  void begin(std::uint64_t, sluice::mode) {}
  template <class Row>
  void write(Row const&) {}
  void commit(std::uint64_t) {}
  [[nodiscard]] std::string describe() const { return "null"; }
};

/// Takes rows in all modes.
struct any_sink {
  static constexpr sluice::sink_traits traits{.name = "any"};
  template <class Schema>
  [[nodiscard]] null_writer open(sluice::sink_context const&) const {
    return {};
  }
};

/// Takes finished rows only, as files do, and in whole batches.
struct file_sink : any_sink {
  static constexpr sluice::sink_traits traits{.name = "file", .update = false, .complete = false, .continuous = false};
};

namespace sluice::plan_error {

template <class Schema>
struct text_sink_needs_one_column : refusal_base {
  static constexpr void raise() { static_assert(always_false<Schema>, "the text sink takes rows of one column"); }
};

}  // namespace sluice::plan_error

/// Takes rows of one column.
struct text_sink : any_sink {
  template <class Schema>
  using refusal = std::conditional_t<Schema::size == 1, sluice::accepted, sluice::plan_error::text_sink_needs_one_column<Schema>>;
};
