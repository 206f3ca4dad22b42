// SPDX-License-Identifier: Apache-2.0
// How alike texts are: levenshtein and soundex.
#pragma once

#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

[[nodiscard]] inline std::vector<char32_t> characters_of(std::string_view text) {
  std::vector<char32_t> characters;
  characters.reserve(text.size());
  while (!text.empty()) {
    std::string_view const character = utf8::front(text);
    characters.push_back(utf8::decode(character));
    text.remove_prefix(character.size());
  }
  return characters;
}

/// Least number of characters inserted, taken out or replaced that make one text of the other.
[[nodiscard]] inline std::int32_t distance_between(std::string_view left, std::string_view right) {
  auto const rows = characters_of(left);
  auto const columns = characters_of(right);
  std::vector<std::int32_t> distance(columns.size() + 1);
  for (std::size_t i = 0; i < distance.size(); ++i) distance[i] = static_cast<std::int32_t>(i);
  for (char32_t const row : rows) {
    std::int32_t diagonal = distance[0]++;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::int32_t const replaced = diagonal + (columns[i] == row ? 0 : 1);
      diagonal = distance[i + 1];
      distance[i + 1] = std::min({replaced, diagonal + 1, distance[i] + 1});
    }
  }
  return distance.back();
}
[[nodiscard]] inline std::int32_t distance_within(std::string_view left, std::string_view right, std::int64_t threshold) {
  std::int32_t const distance = distance_between(left, right);
  return distance <= threshold ? distance : -1;
}

/// The four characters of American Soundex. A text that does not begin with an ASCII letter stays as it is.
[[nodiscard]] inline std::string soundex_of(std::string_view text) {
  // The class of each letter: 0 for vowels, which part equal classes, and 7 for H and W, which do not.
  constexpr std::string_view classes = "01230127022455012623017202";
  auto const upper = [](char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; };
  auto const is_letter = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  if (text.empty() || !is_letter(upper(text.front()))) return std::string{text};
  std::string code{upper(text.front())};
  char last = classes[static_cast<std::size_t>(code[0] - 'A')];
  for (char const one : text.substr(1)) {
    char const letter = upper(one);
    char const next = is_letter(letter) ? classes[static_cast<std::size_t>(letter - 'A')] : '0';
    if (next == '7') continue;
    if (next != '0' && next != last) code += next;
    if (code.size() == 4) return code;
    last = next;
  }
  return code.append(4 - code.size(), '0');
}

}  // namespace detail

/// The least number of characters inserted, taken out or replaced that make one text of the other. Costs the product of their lengths.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto levenshtein(Left&& left, Right&& right) {
  return make_call(plain_function<"levenshtein", detail::distance_between, kind::text, kind::text>{}, std::forward<Left>(left),
                   std::forward<Right>(right));
}
/// The same, and -1 where it is greater than `threshold`.
template <operand Left, operand Right, operand Threshold>
  requires function_operands<Left, Right, Threshold>
[[nodiscard]] constexpr auto levenshtein(Left&& left, Right&& right, Threshold&& threshold) {
  return make_call(plain_function<"levenshtein", detail::distance_within, kind::text, kind::text, kind::whole>{}, std::forward<Left>(left),
                   std::forward<Right>(right), std::forward<Threshold>(threshold));
}
/// How an English name sounds: a letter and three digits. A text that does not begin with an ASCII letter stays as it is.
template <function_operands Text>
[[nodiscard]] constexpr auto soundex(Text&& text) {
  return make_call(plain_function<"soundex", detail::soundex_of, kind::text>{}, std::forward<Text>(text));
}

}  // namespace sluice
