// SPDX-License-Identifier: Apache-2.0
// `tee(console::sink{}, memory)`: one result into two sinks.
#pragma once

#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace sluice {

/// Writes every row to both sinks, and commits them one after the other. If the second commit fails, the first has happened: an
/// epoch that is run again reaches both again, as each sink's own guarantee says. Takes the modes that both take.
template <class First, class Second>
struct tee_sink {
  First first;
  Second second;

  static constexpr sink_traits traits{
      .name = "tee",
      .append = First::traits.append && Second::traits.append,
      .update = First::traits.update && Second::traits.update,
      .complete = First::traits.complete && Second::traits.complete,
      .continuous = First::traits.continuous && Second::traits.continuous,
      .needs_checkpoint = First::traits.needs_checkpoint || Second::traits.needs_checkpoint,
  };

  /// Rows that one of the two refuses are refused.
  template <class Schema>
  using refusal = first_refusal_t<refusal_of_sink<First, Schema>, refusal_of_sink<Second, Schema>>;

  void check() const {
    if constexpr (requires { first.check(); }) first.check();
    if constexpr (requires { second.check(); }) second.check();
  }

  template <class Schema>
  class writer {
   public:
    // Made in place: writers need not be movable.
    writer(First const& left, Second const& right, sink_context const& context)
        : first_(left.template open<Schema>(context)), second_(right.template open<Schema>(context)) {}

    void begin(std::uint64_t epoch, mode which) {
      first_.begin(epoch, which);
      second_.begin(epoch, which);
    }
    template <class Row>
    void write(Row const& row) {
      first_.write(row);
      second_.write(row);
    }
    void commit(std::uint64_t epoch) {
      first_.commit(epoch);
      second_.commit(epoch);
    }
    [[nodiscard]] std::string describe() const { return "tee(" + first_.describe() + ", " + second_.describe() + ")"; }

   private:
    writer_of<First, Schema> first_;
    writer_of<Second, Schema> second_;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const& context) const {
    return writer<Schema>{first, second, context};
  }
};

/// Both sinks as one.
template <class First, class Second>
[[nodiscard]] constexpr auto tee(First first, Second second) {
  return tee_sink<First, Second>{std::move(first), std::move(second)};
}

}  // namespace sluice
