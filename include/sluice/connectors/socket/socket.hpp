// SPDX-License-Identifier: Apache-2.0
// `read_stream(socket::source{.host = "localhost", .port = 9999})`: lines of text from a TCP server, for trying things out (semantics 15.2). What was
// received and not yet processed is gone if the process dies.
#pragma once

#include <sluice/connectors/socket/connection.hpp>
#include <sluice/contract/source.hpp>

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace sluice::socket {

/// A line of text.
struct line {
  std::string_view value;
};
SLUICE_RECORD(line, value);

/// A line and when it arrived.
struct timed_line {
  std::string_view value;
  sluice::timestamp timestamp;
};
SLUICE_RECORD(timed_line, value, timestamp);

/// What a receiver needs to know.
struct options {
  std::string host;
  int port;
  std::chrono::milliseconds connect_timeout;
  bool reconnect;
  std::chrono::milliseconds reconnect_delay;
};

namespace detail {

/// Receives lines on a thread of its own and keeps them until they are committed.
class receiver {
 public:
  receiver(options where, source_context const& context)
      : options_(std::move(where)), clock_(context.clock), notify_(context.notify) {
    connection_ = connect(options_.host, options_.port, options_.connect_timeout);
    thread_ = std::thread(&receiver::run, this);
  }
  receiver(receiver const&) = delete;
  receiver& operator=(receiver const&) = delete;
  ~receiver() {
    {
      std::lock_guard const lock(guard_);
      stopping_ = true;
      if (connection_) ::shutdown(connection_.get(), SHUT_RDWR);  // wakes the thread
    }
    wake_.notify_all();
    thread_.join();
  }

  struct received {
    std::string text;
    timestamp arrived;
  };

  [[nodiscard]] std::int64_t end() const {
    std::lock_guard const lock(guard_);
    return first_ + static_cast<std::int64_t>(lines_.size());
  }
  /// A line; it stays where it is until it is committed.
  [[nodiscard]] received const& at(std::int64_t offset) const {
    std::lock_guard const lock(guard_);
    return lines_[static_cast<std::size_t>(offset - first_)];
  }
  void commit(std::int64_t until) {
    std::lock_guard const lock(guard_);
    for (; first_ < until; ++first_) lines_.pop_front();
  }

 private:
  void run() {
    for (;;) {
      receive();
      std::unique_lock lock(guard_);
      if (stopping_ || !options_.reconnect) return;
      connection_ = {};
      while (!stopping_ && !connection_) {
        wake_.wait_for(lock, options_.reconnect_delay);
        if (stopping_) return;
        lock.unlock();
        descriptor again = try_connect();
        lock.lock();
        connection_ = std::move(again);
      }
      if (stopping_) return;
    }
  }

  [[nodiscard]] descriptor try_connect() const {
    try {
      return connect(options_.host, options_.port, options_.connect_timeout);
    } catch (source_error const&) {
      return {};  // tried again after the delay
    }
  }

  /// Receives until the connection ends.
  void receive() {
    std::string buffer;
    char part[16384];
    for (;;) {
      sluice::socket::detail::wait_for(connection_.get(), POLLIN, -1);
      ssize_t const size = ::recv(connection_.get(), part, sizeof(part), 0);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (size <= 0) break;
      buffer.append(part, static_cast<std::size_t>(size));
      take_lines(buffer);
    }
    if (!buffer.empty()) keep({buffer});  // a last line without its newline
  }

  void take_lines(std::string& buffer) {
    std::deque<std::string> found;
    std::size_t start = 0;
    for (std::size_t end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n', start)) {
      std::size_t const size = end > start && buffer[end - 1] == '\r' ? end - 1 - start : end - start;
      found.push_back(buffer.substr(start, size));
      start = end + 1;
    }
    buffer.erase(0, start);
    if (!found.empty()) keep(std::move(found));
  }

  void keep(std::deque<std::string> found) {
    timestamp const now = clock_->now();
    {
      std::lock_guard const lock(guard_);
      for (auto& text : found) lines_.push_back({std::move(text), now});
    }
    notify_();
  }

  options options_;
  sluice::clock const* clock_;
  std::function<void()> notify_;
  mutable std::mutex guard_;
  std::condition_variable wake_;
  bool stopping_ = false;
  descriptor connection_;
  std::deque<received> lines_;
  std::int64_t first_ = 0;
  std::thread thread_;
};

}  // namespace detail

/// Reads received lines as `Record`. Offsets count lines.
template <class Record>
class reader {
 public:
  using offset_type = std::int64_t;

  reader(options const& where, source_context const& context)
      : receiver_(std::make_unique<detail::receiver>(where, context)),
        name_("TextSocketV2[host: " + where.host + ", port: " + std::to_string(where.port) + "]") {}

  [[nodiscard]] offset_type initial_offset() const { return 0; }
  [[nodiscard]] offset_type latest_offset(offset_type) const { return fixed_ >= 0 ? fixed_ : receiver_->end(); }
  template <class Want, class Receiver>
  std::uint64_t read(offset_type start, offset_type end, reject_log&, Receiver& to) {
    for (offset_type at = start; at < end; ++at) {
      auto const& one = receiver_->at(at);
      if constexpr (std::same_as<Record, line>) to.push(line{one.text});
      else to.push(timed_line{one.text, one.arrived});
    }
    return static_cast<std::uint64_t>(end - start);
  }
  void commit(offset_type end) { receiver_->commit(end); }
  void fix_end() { fixed_ = receiver_->end(); }
  [[nodiscard]] std::string to_json(offset_type offset) const { return std::to_string(offset); }
  [[nodiscard]] offset_type from_json(std::string_view text) const {
    offset_type offset = 0;
    std::from_chars(text.data(), text.data() + text.size(), offset);
    return offset;
  }
  [[nodiscard]] std::string describe() const { return name_; }

 private:
  std::unique_ptr<detail::receiver> receiver_;
  std::string name_;
  offset_type fixed_ = -1;
};

/// Lines from a TCP server, split at newlines. Connects when the query starts: if nobody listens, the query ends with an error that says so. A server
/// that closes the connection ends the data, not the query, unless `reconnect` is set.
template <class Record>
struct basic_source {
  std::string host = "localhost";
  int port = 0;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  bool reconnect = false;  ///< whether to connect again when the server closes the connection
  std::chrono::milliseconds reconnect_delay = std::chrono::milliseconds{500};

  using record_type = Record;

  /// Throws option_error for options that cannot work, without a look at the network.
  void check() const {
    if (port <= 0 || port > 65535) throw option_error("port", "it must be between 1 and 65535", std::to_string(port), "As in .port = 9999");
    if (connect_timeout.count() <= 0)
      throw option_error("connect_timeout", "it must be positive", std::to_string(connect_timeout.count()) + " ms", "The default is 10s");
    if (reconnect_delay.count() < 0)
      throw option_error("reconnect_delay", "a span of time cannot be negative", std::to_string(reconnect_delay.count()) + " ms", "The default is 500ms");
  }
  [[nodiscard]] reader<Record> open(source_context const& context) const {
    check();
    return {options{host, port, connect_timeout, reconnect, reconnect_delay}, context};
  }
};

/// Lines as the column value.
using source = basic_source<line>;
/// Lines as the column value, and the time at which each arrived as the column timestamp.
using timed_source = basic_source<timed_line>;

}  // namespace sluice::socket
