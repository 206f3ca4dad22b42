// SPDX-License-Identifier: Apache-2.0
// By which rule the clocks of a place are changed every year, in the text form of POSIX's TZ that ends each file of the system's time zone
// database. zone_table.hpp reads the files; this is about all times behind their last entry.
#pragma once

#include <sluice/base/calendar.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::detail {

/// From an instant on, in seconds since the epoch, clocks are `offset` seconds ahead of UTC.
struct zone_change {
  std::int64_t begin;
  std::int32_t offset;
};

/// The day of the year on which clocks are changed, in one of POSIX's three forms, and the second of that day, local time.
struct zone_rule_day {
  char kind = 'M';  // M: weekday of a month; J: day 1-365, never February 29; 0: day 0-365
  std::int32_t month = 0, week = 0, day = 0;
  std::int32_t second = 7200;

  /// Days since 1970-01-01.
  [[nodiscard]] constexpr std::int64_t day_in(std::int64_t year) const noexcept {
    std::int64_t const first = days_of(civil_day{year, 1, 1});
    if (kind == 'J') return first + day - 1 + (day > 59 && is_leap_year(year) ? 1 : 0);
    if (kind == '0') return first + day;
    auto const in = static_cast<std::uint32_t>(month);
    std::int64_t const first_of_month = days_of(civil_day{year, in, 1});
    // POSIX counts from Sunday, week_day from Monday.
    std::int64_t found = first_of_month + floor_modulo(day - (week_day(first_of_month) + 1), 7) + (week - 1) * 7;
    // Week 5 is the last, which may be the fourth.
    if (found >= first_of_month + days_in_month(year, in)) found -= 7;
    return found;
  }
};

/// The rule for all times behind the last known change: `CET-1CEST,M3.5.0,M10.5.0/3`.
class zone_rule {
 public:
  /// Reads a rule; std::nullopt for a text that is none.
  [[nodiscard]] static constexpr std::optional<zone_rule> parse(std::string_view text) {
    zone_rule rule;
    std::int32_t west = 0;
    if (!skip_name(text) || !take_offset(text, west)) return std::nullopt;
    rule.standard_ = rule.summer_ = -west;
    if (text.empty()) return rule;
    rule.summer_ = rule.standard_ + 3600;
    if (!skip_name(text)) return std::nullopt;
    if (!text.empty() && text.front() != ',') {
      if (!take_offset(text, west)) return std::nullopt;
      rule.summer_ = -west;
    }
    if (!take_day(text, rule.begin_) || !take_day(text, rule.end_) || !text.empty()) return std::nullopt;
    rule.changes_ = true;
    return rule;
  }

  /// Whether clocks are changed at all.
  [[nodiscard]] constexpr bool changes() const noexcept { return changes_; }
  /// How far clocks are ahead of UTC when it is not summer; always, if they are not changed.
  [[nodiscard]] constexpr std::int32_t standard_offset() const noexcept { return standard_; }
  /// The two changes of a year, in their order.
  [[nodiscard]] constexpr std::array<zone_change, 2> changes_in(std::int64_t year) const noexcept {
    zone_change const summer{begin_.day_in(year) * 86'400 + begin_.second - standard_, summer_};
    zone_change const winter{end_.day_in(year) * 86'400 + end_.second - summer_, standard_};
    if (summer.begin < winter.begin) return {summer, winter};
    return {winter, summer};
  }

 private:
  static constexpr bool skip_name(std::string_view& text) {
    std::size_t size = 0;
    if (text.starts_with('<')) {
      size = text.find('>');
      if (size == std::string_view::npos) return false;
      ++size;
    } else {
      while (size < text.size() && ((text[size] | 0x20) >= 'a' && (text[size] | 0x20) <= 'z')) ++size;
    }
    text.remove_prefix(size);
    return size >= 3;
  }
  static constexpr bool take_number(std::string_view& text, std::int32_t& value, std::int32_t most) {
    std::size_t count = 0;
    for (value = 0; count < 3 && count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) value = value * 10 + (text[count] - '0');
    text.remove_prefix(count);
    return count > 0 && value <= most;
  }
  static constexpr bool take(std::string_view& text, char mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(1);
    return true;
  }
  /// `[+-]hh[:mm[:ss]]` in seconds.
  static constexpr bool take_time(std::string_view& text, std::int32_t& seconds, std::int32_t most_hours) {
    bool const negative = take(text, '-');
    if (!negative) static_cast<void>(take(text, '+'));
    std::int32_t part = 0;
    if (!take_number(text, part, most_hours)) return false;
    seconds = part * 3600;
    for (std::int32_t unit = 60; unit > 0 && take(text, ':'); unit /= 60) {
      if (!take_number(text, part, 59)) return false;
      seconds += part * unit;
    }
    if (negative) seconds = -seconds;
    return true;
  }
  static constexpr bool take_offset(std::string_view& text, std::int32_t& seconds) { return take_time(text, seconds, 24); }
  static constexpr bool take_day(std::string_view& text, zone_rule_day& day) {
    if (!take(text, ',')) return false;
    if (take(text, 'M')) {
      if (!take_number(text, day.month, 12) || !take(text, '.') || !take_number(text, day.week, 5) || !take(text, '.')) return false;
      if (!take_number(text, day.day, 6) || day.month < 1 || day.week < 1) return false;
    } else {
      day.kind = take(text, 'J') ? 'J' : '0';
      if (!take_number(text, day.day, 365) || (day.kind == 'J' && day.day == 0)) return false;
    }
    // A week before or behind the day: the database writes a Saturday behind the fourth Thursday so.
    return !take(text, '/') || take_time(text, day.second, 167);
  }

  std::int32_t standard_ = 0;
  std::int32_t summer_ = 0;
  bool changes_ = false;
  zone_rule_day begin_;
  zone_rule_day end_;
};

}  // namespace sluice::detail
