// SPDX-License-Identifier: Apache-2.0
// How CSV texts are written down: separators, quotes, what stands for NULL, how times look. Names and defaults are Spark's
// (semantics 16.1). The options of reading; those of writing stand in encode.hpp.
#pragma once

#include <sluice/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::csv {

/// Options of reading CSV. A character that is '\0' is switched off.
struct options {
  bool header = false;                   ///< the first line of each file names the columns
  std::string delimiter = ",";           ///< between columns; one or several characters
  char quote = '"';                      ///< around values that hold separators
  char escape = '\\';                    ///< before a quote inside quotes; '"' for texts that double their quotes (RFC 4180)
  char char_to_escape_quote_escaping = '\0';  ///< before an escape that is meant itself; '\0': the escape, if it differs from the quote
  char comment = '\0';                   ///< lines that begin with it are skipped
  std::string null_value{};                ///< what NULL looks like, besides nothing at all
  std::string empty_value{};               ///< what `""` stands for; if that equals null_value, it is NULL
  std::string nan_value = "NaN";
  std::string positive_inf = "Inf";
  std::string negative_inf = "-Inf";
  std::string date_format{};               ///< pattern of days (base/time_pattern.hpp); empty: ISO 8601, leniently
  std::string timestamp_format{};          ///< pattern of times; empty: ISO 8601, leniently
  bool ignore_leading_white_space = false;
  bool ignore_trailing_white_space = false;
  bool enforce_schema = true;            ///< columns by position; false: by the names in the header
  bool multi_line = false;               ///< quoted values may hold line ends
  std::string line_sep{};                  ///< one or two characters; empty: any of \n, \r\n, \r
  int max_columns = 20'480;              ///< a record with more is rejected
  int max_chars_per_column = -1;         ///< bytes; a record with a longer value is rejected; -1: unlimited
  /// The nullable text field that gets the text of malformed records; it stands in no file.
  std::string column_name_of_corrupt_record = "_corrupt_record";

  /// Throws option_error for options that cannot work.
  void check() const {
    if (delimiter.empty()) refuse("delimiter", "a delimiter is needed", delimiter, "set one or more characters, such as , or ;");
    if (delimiter.find_first_of("\r\n\"0123456789") != std::string::npos || delimiter.front() == quote)
      refuse("delimiter", "quotes, line ends and digits cannot separate columns", delimiter, "set other characters, such as , or ; or \\t");
    if (comment != '\0' && (comment == delimiter.front() || comment == quote))
      refuse("comment", "comments must not begin as values do", {&comment, 1}, "set a character that is neither delimiter nor quote");
    if (line_sep.size() > 2) refuse("line_sep", "it has more than two characters", line_sep, "set one or two, or leave it empty");
    if (!line_sep.empty() && (line_sep.find(delimiter) != std::string::npos || line_sep.front() == quote))
      refuse("line_sep", "it must differ from delimiter and quote", line_sep, "set another separator, or leave it empty");
    if (max_columns < 1) refuse("max_columns", "it must be positive", std::to_string(max_columns), "set the number of columns to expect");
    if (max_chars_per_column < 1 && max_chars_per_column != -1)
      refuse("max_chars_per_column", "it must be positive, or -1 for no limit", std::to_string(max_chars_per_column), "set -1");
    for (auto const* text : {&nan_value, &positive_inf, &negative_inf})
      if (looks_like_a_number(*text)) refuse("nan_value", "a text that is a number cannot stand for another", *text, "set a word such as NaN or Inf");
    if (!enforce_schema && !header)
      refuse("enforce_schema", "columns by name need a header", "false", "set header = true, or leave enforce_schema at true");
  }

  /// The character that makes an escape mean itself.
  [[nodiscard]] char escape_of_escape() const noexcept {
    if (char_to_escape_quote_escaping != '\0') return char_to_escape_quote_escaping;
    return escape != quote ? escape : '\0';
  }

 private:
  [[nodiscard]] static bool looks_like_a_number(std::string_view text) noexcept {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    return !text.empty() && ((text.front() >= '0' && text.front() <= '9') || text.front() == '.');
  }

  [[noreturn, gnu::cold]] static void refuse(char const* option, char const* problem, std::string_view value, char const* advice) {
    throw option_error(std::string{"csv "} + option, problem, std::string{value}, advice);
  }
};

/// What became of one record.
enum class verdict : std::uint8_t {
  ok,         ///< everything fits
  malformed,  ///< something does not fit and is NULL; the row may be used in permissive mode (semantics 16)
  rejected,   ///< a field that must not be NULL has no value, or the record is beyond a limit; there is no row
};

/// Where and why a record is malformed or rejected. The views point at static text.
struct problem {
  std::string_view column;  ///< the field; empty when the whole record is wrong
  std::string_view reason;  ///< in words
};

}  // namespace sluice::csv
