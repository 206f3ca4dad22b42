// SPDX-License-Identifier: Apache-2.0
// The instant that current_timestamp() gives, as the one who runs a query has set it. It belongs to the thread, since an expression sees its row and
// nothing else, and a query runs on one thread.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/time.hpp>

namespace sluice {

/// Sets what `batch_time::now` gives on this thread while it lives: an instant, or what a clock says. Scopes may be nested, as when a batch's receiver
/// runs a query of its own.
class batch_time {
 public:
  explicit batch_time(timestamp fixed) noexcept : fixed_(fixed) { current_ = this; }
  /// `running` must outlive this.
  explicit batch_time(clock const& running) noexcept : running_(&running) { current_ = this; }
  batch_time(batch_time const&) = delete;
  batch_time& operator=(batch_time const&) = delete;
  ~batch_time() { current_ = outer_; }

  /// By the innermost scope of this thread; without one, as for a record that is pushed, the machine's clock.
  [[nodiscard]] static timestamp now() {
    if (current_ == nullptr) return system_clock::instance().now();
    return current_->running_ != nullptr ? current_->running_->now() : current_->fixed_;
  }

 private:
  static inline constinit thread_local batch_time const* current_ = nullptr;

  clock const* running_ = nullptr;
  timestamp fixed_{};
  batch_time const* outer_ = current_;
};

}  // namespace sluice
