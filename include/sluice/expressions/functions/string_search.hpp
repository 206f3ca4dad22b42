// SPDX-License-Identifier: Apache-2.0
// What a text contains and where: starts_with, ends_with, contains, instr, locate, position, find_in_set.
// Positions count characters from 1; 0 means nowhere.
#pragma once

#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] constexpr bool begins_with(std::string_view text, std::string_view part) { return text.starts_with(part); }
[[nodiscard]] constexpr bool finishes_with(std::string_view text, std::string_view part) { return text.ends_with(part); }
[[nodiscard]] constexpr bool has_part(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

[[nodiscard]] inline std::int32_t place_of_part(std::string_view text, std::string_view part) {
  std::size_t const at = text.find(part);
  return at == std::string_view::npos ? 0 : static_cast<std::int32_t>(utf8::length(text.substr(0, at))) + 1;
}
/// An empty part is found at 1 wherever the search begins, as in Spark.
[[nodiscard]] inline std::int32_t place_from(std::string_view part, std::string_view text, std::int64_t position) {
  if (position < 1) return 0;
  if (part.empty()) return 1;
  std::size_t const start = utf8::offset(text, static_cast<std::size_t>(position - 1));
  std::size_t const at = text.find(part, start);
  return at == std::string_view::npos ? 0 : static_cast<std::int32_t>(utf8::length(text.substr(0, at))) + 1;
}

[[nodiscard]] constexpr std::int32_t place_in_set(std::string_view word, std::string_view list) {
  if (word.find(',') != std::string_view::npos) return 0;
  for (std::int32_t place = 1;; ++place) {
    std::size_t const end = list.find(',');
    if (list.substr(0, end) == word) return place;
    if (end == std::string_view::npos) return 0;
    list.remove_prefix(end + 1);
  }
}

}  // namespace detail

/// Whether the text begins with `part`.
template <operand Text, operand Part>
  requires function_operands<Text, Part>
[[nodiscard]] constexpr auto starts_with(Text&& text, Part&& part) {
  return make_call(plain_function<"startswith", detail::begins_with, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Part>(part));
}
/// Whether the text ends with `part`.
template <operand Text, operand Part>
  requires function_operands<Text, Part>
[[nodiscard]] constexpr auto ends_with(Text&& text, Part&& part) {
  return make_call(plain_function<"endswith", detail::finishes_with, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Part>(part));
}
/// Whether the text has `part` somewhere.
template <operand Text, operand Part>
  requires function_operands<Text, Part>
[[nodiscard]] constexpr auto contains(Text&& text, Part&& part) {
  return make_call(plain_function<"contains", detail::has_part, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Part>(part));
}
/// Where `part` is first found in the text; 0 if nowhere.
template <operand Text, operand Part>
  requires function_operands<Text, Part>
[[nodiscard]] constexpr auto instr(Text&& text, Part&& part) {
  return make_call(plain_function<"instr", detail::place_of_part, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Part>(part));
}
/// Where `part` is first found in the text, from `start` on; 0 if nowhere. Mind the order: the part comes first.
template <operand Part, operand Text, operand Start = std::int32_t>
  requires function_operands<Part, Text, Start>
[[nodiscard]] constexpr auto locate(Part&& part, Text&& text, Start&& start = 1) {
  return make_call(plain_function<"locate", detail::place_from, kind::text, kind::text, kind::whole>{}, std::forward<Part>(part),
                   std::forward<Text>(text), std::forward<Start>(start));
}
/// The same as `locate`.
template <operand Part, operand Text, operand Start = std::int32_t>
  requires function_operands<Part, Text, Start>
[[nodiscard]] constexpr auto position(Part&& part, Text&& text, Start&& start = 1) {
  return make_call(plain_function<"position", detail::place_from, kind::text, kind::text, kind::whole>{}, std::forward<Part>(part),
                   std::forward<Text>(text), std::forward<Start>(start));
}
/// The number of a word in a text of words between commas; 0 if it is not there, or has a comma itself.
template <operand Word, operand List>
  requires function_operands<Word, List>
[[nodiscard]] constexpr auto find_in_set(Word&& word, List&& list) {
  return make_call(plain_function<"find_in_set", detail::place_in_set, kind::text, kind::text>{}, std::forward<Word>(word),
                   std::forward<List>(list));
}

}  // namespace sluice
