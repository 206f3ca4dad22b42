// SPDX-License-Identifier: Apache-2.0
// Texts made shorter or longer at their ends: trim, ltrim, rtrim (of spaces, or of a set of characters), lpad, rpad.
// Trimming gives a view of its text and costs no copy.
#pragma once

#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] constexpr std::string_view without_leading(std::string_view text, std::string_view characters) {
  while (!text.empty()) {
    std::string_view const first = utf8::front(text);
    if (characters.find(first) == std::string_view::npos) break;
    text.remove_prefix(first.size());
  }
  return text;
}
[[nodiscard]] constexpr std::string_view without_trailing(std::string_view text, std::string_view characters) {
  while (!text.empty()) {
    std::size_t const last = utf8::last(text);
    if (characters.find(text.substr(last)) == std::string_view::npos) break;
    text = text.substr(0, last);
  }
  return text;
}
[[nodiscard]] constexpr std::string_view without_ends(std::string_view text, std::string_view characters) {
  return without_trailing(without_leading(text, characters), characters);
}

/// What stands beside `text` to make it `size` characters long: repeated `padding`, cut off in the middle if need be. Shortens
/// `text` if it is longer.
[[nodiscard]] inline std::string padding_of(std::string_view& text, std::int64_t size, std::string_view padding) {
  std::size_t const wanted = size > 0 ? static_cast<std::size_t>(size) : 0;
  std::size_t const there = utf8::length(text);
  std::string fill;
  if (there >= wanted) {
    text = text.substr(0, utf8::offset(text, wanted));
  } else if (!padding.empty()) {
    std::size_t const one = utf8::length(padding);
    std::size_t const missing = wanted - there;
    fill.reserve((missing / one + 1) * padding.size());
    for (std::size_t i = 0; i < missing / one; ++i) fill += padding;
    fill += padding.substr(0, utf8::offset(padding, missing % one));
  }
  return fill;
}
[[nodiscard]] inline std::string padded_left(std::string_view text, std::int64_t size, std::string_view padding) {
  std::string fill = padding_of(text, size, padding);
  return fill += text;
}
[[nodiscard]] inline std::string padded_right(std::string_view text, std::int64_t size, std::string_view padding) {
  std::string const fill = padding_of(text, size, padding);
  std::string out;
  out.reserve(text.size() + fill.size());
  return (out += text) += fill;
}

}  // namespace detail

/// The text without the spaces, or those of `characters`, at both ends.
template <operand Text, operand Characters = std::string_view>
  requires function_operands<Text, Characters>
[[nodiscard]] constexpr auto trim(Text&& text, Characters&& characters = " ") {
  return make_call(plain_function<"trim", detail::without_ends, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Characters>(characters));
}
/// The text without the spaces, or those of `characters`, at its beginning.
template <operand Text, operand Characters = std::string_view>
  requires function_operands<Text, Characters>
[[nodiscard]] constexpr auto ltrim(Text&& text, Characters&& characters = " ") {
  return make_call(plain_function<"ltrim", detail::without_leading, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Characters>(characters));
}
/// The text without the spaces, or those of `characters`, at its end.
template <operand Text, operand Characters = std::string_view>
  requires function_operands<Text, Characters>
[[nodiscard]] constexpr auto rtrim(Text&& text, Characters&& characters = " ") {
  return make_call(plain_function<"rtrim", detail::without_trailing, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Characters>(characters));
}

/// The text made `size` characters long: filled up on the left with `padding`, or cut off on the right.
template <operand Text, operand Size, operand Padding = std::string_view>
  requires function_operands<Text, Size, Padding>
[[nodiscard]] constexpr auto lpad(Text&& text, Size&& size, Padding&& padding = " ") {
  return make_call(plain_function<"lpad", detail::padded_left, kind::text, kind::whole, kind::text>{}, std::forward<Text>(text),
                   std::forward<Size>(size), std::forward<Padding>(padding));
}
/// The text made `size` characters long: filled up, or cut off, on the right.
template <operand Text, operand Size, operand Padding = std::string_view>
  requires function_operands<Text, Size, Padding>
[[nodiscard]] constexpr auto rpad(Text&& text, Size&& size, Padding&& padding = " ") {
  return make_call(plain_function<"rpad", detail::padded_right, kind::text, kind::whole, kind::text>{}, std::forward<Text>(text),
                   std::forward<Size>(size), std::forward<Padding>(padding));
}

}  // namespace sluice
