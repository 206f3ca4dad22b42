// SPDX-License-Identifier: Apache-2.0
// What the tests of the engine share: a stream of readings, its sums per window, and waiting without sleeping.
#pragma once

#include <sluice/testing.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice::runtime_test {

struct reading {
  std::int64_t value;
  timestamp time;
};
SLUICE_RECORD(reading, value, time);

/// A window's start and the sum of its values.
struct total {
  timestamp start;
  std::int64_t sum;
};
SLUICE_RECORD(total, start, sum);

/// A number alone, for queries that pass rows through.
struct number {
  std::int64_t value;
};
SLUICE_RECORD(number, value);

/// The sum of each ten seconds; rows may come `delay` late.
inline auto sums(std::chrono::microseconds delay) {
  return with_watermark<"time">(delay) | group_by(window(col<"time">, 10s)) | aggregate(sum(col<"value">).as<"sum">()) |
         select(col<"window.start">.template as<"start">(), col<"sum">);
}

/// The sum of everything, per value's parity: groups without a time.
struct parity {
  std::int64_t rest;
  std::int64_t sum;
};
SLUICE_RECORD(parity, rest, sum);

/// A point that one thread waits at until another opens it.
class gate {
 public:
  void open() {
    {
      std::lock_guard const lock(guard_);
      open_ = true;
    }
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(guard_);
    changed_.wait(lock, [this] { return open_; });
  }
  /// False if it was not opened in time.
  bool pass_within(std::chrono::milliseconds span) {
    std::unique_lock lock(guard_);
    return changed_.wait_for(lock, span, [this] { return open_; });
  }

 private:
  std::mutex guard_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// Looks again and again until a condition holds; false if it does not within half a minute.
template <class Condition>
bool eventually(Condition condition) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

/// What a call throws; empty if nothing.
template <class Error, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (Error const& failure) {
    return failure.what();
  }
  return {};
}

/// The type of the exception in a pointer, and its text.
template <class Error>
std::string message_in(std::exception_ptr const& cause) {
  return message_of<Error>([&] { std::rethrow_exception(cause); });
}

}  // namespace sluice::runtime_test
