// SPDX-License-Identifier: Apache-2.0
// Texts that are no JSON and are still read (semantics 16.2): an object with junk behind it, and strings in single
// quotes. Only a text that failed comes here, so the usual record does not pay for it.
#pragma once

#include <sluice/formats/json/scalar.hpp>

#include <string>
#include <string_view>

namespace sluice::json::detail {

/// Copies the object at the front of `text` without what stands behind it, and with its strings in double quotes.
/// False if there is no complete object, or if it is the whole text already, so that another try is of no use.
[[nodiscard]] inline bool make_second_chance(std::string_view text, std::string& object) {
  object.clear();
  int depth = 0;
  bool converted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const quote = text[i];
    if (quote == '"' || quote == '\'') {
      converted = converted || quote == '\'';
      object += '"';
      for (++i; i < text.size() && text[i] != quote; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
          ++i;
          if (text[i] != '\'') object += '\\';
        } else if (text[i] == '"') {
          object += '\\';
        }
        object += text[i];
      }
      object += '"';
    } else {
      object += quote;
      if (quote == '{' || quote == '[') {
        ++depth;
      } else if (quote == '}' || quote == ']') {
        if (--depth == 0) {
          while (++i < text.size())
            if (!is_blank(text[i])) return true;
          return converted;
        }
      }
    }
  }
  return false;
}

/// Appends nested JSON without the blanks between its tokens, as a text column shows it.
inline void append_compact(std::string& out, std::string_view json) {
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    char const character = json[i];
    if (!quoted && is_blank(character)) continue;
    out += character;
    if (character == '"') quoted = !quoted;
    else if (character == '\\' && i + 1 < json.size()) out += json[++i];
  }
}

}  // namespace sluice::json::detail
