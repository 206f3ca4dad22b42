// SPDX-License-Identifier: Apache-2.0
// `append`, `update`, `complete` as users write them: constants whose mode is part of their type, so that the check is at compile time.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/operators/step.hpp>

namespace sluice {

template <mode Mode>
struct mode_constant {
  static constexpr mode value = Mode;
};

/// Only rows that will never change again.
inline constexpr mode_constant<mode::append> append{};
/// The rows that changed in the batch.
inline constexpr mode_constant<mode::update> update{};
/// The whole result, every batch.
inline constexpr mode_constant<mode::complete> complete{};

namespace detail {

[[nodiscard]] constexpr emission emission_of(mode which) {
  if (which == mode::append) return emission::append;
  return which == mode::update ? emission::update : emission::complete;
}

}  // namespace detail

}  // namespace sluice
