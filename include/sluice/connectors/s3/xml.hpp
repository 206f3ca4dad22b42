// SPDX-License-Identifier: Apache-2.0
// What is needed of S3's XML answers: the texts of elements by name. The answers are flat enough for that; this is no XML parser.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::s3::detail {

/// The content of the next `<name>...</name>`, and moves `text` behind it; false if there is none.
inline bool next_element(std::string_view& text, std::string_view name, std::string_view& content) {
  std::string const opening = "<" + std::string{name} + ">", closing = "</" + std::string{name} + ">";
  auto const start = text.find(opening);
  if (start == std::string_view::npos) return false;
  auto const end = text.find(closing, start);
  if (end == std::string_view::npos) return false;
  content = text.substr(start + opening.size(), end - start - opening.size());
  text.remove_prefix(end + closing.size());
  return true;
}

/// The content of the first element of a name; empty if there is none.
[[nodiscard]] inline std::string_view element(std::string_view text, std::string_view name) {
  std::string_view content;
  return next_element(text, name, content) ? content : std::string_view{};
}

/// A text with its entities replaced: `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, and numbers below 128.
[[nodiscard]] inline std::string unescaped(std::string_view text) {
  constexpr std::pair<std::string_view, char> entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string out;
  while (!text.empty()) {
    std::size_t used = 1;
    char letter = text.front();
    for (auto const& [name, meaning] : entities)
      if (letter == '&' && text.starts_with(name)) {
        letter = meaning;
        used = name.size();
        break;
      }
    if (used == 1 && text.starts_with("&#")) {
      bool const hex = text.substr(2).starts_with('x');
      char const* const digits = text.data() + (hex ? 3 : 2);
      unsigned code = 0;
      auto const result = std::from_chars(digits, text.data() + text.size(), code, hex ? 16 : 10);
      if (result.ptr != digits && result.ptr != text.data() + text.size() && *result.ptr == ';' && code < 128) {
        letter = static_cast<char>(code);
        used = static_cast<std::size_t>(result.ptr + 1 - text.data());
      }
    }
    out += letter;
    text.remove_prefix(used);
  }
  return out;
}

/// Percent-encoding as signatures want it: all but letters, digits and `-._~`, and '/' where `keep_slash`.
[[nodiscard]] inline std::string percent_encoded(std::string_view text, bool keep_slash) {
  constexpr char const* hex = "0123456789ABCDEF";
  std::string out;
  for (char const letter : text) {
    bool const plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '-' ||
                       letter == '.' || letter == '_' || letter == '~' || (keep_slash && letter == '/');
    if (plain) {
      out += letter;
    } else {
      out += '%';
      out += hex[static_cast<unsigned char>(letter) >> 4U];
      out += hex[static_cast<unsigned char>(letter) & 0xfU];
    }
  }
  return out;
}

/// The reverse, for names in listings that were asked for with encoding-type=url.
[[nodiscard]] inline std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace sluice::s3::detail
