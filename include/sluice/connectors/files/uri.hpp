// SPDX-License-Identifier: Apache-2.0
// Paths of files as logs hold them: "file:///data/in/a%20b.csv", as Spark writes them, so that its logs can be read and ours by it
// (semantics 13.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::files {

namespace detail {

[[nodiscard]] constexpr int hex_digit(char letter) noexcept {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

/// The text with its %xx undone; what is no escape stays as it is.
[[nodiscard]] inline std::string undo_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    int const high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    int const low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (text[i] == '%' && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace detail

/// A path as it stands in a URI. Letters beyond ASCII stay as they are, as Java leaves them.
[[nodiscard]] inline std::string escape_uri(std::string_view path) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'(),:;$&+=@/";
  constexpr char const* digits = "0123456789ABCDEF";
  std::string uri;
  for (char const letter : path) {
    auto const code = static_cast<std::uint8_t>(letter);
    if (code >= 0x80 || plain.find(letter) != std::string_view::npos) {
      uri += letter;
    } else {
      uri += '%';
      uri += digits[code >> 4U];
      uri += digits[code & 15U];
    }
  }
  return uri;
}

/// An absolute path as a URI.
[[nodiscard]] inline std::string to_uri(std::string_view path) { return "file://" + escape_uri(path); }

/// The path of a URI of this machine: "file:///a", "file:/a", or a plain path. Empty for another scheme or another machine.
[[nodiscard]] inline std::optional<std::string> path_of_uri(std::string_view uri) {
  if (uri.starts_with('/')) return std::string{uri};
  if (!uri.starts_with("file:/")) return std::nullopt;
  uri.remove_prefix(5);
  if (uri.starts_with("//")) uri.remove_prefix(2);
  if (!uri.starts_with('/')) return std::nullopt;
  return detail::undo_escapes(uri);
}

}  // namespace sluice::files
