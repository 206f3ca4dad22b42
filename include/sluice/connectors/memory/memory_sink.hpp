// SPDX-License-Identifier: Apache-2.0
// A table in memory: `memory_sink<revenue> out;`, then `out.rows()` and `out.batch(0)`. For tests, and for programs that look at the result
// while the query runs (semantics 17.2).
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/convert.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
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

}  // namespace detail

/// A handle of a table of `Kept`: a record whose fields are among the result's columns, or, left out, rows of texts. Copies are the same
/// table. Append and update add rows, complete replaces them. An epoch that comes again changes nothing. Any thread may look.
template <class Kept = text_row>
class memory_sink {
  struct state {
    mutable std::mutex guard;
    std::vector<Kept> rows;
    std::vector<std::pair<std::uint64_t, std::vector<Kept>>> batches;  ///< by ascending epoch
    bool committed_any = false;
    std::uint64_t last_epoch = 0;
  };

 public:
  static constexpr sink_traits traits{.name = "memory", .continuous = true};

  /// The whole table, in the order in which rows came.
  [[nodiscard]] std::vector<Kept> rows() const {
    std::lock_guard const lock(state_->guard);
    return state_->rows;
  }
  /// What one batch emitted; empty if it emitted nothing or did not run.
  [[nodiscard]] std::vector<Kept> batch(std::uint64_t epoch) const {
    std::lock_guard const lock(state_->guard);
    for (auto const& [number, rows] : state_->batches)
      if (number == epoch) return rows;
    return {};
  }
  /// How many batches were committed.
  [[nodiscard]] std::size_t batch_count() const {
    std::lock_guard const lock(state_->guard);
    return state_->batches.size();
  }

  template <class Schema>
  class writer {
   public:
    explicit writer(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

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
      if (state_->committed_any && epoch <= state_->last_epoch) return;
      state_->committed_any = true;
      state_->last_epoch = epoch;
      if (mode_ == mode::complete) state_->rows.clear();
      state_->rows.insert(state_->rows.end(), pending_.begin(), pending_.end());
      state_->batches.emplace_back(epoch, std::move(pending_));
      pending_ = {};
    }
    [[nodiscard]] std::string describe() const { return "MemorySink"; }

   private:
    std::shared_ptr<state> state_;
    std::vector<Kept> pending_;
    mode mode_ = mode::append;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const&) const {
    return writer<Schema>{state_};
  }

 private:
  std::shared_ptr<state> state_ = std::make_shared<state>();
};

}  // namespace sluice
