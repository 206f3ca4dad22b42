// SPDX-License-Identifier: Apache-2.0
// Working memory of expressions that decode: buffers that live from row to row, made at first use and not copied with the
// expression, so that queries stay values.
#pragma once

#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <memory>

namespace sluice::detail {

/// The base of working memory whose type depends on what is wanted.
struct memory_base {
  memory_base() = default;
  memory_base(memory_base const&) = delete;
  memory_base& operator=(memory_base const&) = delete;
  virtual ~memory_base() = default;
};

/// The place of an expression's working memory. Copies begin empty.
class scratch {
 public:
  scratch() = default;
  scratch(scratch const&) noexcept {}
  scratch& operator=(scratch const&) noexcept { return *this; }
  scratch(scratch&&) noexcept = default;
  scratch& operator=(scratch&&) noexcept = default;

  /// The memory as a `Derived`, which must be the same type at each call; made of `arguments` at the first.
  template <class Derived, class... Arguments>
  [[nodiscard]] Derived& as(Arguments const&... arguments) const {
    if (!memory_) memory_ = std::make_unique<Derived>(arguments...);
    return static_cast<Derived&>(*memory_);
  }
  /// The memory that `as` has made.
  template <class Derived>
  [[nodiscard]] Derived& made() const noexcept {
    return static_cast<Derived&>(*memory_);
  }

 private:
  mutable std::unique_ptr<memory_base> memory_;
};

/// Whether a row can be all NULL.
template <class Row>
inline constexpr bool all_nullable = false;
template <class... Cells>
inline constexpr bool all_nullable<row<Cells...>> = (true && ... && is_nullable<typename Cells::type>);

}  // namespace sluice::detail
