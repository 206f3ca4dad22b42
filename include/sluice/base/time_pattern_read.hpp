// SPDX-License-Identifier: Apache-2.0
// Texts read by the items of a pattern, as strictly as Spark's to_timestamp: no blanks, digits to the letter, fields that agree with each other
// (of one that stands twice the last counts). Letters, names and the characters between them count in any case. Nothing is allocated or thrown.
#pragma once

#include <sluice/base/time_pattern_items.hpp>
#include <sluice/base/time_text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::detail {

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
/// Takes a word, in any case, from the front of a text.
[[nodiscard]] constexpr bool take_word(std::string_view& text, std::string_view word) noexcept {
  if (!begins_with_word(text, word)) return false;
  return text.remove_prefix(word.size()), true;
}

/// The fields of a text. What it lacks is of 1970-01-01 00:00:00.
struct pattern_fields {
  static constexpr std::uint32_t unknown = 99;

  std::int64_t year = 1970;
  std::int64_t offset_seconds = 0;
  std::uint32_t month = 0;
  std::uint32_t day = 0;
  std::uint32_t day_of_year = 0;
  std::uint32_t hour = unknown;       // 0 to 23
  std::uint32_t half_hour = unknown;  // 0 to 11
  std::uint32_t minute = 0;
  std::uint32_t second = 0;
  std::uint32_t micros = 0;
  bool of_era = false;
  bool before_christ = false;
  bool has_half = false;
  bool afternoon = false;

  /// The day and time of the fields; false if some contradict each other. Whether there is such a time is another question.
  [[nodiscard]] constexpr bool resolve(time_fields& result) const noexcept {
    std::int64_t const in_calendar = before_christ ? 1 - year : year;
    if (of_era && year < 1) return false;
    result = {in_calendar, month == 0 ? 1 : month, day == 0 ? 1 : day, hour, minute, second, micros};
    if (half_hour != unknown) result.hour = half_hour + (afternoon ? 12 : 0);
    else if (hour == unknown) result.hour = afternoon ? 12 : 0;
    else if (has_half && afternoon != (hour >= 12)) return false;
    if (day_of_year == 0) return true;
    if (day_of_year > (is_leap_year(in_calendar) ? 366U : 365U)) return false;
    civil_day const found = civil_of(days_of(civil_day{in_calendar, 1, 1}) + day_of_year - 1);
    result.month = found.month;
    result.day = found.day;
    return (month == 0 || month == found.month) && (day == 0 || day == found.day);
  }
};

class pattern_reader {
 public:
  constexpr pattern_reader(pattern_items const& items, std::string_view text) noexcept : items_(items), text_(text) {}

  /// Reads all of the text.
  [[nodiscard]] constexpr bool read(pattern_fields& fields) noexcept { return read_items(0, items_.size(), fields) && text_.empty(); }

