// SPDX-License-Identifier: Apache-2.0
// The case, length and order of a text's characters: upper, lower, initcap, length, char_length, octet_length, bit_length, reverse.
// A character is a Unicode code point. Texts that are made anew are owned by the row's evaluation: short ones cost no allocation.
#pragma once

#include <sluice/base/utf8_case.hpp>
#include <sluice/expressions/functions/array_memory.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] inline std::int32_t count_characters(std::string_view text) { return static_cast<std::int32_t>(utf8::length(text)); }
[[nodiscard]] constexpr std::int32_t count_octets(std::string_view text) { return static_cast<std::int32_t>(text.size()); }
[[nodiscard]] constexpr std::int32_t count_bits(std::string_view text) { return static_cast<std::int32_t>(text.size() * 8); }

[[nodiscard]] inline std::string reversed_text(std::string_view text) {
  std::string out(text.size(), ' ');
  std::size_t end = text.size();
  while (!text.empty()) {
    std::string_view const character = utf8::front(text);
    end -= character.size();
    character.copy(out.data() + end, character.size());
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace detail

/// Characters of a text, bytes of a binary value.
struct length_function {
  template <class Type>
  using type = std::conditional_t<text_type<Type> || binary_type<Type>, std::int32_t, plan_error::no_such_operation<"length", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"length">(names...); }
  [[nodiscard]] std::int32_t operator()(std::string_view text) const { return detail::count_characters(text); }
  [[nodiscard]] constexpr std::int32_t operator()(bytes_view value) const { return static_cast<std::int32_t>(value.size()); }
};

struct reverse_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Type>
  using type = std::conditional_t<text_type<Type> || is_array<Type>, owned_t<Type>, plan_error::no_such_operation<"reverse", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"reverse">(names...); }

  template <class Value>
  [[nodiscard]] auto operator()(Value const& value) const {
    if constexpr (text_type<Value>) {
      return detail::reversed_text(value);
    } else {
      auto& out = detail::emptied<detail::element_t<Value>>(memory);
      out.push_all(value);
      std::reverse(out.begin(), out.end());
      return out.view();
    }
  }
};

/// The text in upper case: all of Unicode, without regard to a language.
template <function_operands Text>
[[nodiscard]] constexpr auto upper(Text&& text) {
  return make_call(plain_function<"upper", utf8::to_upper, kind::text>{}, std::forward<Text>(text));
}
/// The text in lower case: all of Unicode, without regard to a language.
template <function_operands Text>
[[nodiscard]] constexpr auto lower(Text&& text) {
  return make_call(plain_function<"lower", utf8::to_lower, kind::text>{}, std::forward<Text>(text));
}
/// The first letter of each word in title case, the others in lower case. Only a space ends a word.
template <function_operands Text>
[[nodiscard]] constexpr auto initcap(Text&& text) {
  return make_call(plain_function<"initcap", utf8::to_title, kind::text>{}, std::forward<Text>(text));
}
/// Number of characters of a text, or of bytes of a binary value.
template <function_operands Value>
[[nodiscard]] constexpr auto length(Value&& value) {
  return make_call(length_function{}, std::forward<Value>(value));
}
/// Number of characters of a text.
template <function_operands Text>
[[nodiscard]] constexpr auto char_length(Text&& text) {
  return make_call(plain_function<"char_length", detail::count_characters, kind::text>{}, std::forward<Text>(text));
}
/// Number of bytes of a text or a binary value.
template <function_operands Value>
[[nodiscard]] constexpr auto octet_length(Value&& value) {
  return make_call(plain_function<"octet_length", detail::count_octets, kind::content>{}, std::forward<Value>(value));
}
/// Number of bits of a text or a binary value.
template <function_operands Value>
[[nodiscard]] constexpr auto bit_length(Value&& value) {
  return make_call(plain_function<"bit_length", detail::count_bits, kind::content>{}, std::forward<Value>(value));
}
/// The characters of a text, or the elements of an array, from the last to the first.
template <function_operands Value>
[[nodiscard]] constexpr auto reverse(Value&& value) {
  return make_call(reverse_function{}, std::forward<Value>(value));
}

}  // namespace sluice
