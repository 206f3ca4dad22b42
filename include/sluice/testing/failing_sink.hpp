// SPDX-License-Identifier: Apache-2.0
// A sink that works until it is told to fail: `testing::failing_sink out{table, {{.at = testing::step::commit, .call = 2}}};`.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/testing/faults.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sluice::testing {

/// `Sink` with failures at open, begin, write, commit and committed. It takes the rows and modes that the sink takes. Copies count
/// their calls together.
template <class Sink>
class failing_sink {
 public:
  static constexpr sink_traits traits = Sink::traits;
  template <class Schema>
  using refusal = refusal_of_sink<Sink, Schema>;

  void check() const {
    if constexpr (requires { sink_.check(); }) sink_.check();
  }

  failing_sink(Sink sink, std::vector<fault> faults) : sink_(std::move(sink)), faults_(std::move(faults)) {}

  /// How often a step was called so far.
  [[nodiscard]] std::uint64_t calls(step where) const { return faults_.calls(where); }

  template <class Schema>
  class writer {
   public:
    writer(Sink const& sink, sink_context const& context, fault_plan faults)
        : writer_(sink.template open<Schema>(context)), faults_(std::move(faults)) {}

    void begin(std::uint64_t epoch, mode which) {
      faults_.hit(step::begin);
      writer_.begin(epoch, which);
    }
    template <class Row>
    void write(Row const& row) {
      faults_.hit(step::write);
      writer_.write(row);
    }
    void commit(std::uint64_t epoch) {
      faults_.hit(step::commit);
      writer_.commit(epoch);
      faults_.hit(step::committed);
    }
    [[nodiscard]] std::string describe() const { return writer_.describe(); }

   private:
    writer_of<Sink, Schema> writer_;
    fault_plan faults_;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const& context) const {
    faults_.hit(step::open);
    return writer<Schema>{sink_, context, faults_};
  }

 private:
  Sink sink_;
  fault_plan faults_;
};

}  // namespace sluice::testing
