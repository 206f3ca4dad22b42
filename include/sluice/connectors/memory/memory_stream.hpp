// SPDX-License-Identifier: Apache-2.0
// A stream fed by hand, for tests and for programs that have their rows already: `memory_stream<order> in; in.add(o);`.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/contract/source.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sluice {

/// A handle of a stream of records; copies are the same stream. `add` may be called from any thread. What was added when a batch is planned
/// becomes part of it. Records stay in memory until every query that reads the stream has committed them; a query that starts later begins
/// with the oldest that is left. Not for records made of views, unless what they point to lives as long as the stream.
template <class Record>
class memory_stream {
  static_assert(bool{record<Record>}, "memory_stream needs a record: declare the fields of the struct with SLUICE_RECORD(type, fields...)");

  struct known_reader {
    std::uint64_t id;
    std::int64_t committed;
    std::function<void()> notify;  ///< none before it is open
  };
  struct state {
    std::mutex guard;
    std::deque<Record> rows;
    std::int64_t first = 0;                   ///< offset of rows.front()
    std::vector<known_reader> readers;
    std::uint64_t next_reader = 0;

    [[nodiscard]] std::int64_t end() const { return first + static_cast<std::int64_t>(rows.size()); }
    /// Drops what all readers that are left have committed. The caller holds `guard`.
    void forget_committed() {
      if (readers.empty()) return;
      std::int64_t least = end();
      for (auto const& one : readers) least = std::min(least, one.committed);
      for (; first < least; ++first) rows.pop_front();
    }
  };

  struct is_reader {
    std::uint64_t id;
    bool operator()(known_reader const& one) const { return one.id == id; }
  };

  /// A reader's place among those that records are kept for.
  class seat {
   public:
    explicit seat(std::shared_ptr<state> shared) : state_(std::move(shared)) {
      std::lock_guard const lock(state_->guard);
      id_ = state_->next_reader++;
      state_->readers.push_back({id_, state_->first, {}});
    }
    seat(seat const&) = delete;
    seat& operator=(seat const&) = delete;
    ~seat() {
      std::lock_guard const lock(state_->guard);
      std::erase_if(state_->readers, is_reader{id_});
      state_->forget_committed();
    }
    /// The entry. The caller holds the guard.
    [[nodiscard]] known_reader& entry() const {
      return *std::find_if(state_->readers.begin(), state_->readers.end(), is_reader{id_});
    }

   private:
    std::shared_ptr<state> state_;
    std::uint64_t id_ = 0;
  };

 public:
  using record_type = Record;

  /// Adds one record.
  void add(Record record) {
    {
      std::lock_guard const lock(state_->guard);
      state_->rows.push_back(std::move(record));
    }
    announce();
  }
  /// Adds several records at once: they are in one batch.
  void add(std::initializer_list<Record> records) { add_range(records); }
  /// Adds the records of a range at once.
  template <class Range>
  void add_range(Range const& records) {
    {
      std::lock_guard const lock(state_->guard);
      state_->rows.insert(state_->rows.end(), std::begin(records), std::end(records));
    }
    announce();
  }

  /// Records that some reader has not committed yet.
  [[nodiscard]] std::size_t pending() const {
    std::lock_guard const lock(state_->guard);
    return state_->rows.size();
  }

  class reader {
   public:
    using offset_type = std::int64_t;

    reader(std::shared_ptr<state> shared, std::shared_ptr<seat> own, source_context const& context)
        : state_(std::move(shared)), seat_(std::move(own)) {
      std::lock_guard const lock(state_->guard);
      seat_->entry().notify = context.notify;
    }

    [[nodiscard]] offset_type initial_offset() {
      std::lock_guard const lock(state_->guard);
      return state_->first;
    }
    /// Throws source_error for a start that this stream does not have: rows that were forgotten, or that nobody has added yet.
    [[nodiscard]] offset_type latest_offset(offset_type start) {
      std::lock_guard const lock(state_->guard);
      require_range(start, start);
      return fixed_ >= 0 ? std::max(fixed_, start) : state_->end();
    }
    template <class Want, class Receiver>
    std::uint64_t read(offset_type start, offset_type until, reject_log&, Receiver& receiver) {
      {
        std::lock_guard const lock(state_->guard);
        require_range(start, until);
      }
      Record const* found[rows_at_once];
      for (offset_type at = start; at < until;) {
        std::size_t const count = find_rows(at, until, found);
        for (std::size_t i = 0; i < count; ++i) receiver.push(*found[i]);
        at += static_cast<offset_type>(count);
      }
      return static_cast<std::uint64_t>(until - start);
    }
    void commit(offset_type until) {
      std::lock_guard const lock(state_->guard);
      seat_->entry().committed = until;
      state_->forget_committed();
    }
    void fix_end() {
      std::lock_guard const lock(state_->guard);
      fixed_ = state_->end();
    }
    [[nodiscard]] std::string to_json(offset_type offset) const { return std::to_string(offset); }
    [[nodiscard]] offset_type from_json(std::string_view text) const {
      offset_type offset = 0;
      auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), offset);
      if (failure != std::errc{} || end != text.data() + text.size()) {
        throw source_error({error_code::source_failed, "memory_stream", "this is no offset", std::string{text},
                            "An offset is the number of records before it"});
      }
      return offset;
    }
    [[nodiscard]] std::string describe() const { return "MemoryStream"; }

   private:
    void require_range(offset_type start, offset_type until) const {
      if (start >= state_->first && until <= state_->end()) [[likely]] return;
      throw source_error({error_code::data_loss, "memory_stream",
                          "the query goes on at a record that is not in the stream, which has those from " + std::to_string(state_->first) +
                              " to before " + std::to_string(state_->end()),
                          std::to_string(start), "A memory stream lasts as long as its process: use a new checkpoint, or the same stream"});
    }
    // Others append while a batch reads: a deque's elements stay where they are, its index does not. Hence the lock, which is
    // taken once for many rows.
    static constexpr std::size_t rows_at_once = 128;
    [[nodiscard]] std::size_t find_rows(offset_type at, offset_type until, Record const* (&found)[rows_at_once]) const {
      std::lock_guard const lock(state_->guard);
      std::size_t count = 0;
      for (; count < rows_at_once && at < until; ++at) found[count++] = &state_->rows[static_cast<std::size_t>(at - state_->first)];
      return count;
    }

    std::shared_ptr<state> state_;
    std::shared_ptr<seat> seat_;
    offset_type fixed_ = -1;
  };

  /// For the query that this copy is part of: keeps records from now on, before its thread has come to open it.
  void reserve() { seat_ = std::make_shared<seat>(state_); }
  [[nodiscard]] reader open(source_context const& context) const {
    return reader{state_, seat_ ? seat_ : std::make_shared<seat>(state_), context};
  }

 private:
  void announce() const {
    std::vector<known_reader> readers;
    {
      std::lock_guard const lock(state_->guard);
      readers = state_->readers;
    }
    for (auto const& one : readers)
      if (one.notify) one.notify();
  }

  std::shared_ptr<state> state_ = std::make_shared<state>();
  std::shared_ptr<seat> seat_;  // of the query that this copy is part of
};

}  // namespace sluice
