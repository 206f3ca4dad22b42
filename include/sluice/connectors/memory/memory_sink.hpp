// SPDX-License-Identifier: Apache-2.0
// A table in memory: `memory_sink<revenue> out;`, then `out.rows()` and `out.batch(0)`. For tests, and for programs that look at the result
// while the query runs (semantics 17.2).
#pragma once

#include <sluice/connectors/memory/memory_errors.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/convert.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// Rows as texts, cell by cell: what `memory_sink<>` keeps of any row.
using text_row = std::vector<std::string>;

namespace detail {

template <class Kept, class Schema>
struct memory_row;
template <class Kept, class... Columns>
struct memory_row<Kept, schema<Columns...>> {
  template <class Row>
  static Kept keep(Row const& source) {
    if constexpr (std::is_same_v<Kept, text_row>) {
      Kept cells;
      cells.reserve(sizeof...(Columns));
      (append_cell_text(cells.emplace_back(), get<Columns::name>(source)), ...);
      return cells;
    } else {
      return keep_row<Kept>(source);
    }
  }
};

/// The refusal of rows that a table of `Kept` cannot keep.
template <class Kept, class Schema>
consteval auto find_memory_refusal() {
  if constexpr (std::is_same_v<Kept, text_row>) {
    return accepted{};
  } else {
    constexpr std::size_t wrong = first_unfilled_field<Schema, Kept>();
    if constexpr (wrong == npos) return accepted{};
    else return plan_error::memory_sink_field_has_no_fitting_column<
        plan_error::field_named<fields_of<Kept>::template at<wrong>::name>, Schema>{};
  }
}

}  // namespace detail

/// A handle of a table of `Kept`: a record whose fields are among the result's columns, or, left out, rows of texts. Copies are the same
/// table. Append and update add rows, complete replaces them. An epoch of a query that comes again changes nothing. Every row is kept,
/// twice: in the table and in its batch. Any thread may look.
template <class Kept = text_row>
class memory_sink {
  struct state {
    mutable std::mutex guard;
    std::vector<Kept> rows;
    std::vector<std::pair<std::uint64_t, std::vector<Kept>>> batches;  ///< by ascending epoch, of the newest query
    std::vector<std::pair<std::string, std::uint64_t>> last_epochs;    ///< by query
    std::string newest_query;
  };

 public:
  static constexpr sink_traits traits{.name = "memory", .continuous = true};
  template <class Schema>
  using refusal = decltype(detail::find_memory_refusal<Kept, Schema>());

  /// The whole table, in the order in which rows came.
  [[nodiscard]] std::vector<Kept> rows() const {
    std::lock_guard const lock(state_->guard);
    return state_->rows;
  }
  /// What one batch of the query that was started last emitted; empty if it emitted nothing or did not run.
  [[nodiscard]] std::vector<Kept> batch(std::uint64_t epoch) const {
    std::lock_guard const lock(state_->guard);
    for (auto const& [number, rows] : state_->batches)
      if (number == epoch) return rows;
    return {};
  }
  /// How many batches the query that was started last has committed.
  [[nodiscard]] std::size_t batch_count() const {
    std::lock_guard const lock(state_->guard);
    return state_->batches.size();
  }

  template <class Schema>
  class writer {
   public:
    writer(std::shared_ptr<state> shared, std::string query) : state_(std::move(shared)), query_(std::move(query)) {
      std::lock_guard const lock(state_->guard);
      if (state_->newest_query == query_) return;
      state_->newest_query = query_;
      state_->batches.clear();
    }

    void begin(std::uint64_t, mode which) {
      pending_.clear();
      mode_ = which;
    }
    template <class Row>
    void write(Row const& row) {
      pending_.push_back(detail::memory_row<Kept, Schema>::keep(row));
    }
    void commit(std::uint64_t epoch) {
      std::lock_guard const lock(state_->guard);
      if (!is_new(epoch)) return;
      if (mode_ == mode::complete) state_->rows.clear();
      state_->rows.insert(state_->rows.end(), pending_.begin(), pending_.end());
      if (state_->newest_query == query_) state_->batches.emplace_back(epoch, std::move(pending_));
      pending_ = {};
    }
    [[nodiscard]] std::string describe() const { return "MemorySink"; }

   private:
    /// Notes an epoch; false if the query has committed it, or a later one, before.
    [[nodiscard]] bool is_new(std::uint64_t epoch) {
      for (auto& [query, last] : state_->last_epochs) {
        if (query != query_) continue;
        if (epoch <= last) return false;
        last = epoch;
        return true;
      }
      state_->last_epochs.emplace_back(query_, epoch);
      return true;
    }

    std::shared_ptr<state> state_;
    std::string query_;
    std::vector<Kept> pending_;
    mode mode_ = mode::append;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const& context) const {
    return writer<Schema>{state_, context.query_id};
  }

 private:
  std::shared_ptr<state> state_ = std::make_shared<state>();
};

}  // namespace sluice
