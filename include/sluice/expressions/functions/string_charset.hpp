// SPDX-License-Identifier: Apache-2.0
// encode and decode: texts to bytes and back in a character set: UTF-8, which texts are in already, or ISO-8859-1.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/utf8.hpp>
#include <sluice/base/utf8_case.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// The character sets that encode and decode know.
enum class charset : std::uint8_t { utf_8, iso_8859_1 };

namespace detail {

[[nodiscard]] inline charset charset_called(std::string_view name) {
  std::string const lower = utf8::to_lower(name);
  if (lower == "utf-8" || lower == "utf8") return charset::utf_8;
  if (lower == "iso-8859-1" || lower == "latin1") return charset::iso_8859_1;
  throw option_error("charset", "encode and decode do not know this character set", std::string{name}, "use \"utf-8\" or \"iso-8859-1\"");
}
[[noreturn]] inline void throw_not_in_charset(char const* function, char const* problem) {
  throw evaluation_error({error_code::invalid_parameter, function, problem, "", "filter such values, or use another character set"});
}

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  if (utf8::is_ascii(text)) return true;
  while (!text.empty()) {
    std::string_view const character = utf8::front(text);
    if (utf8::decode(character) == 0xfffd && character != "\xef\xbf\xbd") return false;
    text.remove_prefix(character.size());
  }
  return true;
}

}  // namespace detail

struct encode_function {
  charset set;

  template <class Type>
  using type = std::conditional_t<text_type<Type>, bytes, plan_error::no_such_operation<"encode", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  [[nodiscard]] bytes operator()(std::string_view text) const {
    if (set == charset::utf_8) return bytes{std::string{text}};
    std::string out;
    while (!text.empty()) {
      std::string_view const character = utf8::front(text);
      auto const code = static_cast<std::uint32_t>(utf8::decode(character));
      if (code > 0xff) detail::throw_not_in_charset("encode", "the text has a character that ISO-8859-1 has not");
      out += static_cast<char>(code);
      text.remove_prefix(character.size());
    }
    return bytes{std::move(out)};
  }
};

struct decode_function {
  charset set;

  template <class Type>
  using type = std::conditional_t<binary_type<Type>, std::string, plan_error::no_such_operation<"decode", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  [[nodiscard]] std::string operator()(bytes_view value) const {
    if (set == charset::utf_8) {
      if (!detail::is_utf8(value.text())) detail::throw_not_in_charset("decode", "the bytes are not UTF-8");
      return std::string{value.text()};
    }
    std::string out;
    for (char one : value.text()) utf8::append(out, static_cast<char32_t>(static_cast<unsigned char>(one)));
    return out;
  }
};

/// A text's bytes in a character set, "utf-8" or "iso-8859-1". Throws option_error here for any other, evaluation_error at a row whose
/// text has characters that the set has not.
template <expression Text>
[[nodiscard]] auto encode(Text text, std::string_view charset_name) {
  return make_call(encode_function{detail::charset_called(charset_name)}, std::move(text));
}
/// The text that bytes are in a character set, "utf-8" or "iso-8859-1". Throws option_error here for any other, evaluation_error at a
/// row whose bytes are no UTF-8.
template <expression Value>
[[nodiscard]] auto decode(Value value, std::string_view charset_name) {
  return make_call(decode_function{detail::charset_called(charset_name)}, std::move(value));
}

}  // namespace sluice
