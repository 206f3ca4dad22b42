// SPDX-License-Identifier: Apache-2.0
// Parts of texts: substring, left, right, substring_index, split_part, and overlay. All but overlay give a view of their text and
// cost no copy. Positions count characters from 1; a negative one counts from the end.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

/// The places [first, last) of `count`, for `size` from `position`. What lies in front of the first place counts too.
struct place_range {
  std::size_t first;
  std::size_t last;
};
[[nodiscard]] constexpr place_range places_of(std::size_t count, std::int64_t position, std::int64_t size) {
  auto const length = static_cast<std::int64_t>(count);
  // Positions and sizes are 32-bit numbers to Spark; held to that, their sums cannot overflow here.
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  position = std::clamp(position, -most - 1, most);
  size = std::clamp(size, std::int64_t{0}, most);
  std::int64_t const first = position > 0 ? position - 1 : position < 0 ? length + position : 0;
  std::int64_t const last = std::clamp(first + size, std::int64_t{0}, length);
  return {static_cast<std::size_t>(std::clamp(first, std::int64_t{0}, last)), static_cast<std::size_t>(last)};
}

[[nodiscard]] inline std::string_view part_of_text(std::string_view text, std::int64_t position, std::int64_t size) {
  if (utf8::is_ascii(text)) {
    place_range const places = places_of(text.size(), position, size);
    return text.substr(places.first, places.last - places.first);
  }
  place_range const places = places_of(utf8::length(text), position, size);
  text.remove_prefix(utf8::offset(text, places.first));
  return text.substr(0, utf8::offset(text, places.last - places.first));
}
[[nodiscard]] inline std::string_view rest_of_text(std::string_view text, std::int64_t position) {
  return part_of_text(text, position, std::numeric_limits<std::int32_t>::max());
}

[[nodiscard]] constexpr std::string_view left_of(std::string_view text, std::int64_t size) {
  return text.substr(0, size > 0 ? utf8::offset(text, static_cast<std::size_t>(size)) : 0);
}
[[nodiscard]] constexpr std::string_view right_of(std::string_view text, std::int64_t size) {
  std::string_view rest = text;
  for (; size > 0 && !rest.empty(); --size) rest = rest.substr(0, utf8::last(rest));
  return text.substr(rest.size());
}

/// Occurrences may overlap, as in Spark.
[[nodiscard]] constexpr std::string_view before_nth(std::string_view text, std::string_view delimiter, std::int64_t count) {
  if (delimiter.empty() || count == 0) return {};
  constexpr std::size_t none = std::string_view::npos;
  if (count > 0) {
    std::size_t at = text.find(delimiter);
    while (at != none && --count > 0) at = text.find(delimiter, at + 1);
    return text.substr(0, at);
  }
  std::size_t at = text.rfind(delimiter);
  while (at != none && ++count < 0) at = at == 0 ? none : text.rfind(delimiter, at - 1);
  return at == none ? text : text.substr(at + delimiter.size());
}

[[noreturn]] inline void throw_index_of_zero(char const* function) {
  throw evaluation_error({error_code::invalid_parameter, function, "the index must not be 0", "0",
                          "parts count from 1, or from -1 at the end"});
}
[[nodiscard]] inline std::string_view nth_part(std::string_view text, std::string_view delimiter, std::int64_t index) {
  if (index == 0) throw_index_of_zero("split_part");
  if (delimiter.empty()) return index == 1 || index == -1 ? text : std::string_view{};
  if (index < 0) {
    std::int64_t parts = 1;
    std::size_t at = text.find(delimiter);
    for (; at != std::string_view::npos; at = text.find(delimiter, at + delimiter.size())) ++parts;
    index += parts + 1;
    if (index <= 0) return {};
  }
  for (; index > 1; --index) {
    std::size_t const at = text.find(delimiter);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + delimiter.size());
  }
  return text.substr(0, text.find(delimiter));
}

[[nodiscard]] inline std::string overlaid_over(std::string_view text, std::string_view replacement, std::int64_t position,
                                               std::int64_t size) {
  std::string out{part_of_text(text, 1, position - 1)};
  if (size < 0) size = static_cast<std::int64_t>(utf8::length(replacement));
  out += replacement;
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return out += rest_of_text(text, std::min(position, most) + std::min(size, most));
}
[[nodiscard]] inline std::string overlaid(std::string_view text, std::string_view replacement, std::int64_t position) {
  return overlaid_over(text, replacement, position, -1);
}

}  // namespace detail

