// SPDX-License-Identifier: Apache-2.0
// Text as a template argument: column names, paths, default names. A plain char array, because compilers print it
// readably in diagnostics (`fixed_string<7>{"amount"}`), which a char pack is not.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice {

/// A string literal usable as a template argument. `Size` counts the terminating zero.
template <std::size_t Size>
struct fixed_string {
  char text[Size]{};

  constexpr fixed_string() = default;

  consteval fixed_string(char const (&literal)[Size]) {
    for (std::size_t i = 0; i < Size; ++i) text[i] = literal[i];
  }

  [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
  [[nodiscard]] constexpr std::size_t size() const { return Size - 1; }
  [[nodiscard]] constexpr bool empty() const { return Size == 1; }

  // Written out, because g++ with -fsanitize=undefined does not take std::string_view's searches for constant expressions.
  /// Position of the first (last) `letter`; std::string_view::npos if there is none.
  [[nodiscard]] constexpr std::size_t first_of(char letter) const {
    for (std::size_t i = 0; i + 1 < Size; ++i)
      if (text[i] == letter) return i;
    return std::string_view::npos;
  }
  [[nodiscard]] constexpr std::size_t last_of(char letter) const {
    for (std::size_t i = Size - 1; i-- > 0;)
      if (text[i] == letter) return i;
    return std::string_view::npos;
  }
};

template <std::size_t Left, std::size_t Right>
[[nodiscard]] constexpr bool operator==(fixed_string<Left> const& left, fixed_string<Right> const& right) {
  return left.view() == right.view();
}

/// Joins two names at compile time: `"sum(" + "amount"`.
template <std::size_t Left, std::size_t Right>
[[nodiscard]] constexpr fixed_string<Left + Right - 1> operator+(fixed_string<Left> const& left,
                                                                 fixed_string<Right> const& right) {
  fixed_string<Left + Right - 1> joined;
  for (std::size_t i = 0; i + 1 < Left; ++i) joined.text[i] = left.text[i];
  for (std::size_t i = 0; i < Right; ++i) joined.text[Left - 1 + i] = right.text[i];
  return joined;
}

/// The part of `Text` in [First, First + Count), as a name of its own.
template <fixed_string Text, std::size_t First, std::size_t Count>
[[nodiscard]] consteval fixed_string<Count + 1> substring() {
  fixed_string<Count + 1> part;
  for (std::size_t i = 0; i < Count; ++i) part.text[i] = Text.text[First + i];
  return part;
}

}  // namespace sluice