 private:
  [[nodiscard]] constexpr bool read_items(std::size_t first, std::size_t last, pattern_fields& fields) noexcept {
    for (std::size_t i = first; i < last; ++i) {
      pattern_item const& item = items_[i];
      if (item.kind == '[') {
        // An optional part that does not fit is passed over, and what it had read is forgotten.
        auto const before = text_;
        auto const known = fields;
        if (!read_items(i + 1, item.count, fields)) {
          text_ = before;
          fields = known;
        }
        i = item.count;
      } else if (!read_item(item, fields)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] constexpr bool read_item(pattern_item const& item, pattern_fields& fields) noexcept {
    switch (item.kind) {
      case '\'':
        if (text_.empty() || lower_case(text_.front()) != lower_case(static_cast<char>(item.count))) return false;
        return text_.remove_prefix(1), true;
      case 'Y': fields.of_era = true; [[fallthrough]];
      case 'y': return year(item, fields.year);
      case 'G':
        fields.before_christ = take_word(text_, item.count < 4 ? "BC" : "Before Christ");
        return fields.before_christ || take_word(text_, item.count < 4 ? "AD" : "Anno Domini");
      case 'M': return item.count < 3 ? number(item, fields.month) && fields.month != 0 : name(month_names, item.count, fields.month);
      case 'd': return number(item, fields.day) && fields.day != 0;
      case 'D': return number(item, fields.day_of_year) && fields.day_of_year != 0;
      case 'E': {
        std::uint32_t day = 0;  // it says no more than the date
        return name(day_names, item.count, day);
      }
      case 'H': return number(item, fields.hour) && fields.hour < 24;
      case 'k':
        if (!number(item, fields.hour) || fields.hour == 0 || fields.hour > 24) return false;
        return fields.hour %= 24, true;
      case 'K': return number(item, fields.half_hour) && fields.half_hour < 12;
      case 'h':
        if (!number(item, fields.half_hour) || fields.half_hour == 0 || fields.half_hour > 12) return false;
        return fields.half_hour %= 12, true;
      case 'm': return number(item, fields.minute);
      case 's': return number(item, fields.second);
      case 'S': return fraction(item.count, fields.micros);
      case 'a':
        fields.has_half = true;
        fields.afternoon = take_word(text_, "PM");
        return fields.afternoon || take_word(text_, "AM");
      default: return zone(item, fields.offset_seconds);
    }
  }

  [[nodiscard]] constexpr std::uint32_t digit(std::size_t index) const noexcept { return static_cast<unsigned char>(text_[index] - '0'); }

  /// Between so many digits and so many. More than 32 bits hold become the greatest that does, which no field may have.
  [[nodiscard]] constexpr bool digits(std::size_t least, std::size_t most, std::uint32_t& value) noexcept {
    std::uint64_t sum = 0;
    std::size_t count = 0;
    for (; count < most && count < text_.size() && digit(count) <= 9; ++count) {
      sum = sum * 10 + digit(count);
      if (sum > 0xFFFF'FFFFU) sum = 0xFFFF'FFFFU;
    }
    if (count < least) return false;
    text_.remove_prefix(count);
    return value = static_cast<std::uint32_t>(sum), true;
  }
  [[nodiscard]] constexpr bool two_digits(std::uint32_t& value) noexcept {
    if (text_.size() < 2 || digit(0) > 9 || digit(1) > 9) return false;
    value = digit(0) * 10 + digit(1);
    return text_.remove_prefix(2), true;
  }
  /// As `digits`, but without those that belong to the next numbers.
  [[nodiscard]] constexpr bool digits_before(std::size_t reserved, std::size_t least, std::size_t most, std::uint32_t& value) noexcept {
    if (reserved == 0) return digits(least, most, value);
    std::size_t count = 0;
    while (count < most + reserved && count < text_.size() && digit(count) <= 9) ++count;
    std::size_t const mine = count > least + reserved ? count - reserved : least;
    return digits(least, mine, value);
  }

  /// One letter takes any number of digits, more letters that many; `DD` two or three.
  [[nodiscard]] constexpr bool number(pattern_item const& item, std::uint32_t& value) noexcept {
    if (item.count == 2 && item.kind != 'D') return two_digits(value);
    return digits_before(item.reserved, item.count, item.count == 1 ? 19 : 3, value);
  }

  /// Two letters mean this century. A year of more digits than letters needs a plus sign, if there are four letters or more.
  [[nodiscard]] constexpr bool year(pattern_item const& item, std::int64_t& result) noexcept {
    std::uint32_t value = 0;
    if (item.count == 2) {
      if (!two_digits(value)) return false;
      return result = value + 2000, true;
    }
    bool const minus = take_word(text_, "-");
    bool const plus = !minus && item.count >= 4 && take_word(text_, "+");
    std::size_t const before = text_.size();
    if (!digits_before(item.reserved, item.count, 19, value) || value > 999'999'999 || (minus && value == 0)) return false;
    if (item.count >= 4 && !minus && (before - text_.size() > item.count) != plus) return false;
    return result = minus ? -std::int64_t{value} : std::int64_t{value}, true;
  }

  [[nodiscard]] constexpr bool fraction(std::size_t most, std::uint32_t& micros) noexcept {
    std::size_t count = text_.size();
    if (!digits(1, most, micros)) return false;
    count -= text_.size();
    for (; count < 6; ++count) micros *= 10;
    for (; count > 6; --count) micros /= 10;
    return true;
  }

  template <std::size_t Size>
  [[nodiscard]] constexpr bool name(std::array<std::string_view, Size> const& names, std::uint32_t count, std::uint32_t& value) noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
      if (!take_word(text_, count < 4 ? names[i].substr(0, 3) : names[i])) continue;
      return value = static_cast<std::uint32_t>(i + 1), true;
    }
    return false;
  }

  /// The forms of an offset: whether hours may have one digit, colons stand between, minutes and seconds must or may follow.
  enum class parts : std::uint8_t { none, may, must };
  struct offset_form {
    bool short_hour;
    bool colons;
    parts minutes;
    parts seconds;
  };

  [[nodiscard]] constexpr bool zone(pattern_item const& item, std::int64_t& seconds) noexcept {
    std::uint32_t const count = item.count;
    offset_form const basic{false, count % 2 == 1 && count != 1, count == 1 ? parts::may : parts::must, count > 3 ? parts::may : parts::none};
    switch (item.kind) {
      case 'X': return take_word(text_, "Z") || offset(basic, seconds);
      case 'x': return offset(basic, seconds);
      case 'Z':
        if (count < 4) return offset({false, false, parts::must, parts::none}, seconds);
        if (count == 5) return take_word(text_, "Z") || offset(basic, seconds);
        return take_word(text_, "GMT") && offset_or_none({false, true, parts::must, parts::may}, seconds);
      case 'O':
        return take_word(text_, "GMT") && offset_or_none(count == 1 ? offset_form{true, true, parts::may, parts::may}
                                                                    : offset_form{false, true, parts::must, parts::may}, seconds);
      default: {
        offset_form const form{false, true, parts::must, parts::may};
        for (std::string_view const base : {std::string_view{"UTC"}, std::string_view{"GMT"}, std::string_view{"UT"}})
          if (take_word(text_, base)) return offset_or_none(form, seconds);
        return (item.kind == 'z' && item.count == 4 && take_word(text_, "Coordinated Universal Time")) || take_word(text_, "Z") || offset(form, seconds);
      }
    }
  }

  [[nodiscard]] constexpr bool offset_or_none(offset_form form, std::int64_t& seconds) noexcept {
    if (text_.empty() || (text_.front() != '+' && text_.front() != '-')) return true;
    return offset(form, seconds);
  }

  [[nodiscard]] constexpr bool offset(offset_form form, std::int64_t& result) noexcept {
    bool const west = take_word(text_, "-");
    if (!west && !take_word(text_, "+")) return false;
    std::uint32_t hours = 0;
    std::uint32_t minutes = 0;
    std::uint32_t seconds = 0;
    if (!digits(form.short_hour ? 1 : 2, 2, hours) || !offset_part(form.minutes, form.colons, minutes)) return false;
    if (!offset_part(form.seconds, form.colons, seconds) || minutes > 59 || seconds > 59) return false;
    auto const all = static_cast<std::int64_t>(hours * 3600 + minutes * 60 + seconds);
    if (all > 18 * 3600) return false;
    return result = west ? -all : all, true;
  }
  [[nodiscard]] constexpr bool offset_part(parts wanted, bool colon, std::uint32_t& value) noexcept {
    if (wanted == parts::none) return true;
    auto const before = text_;
    if ((!colon || take_word(text_, ":")) && two_digits(value)) return true;
    text_ = before;
    return wanted == parts::may;
  }

  pattern_items const& items_;
  std::string_view text_;
};

}  // namespace sluice::detail
