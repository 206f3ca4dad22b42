// SPDX-License-Identifier: Apache-2.0
// Listeners: objects that hear of every query of the process (semantics 18.4). Events other than a start are handed out on a thread of
// their own, in the order in which they happened, so that a slow listener does not hold up a query.
#pragma once

#include <sluice/runtime/query_events.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice {

/// Hears of queries. `on_query_started` is called by start(), on its thread, before the query runs; what it throws, start() throws. The others are
/// called on the listeners' thread, one after the other; what they throw is dropped and counted.
class streaming_query_listener {
 public:
  virtual ~streaming_query_listener() = default;

  virtual void on_query_started(query_identity const&, timestamp) {}
  virtual void on_query_progress(streaming_query_progress const&) {}
  /// The query has had nothing to do for ten seconds; said again every ten.
  virtual void on_query_idle(query_identity const&, timestamp) {}
  /// `failure`: what ended the query; empty if it was stopped or finished.
  virtual void on_query_terminated(query_identity const&, std::string const& /*failure*/) {}
};

namespace detail {

/// The process's events on their way to its listeners.
class listener_bus final : public query_events {
 public:
  /// Never destroyed, as a query may outlive main; but what has happened by then is heard.
  [[nodiscard]] static listener_bus& instance() {
    static auto* const shared = new listener_bus;
    static at_exit const last{shared};
    return *shared;
  }

  void add(std::shared_ptr<streaming_query_listener> listener) {
    std::lock_guard const lock(guard_);
    listeners_.push_back(std::move(listener));
    if (!worker_.joinable()) worker_ = std::thread(hand_out{this});
    query_event_taker.store(this);
  }
  bool remove(streaming_query_listener const* listener) {
    std::unique_lock lock(guard_);
    auto const found = std::find_if(listeners_.begin(), listeners_.end(), is{listener});
    if (found == listeners_.end()) return false;
    listeners_.erase(found);
    return true;
  }
  [[nodiscard]] std::vector<std::shared_ptr<streaming_query_listener>> listeners() const {
    std::lock_guard const lock(guard_);
    return listeners_;
  }
  /// Waits until all that has happened so far has been heard.
  void flush() {
    std::unique_lock lock(guard_);
    std::uint64_t const newest = posted_;
    while (heard_ < newest) heard_changed_.wait(lock);
  }
  [[nodiscard]] std::uint64_t failures() const {
    std::lock_guard const lock(guard_);
    return failures_;
  }

  void started(query_identity const& query, timestamp when) override {
    for (auto const& one : listeners()) one->on_query_started(query, when);
  }
  void progress(streaming_query_progress const& progress) override { post({what::progress, {}, {}, {}, progress}); }
  void idle(query_identity const& query, timestamp when) override { post({what::idle, query, when, {}, {}}); }
  void terminated(query_identity const& query, std::string const& failure) override { post({what::terminated, query, {}, failure, {}}); }

 private:
  enum class what : std::uint8_t { progress, idle, terminated };
  struct event {
    what kind;
    query_identity query;
    timestamp when;
    std::string failure;
    streaming_query_progress progress;
  };
  struct is {
    streaming_query_listener const* listener;
    bool operator()(std::shared_ptr<streaming_query_listener> const& one) const { return one.get() == listener; }
  };
  struct hand_out {
    listener_bus* self;
    void operator()() const { self->run(); }
  };

  struct at_exit {
    listener_bus* bus;
    ~at_exit() { bus->end(); }
  };

  listener_bus() = default;

  void end() {
    query_event_taker.store(nullptr);
    {
      std::lock_guard const lock(guard_);
      ending_ = true;
    }
    posted_changed_.notify_one();
    if (worker_.joinable()) worker_.join();
  }

  void post(event happened) {
    {
      std::lock_guard const lock(guard_);
      if (listeners_.empty()) return;
      events_.push_back(std::move(happened));
      ++posted_;
    }
    posted_changed_.notify_one();
  }
  void run() {
    std::unique_lock lock(guard_);
    while (true) {
      while (events_.empty() && !ending_) posted_changed_.wait(lock);
      if (events_.empty()) return;
      event const next = std::move(events_.front());
      events_.pop_front();
      auto const to = listeners_;
      lock.unlock();
      std::uint64_t failed = 0;
      for (auto const& one : to) {
        try {
          tell(*one, next);
        } catch (...) {
          ++failed;
        }
      }
      lock.lock();
      failures_ += failed;
      ++heard_;
      heard_changed_.notify_all();
    }
  }
  static void tell(streaming_query_listener& listener, event const& happened) {
    switch (happened.kind) {
      case what::progress: return listener.on_query_progress(happened.progress);
      case what::idle: return listener.on_query_idle(happened.query, happened.when);
      case what::terminated: return listener.on_query_terminated(happened.query, happened.failure);
    }
  }

  mutable std::mutex guard_;
  std::condition_variable posted_changed_;
  std::condition_variable heard_changed_;
  std::vector<std::shared_ptr<streaming_query_listener>> listeners_;
  std::deque<event> events_;
  std::uint64_t posted_ = 0;
  std::uint64_t heard_ = 0;
  std::uint64_t failures_ = 0;
  bool ending_ = false;
  std::thread worker_;
};

}  // namespace detail

/// From now on `listener` hears of the queries of this process. Any thread.
inline void add_listener(std::shared_ptr<streaming_query_listener> listener) { detail::listener_bus::instance().add(std::move(listener)); }
/// No longer; false if it did not listen. An event that is being handed out may still reach it.
inline bool remove_listener(std::shared_ptr<streaming_query_listener> const& listener) {
  return detail::listener_bus::instance().remove(listener.get());
}
/// Who listens.
[[nodiscard]] inline std::vector<std::shared_ptr<streaming_query_listener>> list_listeners() {
  return detail::listener_bus::instance().listeners();
}
/// Waits until the listeners have heard of all that has happened so far. Not from a listener.
inline void flush_listeners() { detail::listener_bus::instance().flush(); }
/// How many calls of listeners threw.
[[nodiscard]] inline std::uint64_t listener_failures() { return detail::listener_bus::instance().failures(); }

}  // namespace sluice
