// SPDX-License-Identifier: Apache-2.0
// A source that works until it is told to fail: `testing::failing_source in{orders, {{.at = testing::step::row, .call = 3}}};`.
#pragma once

#include <sluice/contract/source.hpp>
#include <sluice/testing/faults.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::testing {

/// `Source` with failures at open, initial_offset, latest_offset, read, row, fix_end, commit and committed. Offsets and rows are the
/// source's own. Copies count their calls together.
template <stream_source Source>
class failing_source {
 public:
  using record_type = typename Source::record_type;

  void check() const {
    if constexpr (requires { source_.check(); }) source_.check();
  }
  void reserve() {
    if constexpr (requires { source_.reserve(); }) source_.reserve();
  }

  failing_source(Source source, std::vector<fault> faults) : source_(std::move(source)), faults_(std::move(faults)) {}

  /// How often a step was called so far.
  [[nodiscard]] std::uint64_t calls(step where) const { return faults_.calls(where); }

  class reader {
   public:
    using offset_type = typename reader_of<Source>::offset_type;

    reader(Source const& source, source_context const& context, fault_plan faults)
        : reader_(source.open(context)), faults_(std::move(faults)) {}

    [[nodiscard]] offset_type initial_offset() {
      faults_.hit(step::initial_offset);
      return reader_.initial_offset();
    }
    [[nodiscard]] offset_type latest_offset(offset_type const& start) {
      faults_.hit(step::latest_offset);
      return reader_.latest_offset(start);
    }
    template <class Want, class Receiver>
    std::uint64_t read(offset_type const& start, offset_type const& end, reject_log& rejects, Receiver& receiver) {
      faults_.hit(step::read);
      row_counter<Receiver> counted{&receiver, &faults_};
      return reader_.template read<Want>(start, end, rejects, counted);
    }
    void commit(offset_type const& end) {
      faults_.hit(step::commit);
      reader_.commit(end);
      faults_.hit(step::committed);
    }
    void fix_end() {
      faults_.hit(step::fix_end);
      reader_.fix_end();
    }
    [[nodiscard]] std::string to_json(offset_type const& offset) const { return reader_.to_json(offset); }
    [[nodiscard]] offset_type from_json(std::string_view text) const { return reader_.from_json(text); }
    [[nodiscard]] std::string describe() const { return reader_.describe(); }

   private:
    template <class Receiver>
    struct row_counter {
      Receiver* next;
      fault_plan const* faults;

      template <class Row>
      void push(Row const& row) {
        faults->hit(step::row);
        next->push(row);
      }
    };

    reader_of<Source> reader_;
    fault_plan faults_;
  };

  [[nodiscard]] reader open(source_context const& context) const {
    faults_.hit(step::open);
    return reader{source_, context, faults_};
  }

 private:
  Source source_;
  fault_plan faults_;
};

}  // namespace sluice::testing
