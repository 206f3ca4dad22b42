// SPDX-License-Identifier: Apache-2.0
// Times written by the items of a pattern, as Spark's date_format does: in UTC and English.
#pragma once

#include <sluice/base/calendar.hpp>
#include <sluice/base/time_pattern_items.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::detail {

/// At least so many digits.
inline void append_padded(std::string& out, std::uint64_t value, std::uint32_t width) {
  if (width == 2 && value < 100) {
    char const pair[2] = {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
    out.append(pair, 2);
    return;
  }
  char text[20];
  std::size_t at = sizeof text;
  for (; value != 0 || at == sizeof text; value /= 10) text[--at] = static_cast<char>('0' + value % 10);
  for (std::size_t size = sizeof text - at; size < width; ++size) out += '0';
  out.append(text + at, sizeof text - at);
}

class pattern_writer {
 public:
  pattern_writer(std::string& out, std::int64_t days, std::int64_t of_day) noexcept
      : out_(out), day_(civil_of(days)), days_(days), seconds_(static_cast<std::uint32_t>(of_day / micros_per_second)),
        micros_(static_cast<std::uint32_t>(of_day % micros_per_second)) {}

  void write(pattern_items const& items) {
    for (std::size_t i = 0; i < items.size(); ++i) write(items[i].kind, items[i].count);
  }

 private:
  void write(char kind, std::uint32_t count) {
    std::uint32_t const hour = seconds_ / 3600;
    switch (kind) {
      case '[':
      case ']': break;
      case '\'': out_ += static_cast<char>(count); break;
      case 'y': write_year(day_.year, count); break;
      case 'Y': write_year(day_.year > 0 ? day_.year : 1 - day_.year, count); break;
      case 'G': out_ += count < 4 ? (day_.year > 0 ? "AD" : "BC") : (day_.year > 0 ? "Anno Domini" : "Before Christ"); break;
      case 'Q': write_quarter((day_.month + 2) / 3, count); break;
      case 'M':
        if (count < 3) append_padded(out_, day_.month, count);
        else write_name(month_names[day_.month - 1], count);
        break;
      case 'd': append_padded(out_, day_.day, count); break;
      case 'D': append_padded(out_, static_cast<std::uint32_t>(day_of_year(days_)), count); break;
      case 'F': append_padded(out_, (day_.day - 1) % 7 + 1, count); break;
      case 'E': write_name(day_names[static_cast<std::size_t>(week_day(days_))], count); break;
      case 'H': append_padded(out_, hour, count); break;
      case 'k': append_padded(out_, hour == 0 ? 24 : hour, count); break;
      case 'h': append_padded(out_, hour % 12 == 0 ? 12 : hour % 12, count); break;
      case 'K': append_padded(out_, hour % 12, count); break;
      case 'm': append_padded(out_, seconds_ / 60 % 60, count); break;
      case 's': append_padded(out_, seconds_ % 60, count); break;
      case 'S': write_fraction(count); break;
      case 'a': out_ += hour < 12 ? "AM" : "PM"; break;
      case 'X': out_ += 'Z'; break;
      case 'x': out_ += count == 1 ? "+00" : count % 2 == 0 ? "+0000" : "+00:00"; break;
      case 'Z': out_ += count < 4 ? "+0000" : count == 4 ? "GMT" : "Z"; break;
      case 'O': out_ += "GMT"; break;
      default: out_ += kind == 'z' && count == 4 ? "Coordinated Universal Time" : "UTC";
    }
  }

  void write_name(std::string_view name, std::uint32_t count) { out_ += name.substr(0, count < 4 ? 3 : name.size()); }

  /// Of two letters the last two digits; of four and more a plus sign before a year that is longer.
  void write_year(std::int64_t year, std::uint32_t count) {
    auto const size = static_cast<std::uint64_t>(year < 0 ? -year : year);
    if (count == 2) return append_padded(out_, size % 100, 2);
    std::size_t const before = out_.size();
    append_padded(out_, size, count);
    if (year < 0) out_.insert(before, 1, '-');
    else if (count >= 4 && out_.size() - before > count) out_.insert(before, 1, '+');
  }

  void write_quarter(std::uint32_t quarter, std::uint32_t count) {
    if (count < 3) return append_padded(out_, quarter, count);
    if (count == 3) out_ += 'Q';
    append_padded(out_, quarter, 1);
    if (count == 4) (out_ += quarter == 1 ? "st" : quarter == 2 ? "nd" : quarter == 3 ? "rd" : "th") += " quarter";
  }

  /// The first digits, not rounded.
  void write_fraction(std::uint32_t count) {
    std::uint64_t value = micros_ * std::uint64_t{1000};
    for (std::uint32_t unused = count; unused < 9; ++unused) value /= 10;
    append_padded(out_, value, count);
  }

  std::string& out_;
  civil_day day_;
  std::int64_t days_;
  std::uint32_t seconds_;
  std::uint32_t micros_;
};

}  // namespace sluice::detail