/// `size` characters from `position` on; of a binary value, bytes. Without a size, all of the rest.
struct substring_function {
  template <class Value, class Position, class Size>
  using type = std::conditional_t<(text_type<Value> || binary_type<Value>) && integer_type<Position> && integer_type<Size>, owned_t<Value>,
                                  plan_error::no_such_operation<"substring", Value, Position, Size>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"substring">(names...); }

  template <class Position, class Size>
  [[nodiscard]] std::string_view operator()(std::string_view text, Position position, Size size) const {
    return detail::part_of_text(text, kind::whole::pass(position), kind::whole::pass(size));
  }
  template <class Position, class Size>
  [[nodiscard]] bytes_view operator()(bytes_view value, Position position, Size size) const {
    auto const places = detail::places_of(value.size(), kind::whole::pass(position), kind::whole::pass(size));
    return bytes_view{value.text().substr(places.first, places.last - places.first)};
  }
};

/// `size` characters (of a binary value, bytes) from `position` on; without a size, all of the rest.
template <operand Value, operand Position, operand Size = std::int32_t>
  requires function_operands<Value, Position, Size>
[[nodiscard]] constexpr auto substring(Value&& value, Position&& position, Size&& size = std::numeric_limits<std::int32_t>::max()) {
  return make_call(substring_function{}, std::forward<Value>(value), std::forward<Position>(position), std::forward<Size>(size));
}
/// The first `size` characters.
template <operand Text, operand Size>
  requires function_operands<Text, Size>
[[nodiscard]] constexpr auto left(Text&& text, Size&& size) {
  return make_call(plain_function<"left", detail::left_of, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Size>(size));
}
/// The last `size` characters.
template <operand Text, operand Size>
  requires function_operands<Text, Size>
[[nodiscard]] constexpr auto right(Text&& text, Size&& size) {
  return make_call(plain_function<"right", detail::right_of, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Size>(size));
}
/// What stands in front of the `count`-th occurrence of `delimiter`; behind it, counted from the end, if `count` is negative. All of the
/// text if there are fewer.
template <operand Text, operand Delimiter, operand Count>
  requires function_operands<Text, Delimiter, Count>
[[nodiscard]] constexpr auto substring_index(Text&& text, Delimiter&& delimiter, Count&& count) {
  return make_call(plain_function<"substring_index", detail::before_nth, kind::text, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Delimiter>(delimiter), std::forward<Count>(count));
}
/// The part with this number between occurrences of `delimiter`, from the end if it is negative; empty if there is none. Throws
/// evaluation_error for 0.
template <operand Text, operand Delimiter, operand Index>
  requires function_operands<Text, Delimiter, Index>
[[nodiscard]] constexpr auto split_part(Text&& text, Delimiter&& delimiter, Index&& index) {
  return make_call(plain_function<"split_part", detail::nth_part, kind::text, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Delimiter>(delimiter), std::forward<Index>(index));
}
/// The text with as many characters from `position` on replaced as `replacement` has.
template <operand Text, operand Replacement, operand Position>
  requires function_operands<Text, Replacement, Position>
[[nodiscard]] constexpr auto overlay(Text&& text, Replacement&& replacement, Position&& position) {
  return make_call(plain_function<"overlay", detail::overlaid, kind::text, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Replacement>(replacement), std::forward<Position>(position));
}
/// The text with `size` characters from `position` on replaced; a negative size means as many as `replacement` has.
template <operand Text, operand Replacement, operand Position, operand Size>
  requires function_operands<Text, Replacement, Position, Size>
[[nodiscard]] constexpr auto overlay(Text&& text, Replacement&& replacement, Position&& position, Size&& size) {
  return make_call(plain_function<"overlay", detail::overlaid_over, kind::text, kind::text, kind::whole, kind::whole>{},
                   std::forward<Text>(text), std::forward<Replacement>(replacement), std::forward<Position>(position),
                   std::forward<Size>(size));
}

}  // namespace sluice
