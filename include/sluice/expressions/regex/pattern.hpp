// SPDX-License-Identifier: Apache-2.0
// A compiled regular expression: PCRE2, with the options that make it nearest to Java's, which Spark uses. Compiled once, when the
// expression is built; a pattern that is wrong is refused there, with the place of the mistake.
//
// A pattern is shared by the copies of a query and never written; the memory of a match is not shared: each copy makes its own.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/utf8.hpp>

// PCRE2 asks for the size of a character before its header is read.
#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif
#include <pcre2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::regex {

namespace detail {

struct release {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

[[nodiscard]] inline std::string message_of(int code) {
  unsigned char text[256];
  pcre2_get_error_message(code, text, sizeof(text));
  return reinterpret_cast<char const*>(text);
}

/// The options beyond Java's defaults: texts are UTF-8, broken ones are matched as far as they go, and a reference to a group that took
/// part in nothing fails.
inline constexpr std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;

}  // namespace detail

/// Where a group matched: byte positions; `npos` for a group that took no part.
struct span {
  std::size_t first = std::string_view::npos;
  std::size_t last = std::string_view::npos;

  [[nodiscard]] bool matched() const { return first != std::string_view::npos; }
  [[nodiscard]] std::string_view of(std::string_view text) const {
    return matched() ? text.substr(first, last - first) : std::string_view{};
  }
};

/// A compiled pattern. Copies share the code; a copy matches in memory of its own, so that copies may be used by different threads.
class pattern {
 public:
  /// Compiles `source`. Throws option_error with the place of the mistake.
  explicit pattern(std::string_view source) : code_(compile(source)), match_(make_match()) {}
  pattern(pattern const& other) : code_(other.code_), match_(make_match()) {}
  pattern& operator=(pattern const& other) {
    code_ = other.code_;
    match_ = make_match();
    return *this;
  }
  pattern(pattern&&) noexcept = default;
  pattern& operator=(pattern&&) noexcept = default;
  ~pattern() = default;

  /// Number of groups in parentheses.
  [[nodiscard]] std::uint32_t groups() const {
    std::uint32_t count = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
  }
  /// The number of a named group.
  [[nodiscard]] std::optional<std::uint32_t> group_called(std::string const& name) const {
    int const number = pcre2_substring_number_from_name(code_.get(), reinterpret_cast<PCRE2_SPTR>(name.c_str()));
    if (number < 0) return std::nullopt;
    return static_cast<std::uint32_t>(number);
  }

  /// Whether the pattern matches at or behind byte `start`. `group` gives the places until the next search. Throws
  /// evaluation_error if matching takes more memory or steps than PCRE2 allows.
  [[nodiscard]] bool search(std::string_view text, std::size_t start = 0) const {
    int const result = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start, 0, match_.get(), nullptr);
    if (result >= 0) return true;
    if (result != PCRE2_ERROR_NOMATCH) throw_failed(result, text);
    return false;
  }
  /// The search behind the match just found; a match of nothing is followed by the next character.
  [[nodiscard]] bool search_next(std::string_view text) const {
    span const found = group(0);
    std::size_t start = found.last;
    if (found.first == found.last) {
      if (start >= text.size()) return false;
      start += utf8::width(text[start]);
      if (start > text.size()) start = text.size();
    }
    return search(text, start);
  }
  [[nodiscard]] span group(std::uint32_t number) const {
    PCRE2_SIZE const* const places = pcre2_get_ovector_pointer(match_.get());
    if (number >= pcre2_get_ovector_count(match_.get()) || places[2 * number] == PCRE2_UNSET) return {};
    return {places[2 * number], places[2 * number + 1]};
  }

 private:
  static std::shared_ptr<pcre2_code> compile(std::string_view source) {
    std::unique_ptr<pcre2_compile_context, detail::release> const context{pcre2_compile_context_create(nullptr)};
    // Java ends a line at any of its terminators.
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
    int problem = 0;
    PCRE2_SIZE place = 0;
    pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(), detail::options, &problem, &place,
                                           context.get());
    if (code == nullptr)
      throw option_error("regular expression", detail::message_of(problem) + " at character " + std::to_string(place), std::string{source},
                         "mend the pattern; it is Perl's syntax, of which Java's is nearly a part");
    std::shared_ptr<pcre2_code> const shared{code, detail::release{}};
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // where there is no JIT the interpreter matches
    return shared;
  }
  [[nodiscard]] std::unique_ptr<pcre2_match_data, detail::release> make_match() const {
    return std::unique_ptr<pcre2_match_data, detail::release>{pcre2_match_data_create_from_pattern(code_.get(), nullptr)};
  }
  [[noreturn]] [[gnu::cold]] static void throw_failed(int result, std::string_view text) {
    throw evaluation_error({error_code::unsupported_operation, "regular expression", "matching failed: " + detail::message_of(result),
                            std::string{text.substr(0, 100)}, "make the pattern simpler: nested repetitions take exponential time"});
  }

  std::shared_ptr<pcre2_code const> code_;
  std::unique_ptr<pcre2_match_data, detail::release> match_;
};

}  // namespace sluice::regex
