// SPDX-License-Identifier: Apache-2.0
// Times as text, both ways: ISO 8601 in, and the two forms that go out, that of a shown table (`2024-01-01 12:00:00`)
// and that of JSON (`2024-01-01T12:00:00.000Z`). Everything is UTC; years have four digits or more, those before 0000 a minus sign.
// No locale, no allocation while reading, nothing thrown. Every reader of text (JSON, CSV, casts) comes here.
#pragma once

#include <sluice/base/calendar.hpp>
#include <sluice/base/time.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sluice {

namespace detail {

struct time_fields {
  std::int64_t year;
  std::uint32_t month, day, hour, minute, second, micros;
};

/// The instant of a day and time that exist and fit 64 bits.
[[nodiscard]] constexpr bool assemble(time_fields const& fields, timestamp& result) noexcept {
  civil_day const day{fields.year, fields.month, fields.day};
  if (!is_civil_day(day) || fields.hour > 23 || fields.minute > 59 || fields.second > 59) return false;
  std::int64_t const of_day = static_cast<std::int64_t>(fields.hour * 3600 + fields.minute * 60 + fields.second) * micros_per_second + fields.micros;
  std::int64_t micros;
  // The smallest timestamp's day begins before it.
  std::int64_t const days = days_of(day);
  if (days < 0 ? __builtin_mul_overflow(days + 1, micros_per_day, &micros) || __builtin_add_overflow(micros, of_day - micros_per_day, &micros)
               : __builtin_mul_overflow(days, micros_per_day, &micros) || __builtin_add_overflow(micros, of_day, &micros))
    return false;
  result.microseconds = micros;
  return true;
}
/// The local time less its zone's offset.
[[nodiscard]] constexpr bool assemble(time_fields const& fields, std::int64_t offset_seconds, timestamp& result) noexcept {
  timestamp local;
  std::int64_t micros;
  if (!assemble(fields, local) || __builtin_sub_overflow(local.microseconds, offset_seconds * micros_per_second, &micros)) return false;
  result.microseconds = micros;
  return true;
}

// Eight characters at once: after `decode`, byte i of `pairs` is the number made of the digits i and i + 1.
struct eight_characters {
  std::uint64_t digits;
  std::uint64_t pairs;

