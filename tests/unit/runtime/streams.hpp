// SPDX-License-Identifier: Apache-2.0
// What the tests of the engine share: a stream of readings, its sums per window, and waiting without sleeping.
#pragma once

#include <sluice/testing.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

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

/// `Source` with at most `limit` rows in a batch, as a file or Kafka source has. For sources whose offsets count rows.
template <class Source>
struct limited_source {
  using record_type = typename Source::record_type;

  Source source;
  std::int64_t limit;

  class reader {
   public:
    using offset_type = std::int64_t;

    reader(Source const& source, source_context const& context, std::int64_t limit)
        : reader_(source.open(context)), limit_(limit) {}

    offset_type initial_offset() { return reader_.initial_offset(); }
    offset_type latest_offset(offset_type start) { return std::min(start + limit_, reader_.latest_offset(start)); }
    template <class Want, class Receiver>
    std::uint64_t read(offset_type start, offset_type end, reject_log& rejects, Receiver& receiver) {
      return reader_.template read<Want>(start, end, rejects, receiver);
    }
    void commit(offset_type end) { reader_.commit(end); }
    void fix_end() { reader_.fix_end(); }
    std::string to_json(offset_type offset) const { return reader_.to_json(offset); }
    offset_type from_json(std::string_view text) const { return reader_.from_json(text); }
    std::string describe() const { return reader_.describe(); }

   private:
    reader_of<Source> reader_;
    std::int64_t limit_;
  };

  void reserve()
    requires requires(Source reserved) { reserved.reserve(); }
  {
    source.reserve();
  }
  reader open(source_context const& context) const { return reader{source, context, limit}; }
};
template <class Source>
limited_source(Source, std::int64_t) -> limited_source<Source>;

/// A clock moved by hand that knows how often it was looked at: a query that waits for a tick looks again and again.
class watched_clock final : public clock {
 public:
  explicit watched_clock(timestamp start) : clock_(start) {}

  [[nodiscard]] timestamp now() const override {
    ++looks_;
    return clock_.now();
  }
  void advance(std::chrono::microseconds span) { clock_.advance(span); }
  void set(timestamp instant) { clock_.set(instant); }

  /// Waits until the time it shows has been seen several times, so that whoever waits for it would have acted.
  void wait_until_seen() const {
    std::uint64_t const before = looks_.load();
    while (looks_.load() < before + 4) std::this_thread::yield();
  }

 private:
  testing::manual_clock clock_;
  mutable std::atomic<std::uint64_t> looks_{0};
};

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
