// SPDX-License-Identifier: Apache-2.0
// A pattern of letters taken apart: one item per run of letters or character, checked against what Spark's datetime patterns allow.
// What is written and read with them is in time_pattern_write.hpp and time_pattern_read.hpp; users have time_pattern.hpp.
#pragma once

#include <sluice/base/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// What a pattern is for: some letters can be written only.
enum class pattern_use : std::uint8_t { both, reading, writing };

namespace detail {

inline constexpr std::array<std::string_view, 12> month_names{"January", "February", "March",     "April",   "May",      "June",
                                                              "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> day_names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// A letter and how often it stands; `'`: a character; `[`: where its `]` is. `Y` is the year of an era, `y` that of the calendar.
struct pattern_item {
  char kind{};
  std::uint8_t count{};
  /// Digits that belong to the numbers right behind this one: the `MMdd` of `yyyyMMdd`.
  std::uint8_t reserved{};
};

/// How many letters of a kind may stand together, 0 for letters without a meaning.
[[nodiscard]] constexpr std::size_t most_letters(char letter) noexcept {
  constexpr std::string_view letters = "GyMLdDEHhkKmsaSXxZzVOQqF";
  constexpr std::string_view most = "464423422222219555424441";
  std::size_t const at = letters.find(letter);
  return at == std::string_view::npos ? 0 : static_cast<std::size_t>(most[at] - '0');
}

/// The items of a pattern, and its text for messages. A literal type, so that a plan may be constexpr and a wrong pattern met by the compiler.
class pattern_items {
 public:
  static constexpr std::size_t most = 120;

  constexpr pattern_items(std::string_view pattern, std::string_view option, pattern_use use) {
    source const from{pattern, option};
    if (pattern.size() > most) refuse(from, "the pattern is longer than 120 characters", "format the parts and concat(...) them");
    for (char const letter : pattern) text_[text_size_++] = letter;
    std::array<std::uint8_t, most> open{};
    std::size_t opened = 0;
    for (std::size_t i = 0; i < pattern.size();) {
      char const letter = pattern[i];
      if (letter == '\'') {
        i = take_quoted(from, i);
      } else if (letter == '[') {
        open[opened++] = static_cast<std::uint8_t>(size_);
        add({'[', 0, 0});
        ++i;
      } else if (letter == ']') {
        if (opened == 0) refuse(from, "a ] stands without its [", "take it away, or write ']' for the character");
        all_[open[--opened]].count = static_cast<std::uint8_t>(size_);
        add({']', 0, 0});
        ++i;
      } else if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
        i = take_letters(from, i, use);
      } else {
        if (letter == '{' || letter == '}' || letter == '#')
          refuse(from, std::string{"the character "} + letter + " is no part of a pattern", "put it into single quotes");
        add({'\'', static_cast<std::uint8_t>(letter), 0});
        ++i;
      }
    }
    if (opened != 0) refuse(from, "a [ has no ]", "close the optional part, or write '[' for the character");
    find_eras();
    reserve_digits();
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr pattern_item const& operator[](std::size_t index) const noexcept { return all_[index]; }
  [[nodiscard]] constexpr std::string_view text() const noexcept { return {text_.data(), text_size_}; }

 private:
  /// A pattern and whose it is.
  struct source {
    std::string_view pattern;
    std::string_view option;
  };

  [[noreturn, gnu::cold]] static void refuse(source from, std::string problem, std::string advice) {
    throw option_error(std::string{from.option}, std::move(problem), std::string{from.pattern.substr(0, 200)}, std::move(advice));
  }

  constexpr void add(pattern_item item) noexcept { all_[size_++] = item; }

  [[nodiscard]] constexpr std::size_t take_quoted(source from, std::size_t i) {
    std::string_view const pattern = from.pattern;
    if (i + 1 < pattern.size() && pattern[i + 1] == '\'') {  // two quotes are one
      add({'\'', '\'', 0});
      return i + 2;
    }
    for (++i; i < pattern.size(); ++i) {
      if (pattern[i] == '\'') {
        if (i + 1 >= pattern.size() || pattern[i + 1] != '\'') return i + 1;
        ++i;
      }
      add({'\'', static_cast<std::uint8_t>(pattern[i]), 0});
    }
    refuse(from, "a quote is not closed", "write two quotes for one");
  }

  [[nodiscard]] constexpr std::size_t take_letters(source from, std::size_t i, pattern_use use) {
    std::string_view const pattern = from.pattern;
    char const letter = pattern[i];
    std::size_t const end = pattern.find_first_not_of(letter, i);
    std::size_t const count = (end == std::string_view::npos ? pattern.size() : end) - i;
    std::size_t const bound = most_letters(letter);
    if (bound == 0) refuse_letter(from, letter);
    if (count > bound)
      refuse(from, std::string{"too many letters "} + letter, "write " + std::string(bound, letter) + " at most");
    if (letter == 'V' && count != 2) refuse(from, "the letter V stands alone", "write VV for the zone");
    if (letter == 'O' && count != 1 && count != 4) refuse(from, "the letter O stands once or four times", "write O for GMT+2, OOOO for GMT+02:00");
    if (use != pattern_use::writing && (letter == 'Q' || letter == 'q' || letter == 'F'))
      refuse(from, std::string{"the letter "} + letter + " cannot be read", "write year, month and day: yyyy-MM-dd");
    add({letter == 'L' ? 'M' : letter == 'q' ? 'Q' : letter, static_cast<std::uint8_t>(count), 0});
    return i + count;
  }

  [[noreturn, gnu::cold]] static void refuse_letter(source from, char letter) {
    bool const of_weeks = std::string_view{"YwWuec"}.find(letter) != std::string_view::npos;
    refuse(from, std::string{"the letter "} + letter + " means nothing here",
           letter == 'Y' || letter == 'u' ? "write yyyy for the year"
           : of_weeks                     ? "weeks have functions, weekofyear(...) and dayofweek(...)"
                                          : "write a pattern such as yyyy-MM-dd HH:mm:ss, other letters in single quotes");
  }

  /// Beside an era the year is the era's.
  constexpr void find_eras() noexcept {
    bool found = false;
    for (std::size_t i = 0; i < size_; ++i) found = found || all_[i].kind == 'G';
    for (std::size_t i = 0; i < size_; ++i)
      if (found && all_[i].kind == 'y') all_[i].kind = 'Y';
  }

  /// Digits of a number in front of numbers of fixed size, with nothing between them, end where those begin.
  constexpr void reserve_digits() noexcept {
    constexpr std::string_view numbers = "yYMdDHhkKms";
    std::size_t first = most;
    bool first_varies = false;
    for (std::size_t i = 0; i < size_; ++i) {
      auto const [kind, count, unused] = all_[i];
      bool const is_number = numbers.find(kind) != std::string_view::npos && (kind != 'M' || count < 3);
      bool const is_fixed = kind == 'D' ? count == 3 : count == 2;
      if (!is_number) {
        first = most;
      } else if (first == most || !is_fixed) {
        first = i;
        first_varies = !is_fixed;
      } else if (first_varies) {
        all_[first].reserved = static_cast<std::uint8_t>(all_[first].reserved + count);
      }
    }
  }

  std::array<pattern_item, most> all_{};
  std::array<char, most> text_{};
  std::size_t size_ = 0;
  std::size_t text_size_ = 0;
};

}  // namespace detail

}  // namespace sluice
