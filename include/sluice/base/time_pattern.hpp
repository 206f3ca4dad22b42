// SPDX-License-Identifier: Apache-2.0
// Times by a pattern of letters, both ways: `yyyy/MM/dd HH:mm:ss.SSS`. The letters are those of Spark's datetime patterns;
// everything is UTC and English. A pattern is taken apart once, then read and written without allocation. Who has ISO 8601
// texts needs no pattern: time_text.hpp reads them faster.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/time_text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

namespace detail {

inline constexpr std::array<std::string_view, 12> month_names{"January", "February", "March",     "April",   "May",      "June",
                                                              "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> day_names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

[[nodiscard]] constexpr char lower_case(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

/// Whether a text begins with a word, in any case.
[[nodiscard]] constexpr bool begins_with_word(std::string_view text, std::string_view word) noexcept {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower_case(text[i]) != lower_case(word[i])) return false;
  return true;
}

/// What a pattern's fields came to while reading.
struct pattern_fields {
  time_fields at{1970, 1, 1, 0, 0, 0, 0};
  std::int64_t offset_seconds = 0;
  std::uint32_t day_of_year = 0;
  bool twelve_hours = false;
  bool afternoon = false;
};

}  // namespace detail

/// A compiled pattern. Letters: `y u` year, `M L` month (`MMM` short, `MMMM` full name), `d` day, `D` day of the year, `E` day of the week
/// (written, and passed over when read), `H` hour 0-23, `h` hour 1-12 with `a`, `k` hour 1-24, `K` hour 0-11, `m` minute, `s` second,
/// `S` fraction, `X x Z` offsets, `z V` zone, `'text'` as it is, `[...]` optional. One letter takes one or two digits, two take exactly two;
/// of `SSS` one to three digits are read. What a pattern lacks is 1970-01-01 00:00:00. Safe to use from several threads.
class time_pattern {
 public:
  /// Takes a pattern apart. `option` is whose it is, for the option_error of a pattern that is none.
  time_pattern(std::string_view pattern, std::string_view option) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < pattern.size();) {
      char const letter = pattern[i];
      if (letter == '\'') {
        i = take_quoted(pattern, i, option);
      } else if (letter == '[') {
        open.push_back(items_.size());
        items_.push_back({'[', 0});
        ++i;
      } else if (letter == ']') {
        if (open.empty()) refuse(pattern, option, "a ] stands without its [");
        items_[open.back()].count = static_cast<std::uint32_t>(items_.size());
        open.pop_back();
        items_.push_back({']', 0});
        ++i;
      } else if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
        std::size_t const end = pattern.find_first_not_of(letter, i);
        std::size_t const count = (end == std::string_view::npos ? pattern.size() : end) - i;
        if (std::string_view{"yuMLdDEHhkKmsSaXxZzV"}.find(letter) == std::string_view::npos)
          refuse(pattern, option, std::string{"the letter "} + letter + " means nothing here");
        if (count > 9) refuse(pattern, option, std::string{"too many letters "} + letter);
        items_.push_back({letter == 'L' ? 'M' : letter == 'u' ? 'y' : letter, static_cast<std::uint32_t>(count)});
        i += count;
      } else {
        items_.push_back({'\'', static_cast<unsigned char>(letter)});
        ++i;
      }
    }
    if (!open.empty()) refuse(pattern, option, "a [ has no ]");
  }

  /// Reads a whole text; false, and `result` is left alone, if it does not fit or there is no such time.
  [[nodiscard]] bool parse(std::string_view text, timestamp& result) const noexcept {
    detail::pattern_fields fields;
    timestamp local;
    if (!read(text, fields) || !detail::assemble(fields.at, local)) return false;
    if (fields.day_of_year != 0) local.microseconds += std::int64_t{fields.day_of_year - 1} * detail::micros_per_day;
    result.microseconds = local.microseconds - fields.offset_seconds * detail::micros_per_second;
    return true;
  }
  /// As above, of which only the day counts.
  [[nodiscard]] bool parse(std::string_view text, date& result) const noexcept {
    detail::pattern_fields fields;
    if (!read(text, fields)) return false;
    auto const year = static_cast<std::uint32_t>(fields.at.year);
    if (!detail::is_day(year, fields.at.month, fields.at.day)) return false;
    result.days = detail::days_of(year, fields.at.month, fields.at.day);
    if (fields.day_of_year != 0) result.days += static_cast<std::int32_t>(fields.day_of_year - 1);
    return true;
  }

  /// Writes a time or a day (at midnight).
  void append(std::string& out, timestamp time) const {
    std::int64_t const of_day = floor_modulo(time.microseconds, detail::micros_per_day);
    std::int64_t const days = time.microseconds / detail::micros_per_day - (time.microseconds % detail::micros_per_day < 0 ? 1 : 0);
    write(out, days, of_day);
  }
  void append(std::string& out, date day) const { write(out, day.days, 0); }

 private:
  /// A letter and how often it stands; `'`: a character; `[`: where its `]` is.
  struct item {
    char kind;
    std::uint32_t count;
  };

  [[noreturn, gnu::cold]] static void refuse(std::string_view pattern, std::string_view option, std::string problem) {
    throw option_error(std::string{option}, std::move(problem), std::string{pattern},
                       "write a pattern such as yyyy-MM-dd HH:mm:ss, other letters in single quotes");
  }

  std::size_t take_quoted(std::string_view pattern, std::size_t i, std::string_view option) {
    if (i + 1 < pattern.size() && pattern[i + 1] == '\'') {  // two quotes are one
      items_.push_back({'\'', static_cast<unsigned char>('\'')});
      return i + 2;
    }
    for (++i; i < pattern.size(); ++i) {
      if (pattern[i] == '\'') {
        if (i + 1 >= pattern.size() || pattern[i + 1] != '\'') return i + 1;
        ++i;
      }
      items_.push_back({'\'', static_cast<unsigned char>(pattern[i])});
    }
    refuse(pattern, option, "a quote is not closed");
  }

  [[nodiscard]] bool read(std::string_view text, detail::pattern_fields& fields) const noexcept {
    if (!read_items(text, 0, items_.size(), fields) || !text.empty()) return false;
    if (fields.twelve_hours) fields.at.hour = fields.at.hour % 12 + (fields.afternoon ? 12 : 0);
    return fields.day_of_year <= (detail::is_leap_year(fields.at.year) ? 366U : 365U);
  }

  [[nodiscard]] bool read_items(std::string_view& text, std::size_t first, std::size_t last, detail::pattern_fields& fields) const noexcept {
    for (std::size_t i = first; i < last; ++i) {
      if (items_[i].kind == '[') {
        // An optional part that does not fit is passed over, and what it had read is forgotten.
        auto const before = text;
        auto const known = fields;
        if (!read_items(text, i + 1, items_[i].count, fields)) {
          text = before;
          fields = known;
        }
        i = items_[i].count;
      } else if (!read_item(text, items_[i], fields)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] static bool digits(std::string_view& text, std::uint32_t least, std::uint32_t most, std::uint32_t& value) noexcept {
    std::uint32_t count = 0;
    value = 0;
    for (; count < most && count < text.size() && static_cast<unsigned char>(text[count] - '0') <= 9; ++count)
      value = value * 10 + static_cast<std::uint32_t>(text[count] - '0');
    text.remove_prefix(count);
    return count >= least;
  }
  [[nodiscard]] static bool number(std::string_view& text, item what, std::uint32_t& value) noexcept {
    return digits(text, what.count, what.count < 2 ? 2 : what.count, value);
  }

  /// Two letters mean this century.
  [[nodiscard]] static bool read_year(std::string_view& text, std::uint32_t letters, std::int64_t& result) noexcept {
    std::uint32_t year = 0;
    if (!digits(text, letters, letters == 2 ? 2 : letters < 4 ? 4 : letters, year)) return false;
    result = letters == 2 ? year + 2000 : year;
    return true;
  }

  [[nodiscard]] static bool read_item(std::string_view& text, item what, detail::pattern_fields& fields) noexcept {
    detail::time_fields& at = fields.at;
    switch (what.kind) {
      case '\'':
        if (text.empty() || static_cast<unsigned char>(text.front()) != what.count) return false;
        return text.remove_prefix(1), true;
      case 'y':
        return read_year(text, what.count, at.year);
      case 'M': return what.count < 3 ? number(text, what, at.month) : name(text, detail::month_names, what.count, at.month);
      case 'd': return number(text, what, at.day);
      case 'D': return digits(text, what.count, 3, fields.day_of_year) && fields.day_of_year != 0;
      case 'E': {
        std::uint32_t day = 0;
        return name(text, detail::day_names, what.count, day);
      }
      case 'H': return number(text, what, at.hour);
      case 'k':
        if (!number(text, what, at.hour) || at.hour == 0 || at.hour > 24) return false;
        return at.hour %= 24, true;
      case 'h':
      case 'K':
        fields.twelve_hours = true;
        return number(text, what, at.hour) && at.hour <= (what.kind == 'h' ? 12U : 11U) && at.hour >= (what.kind == 'h' ? 1U : 0U);
      case 'm': return number(text, what, at.minute);
      case 's': return number(text, what, at.second);
      case 'S': return fraction(text, what.count, at.micros);
      case 'a':
        fields.afternoon = detail::begins_with_word(text, "PM");
        if (!fields.afternoon && !detail::begins_with_word(text, "AM")) return false;
        return text.remove_prefix(2), true;
      default: return zone(text, fields.offset_seconds);
    }
  }

  [[nodiscard]] static bool fraction(std::string_view& text, std::uint32_t most, std::uint32_t& micros) noexcept {
    std::size_t const before = text.size();
    if (!digits(text, 1, most, micros)) return false;
    std::size_t count = before - text.size();
    for (; count < 6; ++count) micros *= 10;
    for (; count > 6; --count) micros /= 10;
    return true;
  }

  template <std::size_t Size>
  [[nodiscard]] static bool name(std::string_view& text, std::array<std::string_view, Size> const& names, std::uint32_t count,
                                 std::uint32_t& value) noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
      auto const one = count < 4 ? names[i].substr(0, 3) : names[i];
      if (!detail::begins_with_word(text, one)) continue;
      value = static_cast<std::uint32_t>(i + 1);
      return text.remove_prefix(one.size()), true;
    }
    return false;
  }

  /// `Z`, `UTC`, `GMT` or an offset in any of its forms, whatever the letter.
  [[nodiscard]] static bool zone(std::string_view& text, std::int64_t& offset) noexcept {
    for (std::string_view one : {std::string_view{"UTC"}, std::string_view{"GMT"}, std::string_view{"Z"}})
      if (detail::begins_with_word(text, one)) return text.remove_prefix(one.size()), true;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    bool const west = text.front() == '-';
    text.remove_prefix(1);
    std::uint32_t hours;
    std::uint32_t minutes = 0;
    if (!digits(text, 2, 2, hours)) return false;
    bool const colon = !text.empty() && text.front() == ':';
    if (colon) text.remove_prefix(1);
    if ((colon || (!text.empty() && static_cast<unsigned char>(text.front() - '0') <= 9)) && !digits(text, 2, 2, minutes)) return false;
    if (minutes > 59 || hours * 60 + minutes > 18 * 60) return false;
    offset = static_cast<std::int64_t>(hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
  }

  static void padded(std::string& out, std::uint64_t value, std::uint32_t width) {
    char text[20];
    std::size_t at = sizeof text;
    for (; value != 0 || at == sizeof text; value /= 10) text[--at] = static_cast<char>('0' + value % 10);
    for (std::size_t size = sizeof text - at; size < width; ++size) out += '0';
    out.append(text + at, sizeof text - at);
  }

  void write(std::string& out, std::int64_t days, std::int64_t of_day) const {
    auto const day = detail::civil_of(days);
    auto const micros = static_cast<std::uint32_t>(of_day % detail::micros_per_second);
    auto const seconds = static_cast<std::uint32_t>(of_day / detail::micros_per_second);
    std::uint32_t const hour = seconds / 3600;
    for (item const what : items_) {
      switch (what.kind) {
        case '[':
        case ']': break;
        case '\'': out += static_cast<char>(what.count); break;
        case 'y':
          if (day.year < 0) out += '-';
          padded(out, static_cast<std::uint64_t>(day.year < 0 ? -day.year : day.year) % (what.count == 2 ? 100 : 1'000'000'000), what.count);
          break;
        case 'M':
          if (what.count < 3) padded(out, day.month, what.count);
          else out += detail::month_names[day.month - 1].substr(0, what.count == 3 ? 3 : 16);
          break;
        case 'd': padded(out, day.day, what.count); break;
        case 'D': padded(out, static_cast<std::uint64_t>(days - days_of_year_start(day.year)) + 1, what.count); break;
        case 'E': out += detail::day_names[static_cast<std::size_t>(floor_modulo(days + 3, 7))].substr(0, what.count < 4 ? 3 : 16); break;
        case 'H': padded(out, hour, what.count); break;
        case 'k': padded(out, hour == 0 ? 24 : hour, what.count); break;
        case 'h': padded(out, hour % 12 == 0 ? 12 : hour % 12, what.count); break;
        case 'K': padded(out, hour % 12, what.count); break;
        case 'm': padded(out, seconds / 60 % 60, what.count); break;
        case 's': padded(out, seconds % 60, what.count); break;
        case 'S': {
          std::uint64_t value = micros * std::uint64_t{1000};
          for (std::uint32_t unused = what.count; unused < 9; ++unused) value /= 10;
          padded(out, value, what.count);
          break;
        }
        case 'a': out += hour < 12 ? "AM" : "PM"; break;
        case 'X': out += 'Z'; break;
        case 'x': out += what.count == 1 ? "+00" : what.count % 2 == 0 ? "+0000" : "+00:00"; break;
        case 'Z': out += what.count < 4 ? "+0000" : what.count == 4 ? "GMT" : "Z"; break;
        default: out += "UTC";
      }
    }
  }

  [[nodiscard]] static std::int64_t days_of_year_start(std::int64_t year) noexcept {
    std::int64_t const before = year - 1;
    auto const floor_divide = [](std::int64_t value, std::int64_t by) { return (value - floor_modulo(value, by)) / by; };
    return before * 365 + floor_divide(before, 4) - floor_divide(before, 100) + floor_divide(before, 400) - 719'162;
  }

  std::vector<item> items_;
};

}  // namespace sluice
