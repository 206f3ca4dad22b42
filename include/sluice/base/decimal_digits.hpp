// SPDX-License-Identifier: Apache-2.0
// Floating-point numbers as decimal digits: the fewest that read back as the same number, which is what Java's formatters and
// Spark's rounding start from. 0.1 is the digit 1 here, and not the 55 digits that the nearest double has.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>

namespace sluice {

/// The size of a finite number: 0.DIGITS * 10^point. Zero has the one digit 0.
class decimal_digits {
 public:
  explicit decimal_digits(double value) {
    char text[40];
    auto const end = std::to_chars(text, text + sizeof(text), value < 0 ? -value : value, std::chars_format::scientific);
    char const* at = text;
    for (; at != end.ptr && *at != 'e'; ++at)
      if (*at >= '0' && *at <= '9') digits_[count_++] = *at;
    int exponent = 0;
    bool const negative = at[1] == '-';
    std::from_chars(at + 2, end.ptr, exponent);
    point_ = (negative ? -exponent : exponent) + 1;
    while (count_ > 1 && digits_[count_ - 1] == '0') --count_;
  }

  [[nodiscard]] std::string_view digits() const { return {digits_, count_}; }
  /// How many of the digits stand in front of the decimal point; negative for zeros behind it.
  [[nodiscard]] int point() const { return point_; }
  /// How many digits stand behind the decimal point.
  [[nodiscard]] int scale() const { return static_cast<int>(count_) - point_; }

  /// Rounds to `scale` digits behind the decimal point, halves away from zero.
  void round_half_up(int scale) {
    int const kept = point_ + scale;
    if (kept >= static_cast<int>(count_)) return;
    bool const up = kept >= 0 && digits_[kept] >= '5';
    cut(kept, up);
  }
  /// Rounds to `scale` digits behind the decimal point, halves to the even neighbour.
  void round_half_even(int scale) {
    int const kept = point_ + scale;
    if (kept >= static_cast<int>(count_)) return;
    bool up = kept >= 0 && digits_[kept] >= '5';
    // The digits have no zeros at their end, so that a last 5 is a half exactly.
    if (up && digits_[kept] == '5' && kept + 1 == static_cast<int>(count_)) up = kept > 0 && (digits_[kept - 1] - '0') % 2 == 1;
    cut(kept, up);
  }

  /// The number that the digits are; infinity where rounding made it too large.
  [[nodiscard]] double value() const {
    char text[48];
    text[0] = '.';
    std::memcpy(text + 1, digits_, count_);
    text[count_ + 1] = 'e';
    auto const end = std::to_chars(text + count_ + 2, text + sizeof(text), point_);
    double result{};
    auto const read = std::from_chars(text, end.ptr, result);
    if (read.ec == std::errc::result_out_of_range) return point_ > 0 ? std::numeric_limits<double>::infinity() : 0;
    return result;
  }

 private:
  void cut(int kept, bool up) {
    count_ = kept > 0 ? static_cast<std::size_t>(kept) : 0;
    if (up) {
      while (count_ > 0 && digits_[count_ - 1] == '9') --count_;
      if (count_ > 0) {
        ++digits_[count_ - 1];
      } else {
        ++point_;
        digits_[count_++] = '1';
      }
    }
    while (count_ > 1 && digits_[count_ - 1] == '0') --count_;
    if (count_ == 0) {
      digits_[count_++] = '0';
      point_ = 1;
    }
  }

  char digits_[24];
  std::size_t count_ = 0;
  int point_ = 0;
};

}  // namespace sluice
