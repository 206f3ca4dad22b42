// SPDX-License-Identifier: Apache-2.0
// A strict reader of small JSON texts: the logs of a checkpoint, offsets, descriptions of state. It is asked for what is expected next and
// says at which character the text is something else. Not for records: formats/json decodes those many times faster.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sluice::detail {

/// What json_reader throws; whoever knows the file makes an error of it that a user sees.
struct json_problem {
  std::size_t position;   ///< of the first character that is wrong, from 0
  char const* expected;
};

/// Reads one JSON value from its start: `reader.open('{'); while (auto key = reader.next_key()) ...; reader.end();`. Every value must be
/// consumed, by its type or by `skip`. Throws json_problem.
class json_reader {
 public:
  explicit json_reader(std::string_view text) : text_(text) {}

  /// Enters an object or an array.
  void open(char bracket) {
    skip_blanks();
    if (peek() != bracket) fail(bracket == '{' ? "an object" : "an array");
    ++at_;
    fresh_ = true;
  }
  /// The next key of the object that is open, its colon consumed; empty at the object's end.
  [[nodiscard]] std::optional<std::string> next_key() {
    if (!next('}')) return std::nullopt;
    std::string key = text();
    skip_blanks();
    if (peek() != ':') fail("a colon");
    ++at_;
    return key;
  }
  /// Whether the array that is open has another element; it comes next.
  [[nodiscard]] bool next_element() { return next(']'); }

  [[nodiscard]] std::string text() {
    skip_blanks();
    if (peek() != '"') fail("a text in quotes");
    ++at_;
    std::string out;
    while (true) {
      char const letter = peek();
      if (at_ == text_.size() || static_cast<unsigned char>(letter) < 0x20) fail("the rest of a text in quotes");
      ++at_;
      if (letter == '"') return out;
      if (letter == '\\') escape(out);
      else out += letter;
    }
  }
  [[nodiscard]] std::int64_t integer() { return number<std::int64_t>("a whole number"); }
  [[nodiscard]] std::uint64_t natural() { return number<std::uint64_t>("a whole number that is not negative"); }
  [[nodiscard]] bool boolean() {
    skip_blanks();
    if (word("true")) return true;
    if (word("false")) return false;
    fail("true or false");
  }
  /// Reads over a value of any kind and returns its text.
  std::string_view skip() {
    skip_blanks();
    std::size_t const start = at_;
    skip_value(0);
    return text_.substr(start, at_ - start);
  }
  /// Nothing may follow.
  void end() {
    skip_blanks();
    if (at_ != text_.size()) fail("the end");
  }

 private:
  static constexpr int deepest = 64;

  [[noreturn]] void fail(char const* expected) const { throw json_problem{at_, expected}; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }
  bool word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  // Whether something comes before the bracket that closes; a comma stands before all but the first.
  bool next(char closing) {
    skip_blanks();
    bool const first = fresh_;
    fresh_ = false;
    if (peek() == closing) {
      ++at_;
      return false;
    }
    if (first) return true;
    if (peek() != ',') fail(closing == '}' ? "a comma or the end of the object" : "a comma or the end of the array");
    ++at_;
    return true;
  }
  template <class Integer>
  Integer number(char const* expected) {
    skip_blanks();
    Integer value{};
    char const* const end = text_.data() + text_.size();
    auto const result = std::from_chars(text_.data() + at_, end, value);
    if (result.ec != std::errc{}) fail(expected);
    if (result.ptr != end && (*result.ptr == '.' || *result.ptr == 'e' || *result.ptr == 'E')) fail(expected);
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    return value;
  }
  bool digits() {
    std::size_t const start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ != start;
  }
  void skip_number() {
    if (peek() == '-') ++at_;
    if (!digits()) fail("a value");
    if (peek() == '.') {
      ++at_;
      if (!digits()) fail("digits");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) fail("digits");
    }
  }
  void skip_value(int depth) {
    if (depth == deepest) fail("a value that is less deeply nested");
    skip_blanks();
    char const first = peek();
    if (first == '"') {
      (void)text();
    } else if (first == '{') {
      open('{');
      while (next_key()) skip_value(depth + 1);
    } else if (first == '[') {
      open('[');
      while (next_element()) skip_value(depth + 1);
    } else if (!word("true") && !word("false") && !word("null")) {
      skip_number();
    }
  }
  std::uint32_t four_hex() {
    std::uint32_t code = 0;
    if (text_.size() - at_ < 4) fail("four hexadecimal digits");
    char const* const from = text_.data() + at_;
    if (std::from_chars(from, from + 4, code, 16).ptr != from + 4) fail("four hexadecimal digits");
    at_ += 4;
    return code;
  }
  void escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    char const kind = peek();
    ++at_;
    if (auto const found = letters.find(kind); found != std::string_view::npos && kind != '\0') {
      out += meanings[found];
    } else if (kind == 'u') {
      std::uint32_t code = four_hex();
      if (code >= 0xd800 && code < 0xdc00) {
        if (!word("\\u")) fail("the second half of a surrogate pair");
        std::uint32_t const low = four_hex();
        if (low < 0xdc00 || low > 0xdfff) fail("the second half of a surrogate pair");
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      }
      append_utf8(out, code);
    } else {
      --at_;
      fail("an escape");
    }
  }
  static void append_utf8(std::string& out, std::uint32_t code) {
    auto const put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xc0U | code >> 6U);
      put(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
      put(0xe0U | code >> 12U);
      put(0x80U | (code >> 6U & 0x3fU));
      put(0x80U | (code & 0x3fU));
    } else {
      put(0xf0U | code >> 18U);
      put(0x80U | (code >> 12U & 0x3fU));
      put(0x80U | (code >> 6U & 0x3fU));
      put(0x80U | (code & 0x3fU));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool fresh_ = false;
};

}  // namespace sluice::detail
