// SPDX-License-Identifier: Apache-2.0
// One partition as it arrives: what librdkafka has fetched of it, handed out message by message up to a limit. It keeps its
// place between batches, so that the next batch finds records already here.
#pragma once

#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sluice::kafka::detail {

/// Says that something has arrived: to the query's thread when it waits inside a read, and to the query when it idles.
class arrival_signal {
 public:
  explicit arrival_signal(std::function<void()> notify) : notify_(std::move(notify)) {}

  /// From librdkafka's threads, under a lock of its own: must not call back into it.
  void raise() {
    bool idle = false;
    {
      std::lock_guard const lock(mutex_);
      ++count_;
      idle = std::exchange(idle_, false);
    }
    arrived_.notify_one();
    if (idle) notify_();
  }

  [[nodiscard]] std::uint64_t count() const {
    std::lock_guard const lock(mutex_);
    return count_;
  }

  /// Waits until more has been raised than `seen`; false if nothing was within the span.
  bool wait(std::uint64_t seen, std::chrono::milliseconds span) const {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, span, [&] { return count_ != seen; });
  }

  /// Whether the next arrival should wake the query: once, so that a busy stream does not.
  void set_idle(bool idle) {
    std::lock_guard const lock(mutex_);
    idle_ = idle;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  std::uint64_t count_ = 0;
  bool idle_ = false;
  std::function<void()> notify_;
};

/// What stands in the way of a partition's next record.
struct obstacle {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string text;
};

/// A partition being fetched. Used on the query's thread; the instance and the signal outlive it.
class partition_stream {
 public:
  partition_stream(rd_kafka_t* instance, arrival_signal& signal, std::string topic, std::int32_t partition)
      : topic_(std::move(topic)),
        partition_(partition),
        instance_(instance),
        handle_(rd_kafka_topic_new(instance, topic_.c_str(), nullptr)),
        queue_(rd_kafka_queue_get_partition(instance, topic_.c_str(), partition)),
        place_(make_partition_list(1)) {
    rd_kafka_topic_partition_list_add(place_.get(), topic_.c_str(), partition_);
    rd_kafka_queue_cb_event_enable(queue_.get(), &partition_stream::on_arrival, &signal);
  }

  partition_stream(partition_stream const&) = delete;
  partition_stream& operator=(partition_stream const&) = delete;
  ~partition_stream() {
    stop();
    rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  }

  [[nodiscard]] std::string const& topic() const { return topic_; }
  [[nodiscard]] std::int32_t partition() const { return partition_; }
  [[nodiscard]] bool active() const { return active_; }
  /// The next offset to hand out: what lies below was handed out or is not there.
  [[nodiscard]] std::int64_t position() const { return position_; }
  /// The place up to which it has arrived.
  [[nodiscard]] std::int64_t reached() const { return reached_; }
  [[nodiscard]] std::int64_t limit() const { return limit_; }
  [[nodiscard]] obstacle const& trouble() const { return trouble_; }
  [[nodiscard]] bool is_empty() const { return head_ == tail_; }

  /// Fetches from `offset` on, dropping what was fetched before.
  void start(std::int64_t offset) {
    stop();
    position_ = offset;
    reached_ = offset;
    rd_kafka_consume_start(handle_.get(), partition_, offset);
    active_ = true;
  }

  /// Stops fetching and drops what was fetched.
  void stop() {
    if (std::exchange(active_, false)) rd_kafka_consume_stop(handle_.get(), partition_);
    drop();
    // What stays in the queue of a partition that is removed keeps that partition, and librdkafka would wait for it for ever
    // when the instance is destroyed.
    while (pull()) drop();
    trouble_ = {};
  }

  /// Hands out what lies below `end`.
  void set_limit(std::int64_t end) { limit_ = end; }

  /// The next message below the limit; null if none is here now. Valid until `pop`.
  [[nodiscard]] rd_kafka_message_t const* front() const {
    if (is_empty()) return nullptr;
    rd_kafka_message_t const* const next = fetched_[head_];
    return next->offset < limit_ ? next : nullptr;
  }
  void pop() {
    position_ = fetched_[head_]->offset + 1;
    rd_kafka_message_destroy(fetched_[head_++]);
  }

  /// Whether everything below the limit was handed out. Offsets may be missing (compaction, aborted transactions), so this
  /// is known by a message beyond, or by the place up to which the broker has answered.
  [[nodiscard]] bool is_finished() const {
    return position_ >= limit_ || (is_empty() ? reached_ >= limit_ : fetched_[head_]->offset >= limit_);
  }
  /// Takes the limit as the position: the next batch goes on there.
  void finish() { position_ = std::max(position_, limit_); }

  /// Takes over what has arrived, if nothing is held; does not wait. True if there was anything.
  bool pull() {
    if (!is_empty()) return false;
    fetched_.resize(batch_size);
    head_ = 0;
    tail_ = 0;
    auto const count = rd_kafka_consume_batch_queue(queue_.get(), 0, fetched_.data(), batch_size);
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max<ssize_t>(count, 0)); ++i) {
      rd_kafka_message_t* const message = fetched_[i];
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= reached_) {
        reached_ = message->offset + 1;
        fetched_[tail_++] = message;
      } else {
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) take_event(*message);
        rd_kafka_message_destroy(message);
      }
    }
    return count > 0;
  }

  /// Looks whether control records at the end of what arrived complete it. They are not handed out, but librdkafka counts them
  /// in its position. Costs a lock, so it is for moments when nothing else is to do.
  void look_past_control_records() {
    rd_kafka_position(instance_, place_.get());
    reached_ = std::max(reached_, place_->elems[0].offset);
  }

 private:
  static constexpr std::size_t batch_size = 1024;

  static void on_arrival(rd_kafka_t*, void* signal) { static_cast<arrival_signal*>(signal)->raise(); }

  void take_event(rd_kafka_message_t const& message) {
    switch (message.err) {
      case RD_KAFKA_RESP_ERR__PARTITION_EOF: reached_ = std::max(reached_, message.offset); break;
      // Connections come and go; librdkafka goes on by itself, and the reader's patience bounds it.
      case RD_KAFKA_RESP_ERR__TRANSPORT:
      case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      case RD_KAFKA_RESP_ERR__TIMED_OUT:
      case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      case RD_KAFKA_RESP_ERR__RESOLVE: break;
      default: trouble_ = {message.err, rd_kafka_message_errstr(&message)};
    }
  }

  void drop() {
    for (; head_ < tail_; ++head_) rd_kafka_message_destroy(fetched_[head_]);
  }

  std::string topic_;
  std::int32_t partition_;
  rd_kafka_t* instance_;
  topic_handle handle_;
  queue_handle queue_;
  partition_list place_;
  std::vector<rd_kafka_message_t*> fetched_;  // messages in [head_, tail_) are ours to destroy
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
  std::int64_t position_ = 0;
  std::int64_t reached_ = 0;  // the broker has answered for everything below
  std::int64_t limit_ = 0;
  bool active_ = false;
  obstacle trouble_;
};

}  // namespace sluice::kafka::detail
