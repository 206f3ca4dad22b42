// SPDX-License-Identifier: Apache-2.0
// Texts and bytes in other writings: ascii, chr, base64, unbase64, hex, unhex, encode, decode.
#pragma once

#include <sluice/base/base64.hpp>
#include <sluice/base/error.hpp>
#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] constexpr std::int32_t first_code(std::string_view text) {
  return text.empty() ? 0 : static_cast<std::int32_t>(utf8::decode(utf8::front(text)));
}
/// A character of Latin-1; greater codes wrap round, as in Spark.
[[nodiscard]] inline std::string character_of(std::int64_t code) {
  std::string out;
  if (code >= 0) utf8::append(out, static_cast<char32_t>(code & 0xff));
  return out;
}

/// Base64 in lines of 76 characters, as MIME has it and Spark writes it.
[[nodiscard]] inline std::string base64_lines(std::string_view content) {
  constexpr std::size_t line = 57;
  std::string out;
  out.reserve(content.size() / 3 * 4 + content.size() / line * 2 + 4);
  for (; content.size() > line; content.remove_prefix(line)) {
    append_base64(out, content.substr(0, line));
    out += "\r\n";
  }
  append_base64(out, content);
  return out;
}
[[noreturn]] inline void throw_bad_base64(std::string_view text) {
  throw evaluation_error({error_code::invalid_parameter, "unbase64", "the text is no base64", std::string{text.substr(0, 100)},
                          "filter such texts, or mend them"});
}
/// What base64 stands for. Characters that are none are passed over, as MIME asks; an end within a byte is an error.
[[nodiscard]] inline bytes from_base64_lines(std::string_view text) {
  std::string out;
  std::uint32_t group = 0;
  unsigned digits = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != '='; ++i) {
    std::uint32_t const digit = base64_values[static_cast<unsigned char>(text[i])];
    if (digit == 64) continue;
    group = group << 6 | digit;
    if (++digits < 4) continue;
    for (unsigned shift = 24; shift > 0;) out += static_cast<char>(group >> (shift -= 8) & 255U);
    group = digits = 0;
  }
  bool const padded = i < text.size();
  if (padded && (digits < 2 || (digits == 2 && text.substr(i, 2) != "=="))) throw_bad_base64(text);
  if (padded) i += digits == 2 ? 2 : 1;
  if (digits == 1) throw_bad_base64(text);
  if (digits == 2) out += static_cast<char>(group >> 4 & 255U);
  if (digits == 3) {
    out += static_cast<char>(group >> 10 & 255U);
    out += static_cast<char>(group >> 2 & 255U);
  }
  for (; i < text.size(); ++i)
    if (base64_values[static_cast<unsigned char>(text[i])] != 64) throw_bad_base64(text);
  return bytes{std::move(out)};
}

inline constexpr char upper_hex_digits[] = "0123456789ABCDEF";

[[nodiscard]] inline std::string hex_of_bytes(std::string_view content) {
  std::string out(content.size() * 2, '0');
  for (std::size_t i = 0; i < content.size(); ++i) {
    auto const byte = static_cast<unsigned char>(content[i]);
    out[2 * i] = upper_hex_digits[byte >> 4U];
    out[2 * i + 1] = upper_hex_digits[byte & 15U];
  }
  return out;
}
/// A number in two's complement of 64 bits, without leading zeros.
[[nodiscard]] inline std::string hex_of_number(std::int64_t value) {
  char digits[16];
  auto rest = static_cast<std::uint64_t>(value);
  std::size_t first = 16;
  do digits[--first] = upper_hex_digits[rest & 15U];
  while ((rest >>= 4U) != 0);
  return {digits + first, 16 - first};
}
[[nodiscard]] constexpr int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}
/// Bytes of hex digits; an odd one at the beginning stands for a byte of its own. NULL for any other character.
[[nodiscard]] inline std::optional<bytes> bytes_of_hex(std::string_view text) {
  std::string out;
  out.reserve((text.size() + 1) / 2);
  unsigned value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int const digit = hex_value(text[i]);
    if (digit < 0) return std::nullopt;
    value = value << 4U | static_cast<unsigned>(digit);
    if ((text.size() - i) % 2 == 0) continue;
    out += static_cast<char>(value & 255U);
    value = 0;
  }
  return bytes{std::move(out)};
}

}  // namespace detail

struct hex_function {
  template <class Type>
  using type = std::conditional_t<integer_type<Type> || text_type<Type> || binary_type<Type>, std::string,
                                  plan_error::no_such_operation<"hex", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"hex">(names...); }

  template <class Value>
  [[nodiscard]] std::string operator()(Value const& value) const {
    if constexpr (integer_type<Value>) return detail::hex_of_number(static_cast<std::int64_t>(value));
    else return detail::hex_of_bytes(kind::content::pass(value));
  }
};

/// The code point of the first character; 0 of an empty text.
template <function_operands Text>
[[nodiscard]] constexpr auto ascii(Text&& text) {
  return make_call(plain_function<"ascii", detail::first_code, kind::text>{}, std::forward<Text>(text));
}
/// The character with this code in Latin-1, modulo 256; an empty text for a negative code.
template <function_operands Code>
[[nodiscard]] constexpr auto chr(Code&& code) {
  return make_call(plain_function<"chr", detail::character_of, kind::whole>{}, std::forward<Code>(code));
}
/// A binary value, or a text's bytes, in base64: lines of 76 characters, as MIME has it.
template <function_operands Value>
[[nodiscard]] constexpr auto base64(Value&& value) {
  return make_call(plain_function<"base64", detail::base64_lines, kind::content>{}, std::forward<Value>(value));
}
/// The bytes that base64 stands for. Characters that are none are passed over. Throws evaluation_error for a text that ends within
/// a byte, or goes on behind its padding.
template <function_operands Text>
[[nodiscard]] constexpr auto unbase64(Text&& text) {
  return make_call(plain_function<"unbase64", detail::from_base64_lines, kind::text>{}, std::forward<Text>(text));
}
/// An integer in hex, negative ones in two's complement of 64 bits; a text's or binary value's bytes, two digits each.
template <function_operands Value>
[[nodiscard]] constexpr auto hex(Value&& value) {
  return make_call(hex_function{}, std::forward<Value>(value));
}
/// The bytes that hex digits stand for; NULL for a text with any other character.
template <function_operands Text>
[[nodiscard]] constexpr auto unhex(Text&& text) {
  return make_call(plain_function<"unhex", detail::bytes_of_hex, kind::text>{}, std::forward<Text>(text));
}

}  // namespace sluice
