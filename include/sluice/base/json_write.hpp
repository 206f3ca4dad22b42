// SPDX-License-Identifier: Apache-2.0
// Small JSON texts by hand: progress, logs, offsets. What a query writes as data is formatted by formats/json.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::detail {

/// Appends a text in quotes, escaped.
inline void append_json_text(std::string& out, std::string_view text) {
  constexpr char const* hex = "0123456789abcdef";
  out += '"';
  for (char const letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    if (static_cast<unsigned char>(letter) < 0x20) {
      out += "\\u00";
      out += hex[(letter >> 4) & 0xf];
      out += hex[letter & 0xf];
    } else {
      out += letter;
    }
  }
  out += '"';
}

/// Writes JSON objects by hand; enough for progress and logs. Texts are escaped, numbers shortest.
class json_object {
 public:
  explicit json_object(std::string& out) : out_(out) { out_ += '{'; }

  void field(std::string_view key, std::string_view text) {
    name(key);
    append_json_text(out_, text);
  }
  void field(std::string_view key, std::uint64_t value) {
    name(key);
    out_ += std::to_string(value);
  }
  void field(std::string_view key, std::int64_t value) {
    name(key);
    out_ += std::to_string(value);
  }
  void field(std::string_view key, double value) {
    if (!std::isfinite(value)) return;
    name(key);
    char digits[32];
    auto const end = std::to_chars(digits, digits + sizeof(digits), value);
    std::string_view const text{digits, static_cast<std::size_t>(end.ptr - digits)};
    out_ += text;
    if (text.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  }
  /// A value that is JSON already; empty is null.
  void raw(std::string_view key, std::string_view json) {
    name(key);
    out_ += json.empty() ? std::string_view{"null"} : json;
  }
  void close() { out_ += '}'; }

 private:
  void name(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_text(out_, key);
    out_ += ':';
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace sluice::detail
