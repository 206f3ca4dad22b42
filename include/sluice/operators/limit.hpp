// SPDX-License-Identifier: Apache-2.0
// `limit(10)`: in append, and before an aggregation, the first n rows over the whole life of the query; behind an aggregation in
// complete mode, n rows of each batch's result (semantics 8).
#pragma once

#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/state/codec.hpp>
#include <sluice/state/durable_state.hpp>
#include <sluice/state/type_text.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// The fused step of `limit`. `PerBatch`: the count starts anew with each batch.
template <bool PerBatch, class Next>
struct limit_step : linear_step<Next> {
  std::uint64_t most;
  std::uint64_t passed = 0;

  limit_step(std::uint64_t rows, Next then) : linear_step<Next>{std::move(then)}, most(rows) {}

  static constexpr auto needs = Next::needs;

  void begin(batch_context const& context) {
    if constexpr (PerBatch) passed = 0;
    this->next.begin(context);
  }

  template <class Row>
  void push(Row const& row) {
    if (passed >= most) return;
    ++passed;
    this->next.push(row);
  }

  void report(step_report& report) const {
    if constexpr (!PerBatch) report.states.push_back({"globalLimit", 1, 0, 0, 0, sizeof(passed)});
    this->next.report(report);
  }

  void finish() {
    if (write != nullptr) write(*this);
    this->next.finish();
  }
  void list_state(durable_parts& found) {
    if constexpr (!PerBatch)
      found.states.push_back({"globalLimit", {}, {{"rows", type_text<std::uint64_t>()}}, {}, this, keep_changes, restore});
    this->next.list_state(found);
  }

 private:
  static void keep_changes(void* step, state_changes* changes) {
    auto& self = *static_cast<limit_step*>(step);
    self.changes = changes;
    self.write = write_count;
  }
  static void restore(void* step, std::string_view, std::string_view value) {
    static_cast<limit_step*>(step)->passed = read_state<std::uint64_t>(value);
  }
  static void write_count(limit_step const& self) {
    std::string count;
    append_state(count, self.passed);
    self.changes->put({}, count);
  }

  state_changes* changes = nullptr;
  // By pointer, so that a query without a checkpoint does not compile what writes state.
  void (*write)(limit_step const&) = nullptr;
};

template <bool AfterAggregation>
struct limit_operator;

/// `limit` before it knows what stands before it.
struct limit_part : operator_base<limit_part> {
  std::uint64_t most;

  constexpr explicit limit_part(std::uint64_t rows) : most(rows) {}

  template <class Schema>
  using refusal = accepted;
  template <class Node>
  [[nodiscard]] constexpr auto apply(Node below) const;
};

template <bool AfterAggregation>
struct limit_operator : operator_base<limit_operator<AfterAggregation>> {
  std::uint64_t most;

  constexpr explicit limit_operator(std::uint64_t rows) : most(rows) {}

  static constexpr operator_kind kind = operator_kind::limit;
  [[nodiscard]] std::string explain() const { return "limit to " + std::to_string(most) + " rows"; }
  static constexpr bool keeps_rows = true;
  template <class Schema>
  using refusal = accepted;
  template <class Schema>
  using output = Schema;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    constexpr bool per_batch = AfterAggregation && Mode == emission::complete;
    return limit_step<per_batch, Next>{most, std::move(next)};
  }
};

template <class Node>
constexpr auto limit_part::apply(Node below) const {
  using placed = limit_operator<(Node::stages.count(operator_kind::aggregate) > 0)>;
  return node<Node, placed>{std::move(below), placed{most}};
}

/// At most `rows` rows; which ones is undefined without an order_by before it. `limit(0)` is legal.
[[nodiscard]] constexpr auto limit(std::uint64_t rows) { return limit_part{rows}; }

}  // namespace sluice
