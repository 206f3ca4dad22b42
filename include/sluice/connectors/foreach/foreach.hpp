// SPDX-License-Identifier: Apache-2.0
// Users' code as a sink: `foreach_row(f)` for each row, `foreach(writer)` with open and close, `foreach_batch(f)` for whole batches
// (semantics 17.3, 17.4).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/schema/keep_row.hpp>
#include <sluice/schema/row.hpp>

#include <concepts>
#include <cstdint>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::plan_error {

template <class Callable>
struct foreach_batch_needs_rows_and_epoch : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Callable>,
                  "foreach_batch needs a callable that takes the rows and the number of the batch: [](auto const& rows, std::uint64_t epoch) { ... }");
  }
};

}  // namespace sluice::plan_error

namespace sluice {

namespace detail {

/// Passes the user's exception on as a sink_error that says where it came from; the original is nested in it.
[[noreturn]] inline void throw_user_failure(char const* where) {
  std::string what = "an exception that is no std::exception";
  try {
    throw;
  } catch (std::exception const& failure) {
    what = failure.what();
  } catch (...) {
  }
  std::throw_with_nested(sink_error(
      {error_code::user_function_failed, where, "the function threw an exception: " + what, "", "the batch was not committed"}));
}

}  // namespace detail

/// A user's writer: `process(row)`, and if it has them, `open(partition, epoch)` before a batch's rows (false skips them) and
/// `close(std::exception_ptr)` after them, with what went wrong in between, if anything. Each query works on a copy of the writer, and all calls come from its
/// thread. At least once: the same epoch may come again after a failure.
template <class Writer>
struct foreach_sink {
  Writer writer_value;

  static constexpr sink_traits traits{.name = "foreach"};

  class writer {
   public:
    explicit writer(Writer user) : user_(std::move(user)) {}
    writer(writer&&) = default;
    writer& operator=(writer&&) = delete;
    ~writer() { abandon(); }

    void begin(std::uint64_t epoch, mode) {
      abandon();
      try {
        wanted_ = open_user(epoch);
      } catch (...) {
        detail::throw_user_failure("foreach open");
      }
      opened_ = true;
    }
    template <class Row>
    void write(Row const& row) {
      if (!wanted_) return;
      try {
        user_.process(row);
      } catch (...) {
        close_quietly(std::current_exception());
        detail::throw_user_failure("foreach process");
      }
    }
    void commit(std::uint64_t) {
      try {
        close(nullptr);
      } catch (...) {
        detail::throw_user_failure("foreach close");
      }
    }
    [[nodiscard]] std::string describe() const { return "ForeachSink"; }

   private:
    bool open_user(std::uint64_t epoch) {
      constexpr std::uint64_t partition = 0;
      if constexpr (requires { { user_.open(partition, epoch) } -> std::convertible_to<bool>; }) return user_.open(partition, epoch);
      else if constexpr (requires { user_.open(partition, epoch); }) return user_.open(partition, epoch), true;
      else return true;
    }
    void close(std::exception_ptr failure) {
      if (!opened_) return;
      opened_ = false;
      if constexpr (requires { user_.close(failure); }) user_.close(failure);
      else if constexpr (requires { user_.close(); }) user_.close();
    }
    /// After a failure: what close throws on top of it is not the reason that the query fails.
    void close_quietly(std::exception_ptr failure) noexcept {
      try {
        close(std::move(failure));
      } catch (...) {
      }
    }
    /// The batch was begun and will not be committed: something before the sink failed, or the query stopped.
    void abandon() noexcept {
      if (!opened_) return;
      close_quietly(std::make_exception_ptr(
          sink_error({error_code::sink_failed, "foreach", "the batch was abandoned before it was complete", "", ""})));
    }

    Writer user_;
    bool opened_ = false;
    bool wanted_ = true;
  };

  template <class Schema>
  [[nodiscard]] writer open(sink_context const&) const {
    return writer{writer_value};
  }
};

/// A user's writer as a sink.
template <class Writer>
[[nodiscard]] auto foreach(Writer writer) {
  return foreach_sink<Writer>{std::move(writer)};
}

/// A callable as a foreach writer.
template <class Callable>
struct row_callback {
  Callable callable;

  template <class Row>
  void process(Row const& row) {
    static_assert(bool{std::invocable<Callable&, Row const&>},
                  "foreach_row needs a callable that takes a row: [](auto const& row) { row.template get<\"name\">(); }");
    if constexpr (std::invocable<Callable&, Row const&>) callable(row);
  }
};

/// Calls `callable(row)` for each row, on the query's thread; the row lives for the call. Each query works on a copy of the callable.
template <class Callable>
[[nodiscard]] auto foreach_row(Callable callable) {
  return foreach_sink<row_callback<Callable>>{{std::move(callable)}};
}

/// Calls `callable(rows, epoch)` once per batch, empty ones included, with a std::vector of owned rows.
template <class Callable>
struct foreach_batch_sink {
  Callable callable;

  static constexpr sink_traits traits{.name = "foreach_batch", .continuous = false};
  template <class Schema>
  using refusal = std::conditional_t<std::invocable<Callable&, std::vector<row_of_t<Schema>> const&, std::uint64_t&>, accepted,
                                     plan_error::foreach_batch_needs_rows_and_epoch<Callable>>;

  template <class Schema>
  class writer {
   public:
    explicit writer(Callable user) : user_(std::move(user)) {}

    void begin(std::uint64_t, mode) { rows_.clear(); }
    template <class Row>
    void write(Row const& row) {
      rows_.push_back(detail::keep_row<row_of_t<Schema>>(row));
    }
    void commit(std::uint64_t epoch) {
      try {
        user_(std::as_const(rows_), epoch);
      } catch (...) {
        detail::throw_user_failure("foreach_batch");
      }
    }
    [[nodiscard]] std::string describe() const { return "ForeachBatchSink"; }

   private:
    Callable user_;
    std::vector<row_of_t<Schema>> rows_;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const&) const {
    return writer<Schema>{callable};
  }
};

/// A function of whole batches as a sink: `callable(rows, epoch)` with a std::vector of rows that own their cells, once per batch, also for
/// one without rows. At least once: use the epoch to tell a repeated batch. Each query works on a copy of the callable.
template <class Callable>
[[nodiscard]] auto foreach_batch(Callable callable) {
  return foreach_batch_sink<Callable>{std::move(callable)};
}

}  // namespace sluice
