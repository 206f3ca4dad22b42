// SPDX-License-Identifier: Apache-2.0
// Working memory of expressions that decode: buffers that live from row to row, made at first use and not copied with the
// expression, so that queries stay values.
#pragma once

#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <type_traits>
#include <utility>

namespace sluice::detail {

/// The base of working memory whose type depends on what is wanted.
struct memory_base {
  memory_base() = default;
  memory_base(memory_base const&) = delete;
  memory_base& operator=(memory_base const&) = delete;
  virtual ~memory_base() = default;
};

/// The place of an expression's working memory. Copies begin empty. An expression that has one can still be a constant: then its copies, in
/// the queries made of it, have the memory.
class scratch {
 public:
  constexpr scratch() = default;
  constexpr scratch(scratch const&) noexcept {}
  constexpr scratch& operator=(scratch const&) noexcept { return *this; }
  // A constant has no memory, and what is mutable in it must not be read by the compiler.
  constexpr scratch(scratch&& from) noexcept {
    if (!std::is_constant_evaluated()) std::swap(memory_, from.memory_);
  }
  constexpr scratch& operator=(scratch&& from) noexcept {
    if (!std::is_constant_evaluated()) std::swap(memory_, from.memory_);
    return *this;
  }
  constexpr ~scratch() {
    if (!std::is_constant_evaluated()) delete memory_;
  }

  /// The memory as a `Derived`, which must be the same type at each call; made of `arguments` at the first.
  template <class Derived, class... Arguments>
  [[nodiscard]] Derived& as(Arguments const&... arguments) const {
    if (memory_ == nullptr) memory_ = new Derived(arguments...);
    return static_cast<Derived&>(*memory_);
  }
  /// The memory that `as` has made.
  template <class Derived>
  [[nodiscard]] Derived& made() const noexcept {
    return static_cast<Derived&>(*memory_);
  }

 private:
  mutable memory_base* memory_ = nullptr;
};

/// Whether a row can be all NULL.
template <class Row>
inline constexpr bool all_nullable = false;
template <class... Cells>
inline constexpr bool all_nullable<row<Cells...>> = (true && ... && is_nullable<typename Cells::type>);

}  // namespace sluice::detail