  [[nodiscard]] constexpr std::uint32_t pair(unsigned index) const noexcept {
    return static_cast<std::uint32_t>(pairs >> (8 * index)) & 0xFFU;
  }
  [[nodiscard]] constexpr std::uint32_t digit(unsigned index) const noexcept {
    return static_cast<std::uint32_t>(digits >> (8 * index)) & 0xFFU;
  }
};

/// `pattern` has '0' where a digit must stand, else the character itself. Non-zero bits of `wrong` mean a mismatch:
/// a digit's byte must survive adding 0x76 (9 does, 10 does not), any other byte must be zero.
template <char... Pattern>
[[nodiscard]] inline eight_characters decode_eight(char const* text, std::uint64_t& wrong) noexcept {
  static_assert(sizeof...(Pattern) == 8);
  constexpr auto join = [](auto... bytes) {
    std::uint64_t word = 0;
    unsigned shift = 0;
    ((word |= static_cast<std::uint64_t>(bytes) << shift, shift += 8), ...);
    return word;
  };
  constexpr std::uint64_t pattern = join(Pattern...);
  constexpr std::uint64_t limits = join((Pattern == '0' ? 0x76U : 0x7FU)...);
  std::uint64_t word;
  std::memcpy(&word, text, 8);
  word ^= pattern;
  wrong |= (word | (word + limits)) & 0x8080'8080'8080'8080U;
  return {word, word * 10 + (word >> 8)};
}

/// The day that was read last. Times that follow each other mostly have the same day, and finding its number is the
/// longer half of reading a time.
struct day_memo {
  // `yyyy-mm-` and `dd`, the first character lowest; 1970-01-01 at first, so that they are a true day always.
  std::uint64_t characters[2] = {0x2D31'302D'3037'3931U, 0x3130U};
  std::int64_t micros = 0;
};

/// The shapes machines write: `yyyy-mm-ddThh:mm:ssZ` and the same with three digits of fraction. `text` has 20 or 24
/// characters.
[[nodiscard]] inline bool parse_fixed_timestamp(std::string_view text, day_memo& memo, timestamp& result) noexcept {
  if constexpr (std::endian::native != std::endian::little) return false;
  char const* const first = text.data();
  std::uint64_t wrong = 0;
  std::uint64_t characters[2];
  std::memcpy(characters, first, 16);
  characters[1] &= 0xFFFFU;
  auto const time = decode_eight<'0', '0', 'T', '0', '0', ':', '0', '0'>(first + 8, wrong);
  if (((characters[0] ^ memo.characters[0]) | (characters[1] ^ memo.characters[1])) != 0) {
    auto const day = decode_eight<'0', '0', '0', '0', '-', '0', '0', '-'>(first, wrong);
    std::uint32_t const year = day.pair(0) * 100 + day.pair(2);
    if (wrong != 0 || !is_day(year, day.pair(5), time.pair(0))) return false;
    memo.micros = std::int64_t{days_of(year, day.pair(5), time.pair(0))} * micros_per_day;
    memo.characters[0] = characters[0];
    memo.characters[1] = characters[1];
  }
  std::uint32_t second;
  std::uint32_t millis = 0;
  if (text.size() == 24) {
    auto const rest = decode_eight<':', '0', '0', '.', '0', '0', '0', 'Z'>(first + 16, wrong);
    second = rest.pair(1);
    millis = rest.pair(4) * 10 + rest.digit(6);
  } else {
    // The last eight of twenty, which overlap the minutes.
    auto const rest = decode_eight<'0', ':', '0', '0', ':', '0', '0', 'Z'>(first + 12, wrong);
    second = rest.pair(5);
  }
  std::uint32_t const hour = time.pair(3);
  std::uint32_t const minute = time.pair(6);
  if (wrong != 0 || hour > 23 || minute > 59 || second > 59) return false;
  // Milliseconds of a day fit 32 bits.
  result.microseconds = memo.micros + std::int64_t{(hour * 3600 + minute * 60 + second) * 1000 + millis} * 1000;
  return true;
}

/// Reads a text from its front.
class time_scanner {
 public:
  explicit time_scanner(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] bool at_end() const noexcept { return text_.empty(); }
  [[nodiscard]] bool skip(char wanted) noexcept {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool skip(std::string_view wanted) noexcept {
    if (!text_.starts_with(wanted)) return false;
    text_.remove_prefix(wanted.size());
    return true;
  }
  /// Between `least` and `most` digits; `count` says how many there were.
  [[nodiscard]] bool number(unsigned least, unsigned most, std::uint32_t& value, unsigned& count) noexcept {
    value = 0;
    for (count = 0; count < most && !text_.empty(); ++count, text_.remove_prefix(1)) {
      auto const digit = static_cast<unsigned char>(text_.front() - '0');
      if (digit > 9) break;
      value = value * 10 + digit;
    }
    return count >= least;
  }
  [[nodiscard]] bool number(unsigned least, unsigned most, std::uint32_t& value) noexcept {
    unsigned count;
    return number(least, most, value, count);
  }

 private:
  std::string_view text_;
};

/// A year of four to `most` digits, with or without a sign.
[[nodiscard]] inline bool scan_year(time_scanner& in, unsigned most, std::int64_t& year) noexcept {
  bool const before = in.skip('-');
  if (!before) static_cast<void>(in.skip('+'));
  std::uint32_t digits;
  if (!in.number(4, most, digits)) return false;
  year = before ? -std::int64_t{digits} : std::int64_t{digits};
  return true;
}

[[nodiscard]] inline bool scan_day(time_scanner& in, unsigned most_of_year, time_fields& fields) noexcept {
  fields.month = fields.day = 1;
  if (!scan_year(in, most_of_year, fields.year)) return false;
  if (in.at_end()) return true;
  if (!in.skip('-') || !in.number(1, 2, fields.month)) return false;
  return in.at_end() || (in.skip('-') && in.number(1, 2, fields.day));
}

[[nodiscard]] inline bool scan_time(time_scanner& in, time_fields& fields) noexcept {
  if (!in.number(1, 2, fields.hour)) return false;
  if (!in.skip(':')) return true;
  if (!in.number(1, 2, fields.minute)) return false;
  if (!in.skip(':')) return true;
  if (!in.number(1, 2, fields.second)) return false;
  if (!in.skip('.')) return true;
  unsigned count;
  if (!in.number(0, 9, fields.micros, count)) return false;
  for (; count < 6; ++count) fields.micros *= 10;
  for (; count > 6; --count) fields.micros /= 10;
  return true;
}

/// `Z`, `+02:00`, `+0200`, `+02`, `+2`, `UTC`, `GMT+2` or nothing, to the end of the text; blanks may stand in front. Offsets reach 18 hours, as
/// java.time's do.
[[nodiscard]] inline bool scan_zone(time_scanner& in, std::int64_t& offset_seconds) noexcept {
  offset_seconds = 0;
  if (in.at_end()) return true;
  while (in.skip(' ')) {}
  if (in.skip('Z')) return in.at_end();
  if ((in.skip("UTC") || in.skip("GMT") || in.skip("UT")) && in.at_end()) return true;
  bool const west = in.skip('-');
  if (!west && !in.skip('+')) return false;
  std::uint32_t hours;
  std::uint32_t minutes = 0;
  unsigned digits;
  if (!in.number(1, 2, hours, digits)) return false;
  bool const colon = in.skip(':');
  if ((colon || (!in.at_end() && digits == 2)) && !in.number(2, 2, minutes)) return false;
  if (!in.at_end() || minutes > 59 || hours * 60 + minutes > 18 * 60) return false;
  offset_seconds = static_cast<std::int64_t>(hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return true;
}

// "00" to "99", so that two digits are one copy.
struct digit_pairs {
  char text[200]{};
  constexpr digit_pairs() {
    for (unsigned i = 0; i < 100; ++i) {
      text[2 * i] = static_cast<char>('0' + i / 10);
      text[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
  }
};
inline constexpr digit_pairs two_digits{};

inline char* write_pair(char* out, std::uint32_t value) noexcept {
  std::memcpy(out, two_digits.text + 2 * value, 2);
  return out + 2;
}

/// A year as four digits or more; one above 9999 has a plus sign before it, one before 0 a minus sign.
inline char* write_year(char* out, std::int64_t year) noexcept {
  if (year < 0 || year > 9999) *out++ = year < 0 ? '-' : '+';
  auto rest = static_cast<std::uint32_t>(year < 0 ? -year : year);
  for (std::uint32_t unit = 1'000'000; unit >= 10'000; unit /= 10)
    if (rest >= unit) *out++ = static_cast<char>('0' + rest / unit % 10);
  rest %= 10'000;
  return write_pair(write_pair(out, rest / 100), rest % 100);
}

inline char* write_day(char* out, std::int64_t days) noexcept {
  civil_day const day = civil_of(days);
  out = write_year(out, day.year);
  *out++ = '-';
  out = write_pair(out, day.month);
  *out++ = '-';
  return write_pair(out, day.day);
}

/// Day, separator and time to the second, at most 22 characters; `micros` gets the rest.
inline char* write_seconds(char* out, timestamp time, char separator, std::uint32_t& micros) noexcept {
  std::int64_t const of_day = floor_modulo(time.microseconds, micros_per_day);
  // Dividing before subtracting keeps the smallest timestamp from overflowing.
  std::int64_t const days = time.microseconds / micros_per_day - (time.microseconds % micros_per_day < 0 ? 1 : 0);
  out = write_day(out, days);
  auto const seconds = static_cast<std::uint32_t>(of_day / micros_per_second);
  micros = static_cast<std::uint32_t>(of_day % micros_per_second);
  *out++ = separator;
  out = write_pair(out, seconds / 3600);
  *out++ = ':';
  out = write_pair(out, seconds / 60 % 60);
  *out++ = ':';
  return write_pair(out, seconds % 60);
}

inline char* write_six(char* out, std::uint32_t micros) noexcept {
  return write_pair(write_pair(write_pair(out, micros / 10'000), micros / 100 % 100), micros % 100);
}

[[nodiscard]] inline bool parse_timestamp(std::string_view text, day_memo& memo, timestamp& result) noexcept {
  if ((text.size() == 24 || text.size() == 20) && parse_fixed_timestamp(text, memo, result)) return true;
  time_scanner in{text};
  time_fields fields{};
  std::int64_t offset_seconds = 0;
  if (!scan_day(in, 6, fields)) return false;
  if (!in.at_end()) {
    if (!in.skip('T') && !in.skip(' ')) return false;
    if (!scan_time(in, fields) || !scan_zone(in, offset_seconds)) return false;
  }
  return assemble(fields, offset_seconds, result);
}

}  // namespace detail

/// Reads an ISO 8601 instant: `2024-01-01T12:00:00.123Z`. The separator is `T` or a space; seconds and a fraction of up
/// to nine digits (cut to microseconds) may be missing, as may be minutes and the time of day (midnight); the zone is `Z`,
/// `+02:00`, `+0200`, `+02`, `+2`, `UTC` or `GMT+2`, and UTC where it is missing. Month, day, hour, minute and second may have one digit, as in Spark.
/// False, and `result` is left alone, for anything else and for days that do not exist. No surrounding blanks.
[[nodiscard]] inline bool parse_timestamp(std::string_view text, timestamp& result) noexcept {
  detail::day_memo memo;
  return detail::parse_timestamp(text, memo, result);
}

/// Reads a day, `2024-01-31`; month and day may have one digit, or be missing (`2024-01`, `2024`). A time of day may follow and is ignored, as Spark's
/// cast does: everything behind `T` or a space. False, and `result` is left alone, for anything else.
[[nodiscard]] inline bool parse_date(std::string_view text, date& result) noexcept {
  detail::time_scanner in{text};
  detail::time_fields fields{};
  if (!detail::scan_day(in, 7, fields) || !(in.at_end() || in.skip('T') || in.skip(' '))) return false;
  detail::civil_day const day{fields.year, fields.month, fields.day};
  if (!detail::is_civil_day(day)) return false;
  std::int64_t const days = detail::days_of(day);
  if (days != static_cast<std::int32_t>(days)) return false;
  result.days = static_cast<std::int32_t>(days);
  return true;
}

/// Appends a day: `2024-01-31`.
inline void append_date(std::string& out, date day) {
  char buffer[24];
  out.append(buffer, static_cast<std::size_t>(detail::write_day(buffer, day.days) - buffer));
}

/// Appends an instant as tables show it: `2024-01-01 12:00:00.5`, the fraction without trailing zeros (semantics 17.1).
inline void append_timestamp(std::string& out, timestamp time) {
  char buffer[40];
  std::uint32_t micros;
  char* end = detail::write_seconds(buffer, time, ' ', micros);
  if (micros != 0) {
    *end++ = '.';
    end = detail::write_six(end, micros);
    while (end[-1] == '0') --end;
  }
  out.append(buffer, static_cast<std::size_t>(end - buffer));
}

/// Appends an instant as JSON has it: `2024-01-01T12:00:00.000Z`. Six digits of fraction where three would lose some.
inline void append_iso_timestamp(std::string& out, timestamp time) {
  char buffer[40];
  std::uint32_t micros;
  char* end = detail::write_seconds(buffer, time, 'T', micros);
  *end++ = '.';
  end = detail::write_six(end, micros);
  if (micros % 1000 == 0) end -= 3;
  *end++ = 'Z';
  out.append(buffer, static_cast<std::size_t>(end - buffer));
}

}  // namespace sluice
