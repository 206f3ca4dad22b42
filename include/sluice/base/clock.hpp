// SPDX-License-Identifier: Apache-2.0
// Wall-clock time as something that can be replaced, so that triggers and timeouts are tested without sleeping.
#pragma once

#include <sluice/base/time.hpp>

namespace sluice {

/// Where engines and sources read the time. Implementations are safe to call from any thread.
class clock {
 public:
  virtual ~clock() = default;
  /// The current wall-clock instant.
  [[nodiscard]] virtual timestamp now() const = 0;

 protected:
  clock() = default;
  clock(clock const&) = default;
  clock& operator=(clock const&) = default;
};

/// The machine's real-time clock.
class system_clock final : public clock {
 public:
  [[nodiscard]] timestamp now() const override { return timestamp::from(std::chrono::system_clock::now()); }

  /// The one instance everybody may share.
  [[nodiscard]] static system_clock const& instance() {
    static system_clock const shared;
    return shared;
  }
};

}  // namespace sluice
