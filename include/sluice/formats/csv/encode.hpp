// SPDX-License-Identifier: Apache-2.0
// Rows and records as lines of CSV, quoted as Spark's writer quotes them: only where a value needs it. What it writes with
// options, the decoder reads back with the same ones. Used by to_csv and the CSV file sink.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time_pattern.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/csv/value.hpp>
#include <sluice/formats/wanted_row.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/row.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::csv {

/// Options of writing CSV; names and defaults are Spark's (semantics 16.1). A character that is '\0' is switched off.
struct write_options {
  bool header = false;                      ///< each file begins with the names of the columns
  std::string delimiter = ",";
  char quote = '"';
  char escape = '\\';                       ///< before a quote inside quotes; '"' doubles quotes (RFC 4180)
  char char_to_escape_quote_escaping = '\0';  ///< before an escape inside quotes; '\0': the escape, if it differs from the quote
  bool quote_all = false;                   ///< every value in quotes
  bool escape_quotes = true;                ///< values that hold quotes are put in quotes
  std::string null_value{};
  std::string empty_value = "\"\"";         ///< an empty text, written as it stands here
  std::string date_format{};                ///< pattern of days; empty: yyyy-mm-dd
  std::string timestamp_format{};           ///< pattern of times; empty: ISO 8601 in UTC with three or six digits of fraction
  bool ignore_leading_white_space = true;   ///< blanks before a text are not written
  bool ignore_trailing_white_space = true;  ///< and those behind it
  std::string line_sep = "\n";

  /// Throws option_error for options that cannot work.
  void check() const {
    if (delimiter.empty()) throw option_error("csv delimiter", "a delimiter is needed", delimiter, "set one or more characters, such as , or ;");
    if (delimiter.front() == quote || delimiter.find_first_of("\r\n") != std::string::npos)
      throw option_error("csv delimiter", "it must be neither the quote nor a line end", delimiter, "set other characters, such as , or ;");
    if (line_sep.empty()) throw option_error("csv line_sep", "lines need an end", line_sep, "set \\n or \\r\\n");
  }
};

/// Writes lines of CSV. Allocates only where `out` grows, but for values that are made of quoted numbers or patterns. One per thread.
class encoder {
 public:
  /// Throws option_error for options that cannot work.
  explicit encoder(write_options how = {}) : how_((how.check(), std::move(how))) {
    if (!how_.date_format.empty()) days_.emplace(how_.date_format, "csv date_format");
    if (!how_.timestamp_format.empty()) times_.emplace(how_.timestamp_format, "csv timestamp_format");
    escape_of_escape_ = how_.char_to_escape_quote_escaping != '\0' ? how_.char_to_escape_quote_escaping
                        : how_.escape != how_.quote                ? how_.escape
                                                                   : '\0';
    for (char const one : {how_.delimiter.front(), how_.line_sep.front(), '\n', '\r'}) needs_quotes_[index(one)] = true;
    if (how_.escape_quotes) needs_quotes_[index(how_.quote)] = true;
    // Numbers and times are plain text unless somebody separates columns by one of their characters.
    constexpr std::string_view of_numbers = "0123456789+-.EINFTZafinty: ";
    plain_numbers_ = !how_.quote_all && of_numbers.find(how_.delimiter.front()) == std::string_view::npos &&
                     of_numbers.find(how_.quote) == std::string_view::npos && of_numbers.find(how_.line_sep.front()) == std::string_view::npos;
  }

  [[nodiscard]] write_options const& how() const noexcept { return how_; }

  /// Appends the names of the columns as a line.
  template <class... Columns>
  void append_header(std::string& out, schema<Columns...>) {
    bool first = true;
    ((separate(out, first), append_text(out, Columns::name.view())), ...);
    out += how_.line_sep;
  }

  /// Appends a row as a line.
  template <row_like Row>
  void append_line(std::string& out, Row const& row) {
    append_record(out, row);
    out += how_.line_sep;
  }

  /// Appends a row without a line end.
  template <row_like Row>
  void append_record(std::string& out, Row const& row) {
    append_columns(out, row, schema_of<Row>{});
  }

  /// Appends a text as a value: without the blanks around it, in quotes if it needs them.
  void append_text(std::string& out, std::string_view text) {
    auto const blank = [](char one) { return static_cast<unsigned char>(one) <= ' '; };
    if (how_.ignore_leading_white_space)
      while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    if (how_.ignore_trailing_white_space)
      while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    if (text.empty()) out += how_.empty_value;
    else if (how_.quote != '\0' && (how_.quote_all || must_be_quoted(text))) append_quoted(out, text);
    else out += text;
  }

 private:
  static constexpr std::size_t index(char character) noexcept { return static_cast<unsigned char>(character); }

  template <class Row, class... Columns>
  void append_columns(std::string& out, [[maybe_unused]] Row const& row, schema<Columns...>) {
    static_assert(detail::columns_have_form<schema<Columns...>>,
                  "CSV has no form for arrays, maps and records: write them as text with to_json, or leave them out");
    [[maybe_unused]] bool first = true;
    ((separate(out, first), append_value(out, get<Columns::name>(row))), ...);
  }

  void separate(std::string& out, bool& first) const {
    if (!first) out += how_.delimiter;
    first = false;
  }

  template <class Value>
  void append_value(std::string& out, Value const& value) {
    if constexpr (is_nullable<Value>) {
      if (value) append_value(out, *value);
      else if (how_.quote_all) append_quoted(out, how_.null_value);
      else out += how_.null_value;
    } else if constexpr (text_type<Value>) {
      append_text(out, value);
    } else if constexpr (binary_type<Value>) {
      append_text(out, bytes_view{value}.text());
    } else if constexpr (std::same_as<Value, char>) {
      append_text(out, {&value, 1});
    } else if constexpr (named_enum<Value>) {
      if (auto const name = name_of(value); !name.empty()) append_text(out, name);
      else append_plain(out, value);
    } else if constexpr (std::same_as<Value, timestamp>) {
      if (!times_) return append_plain(out, value);
      made_.clear();
      times_->append(made_, value);
      append_text(out, made_);
    } else if constexpr (std::same_as<Value, date>) {
      if (!days_) return append_plain(out, value);
      made_.clear();
      days_->append(made_, value);
      append_text(out, made_);
    } else {
      append_plain(out, value);
    }
  }

  template <class Value>
  void append_plain(std::string& out, Value const& value) {
    std::string& target = plain_numbers_ ? out : made_;
    if (!plain_numbers_) made_.clear();
    if constexpr (std::same_as<Value, timestamp>) append_iso_timestamp(target, value);
    else append_cell_text(target, value);
    if (!plain_numbers_) append_text(out, made_);
  }

  [[nodiscard]] bool must_be_quoted(std::string_view text) const noexcept {
    if (text.front() == how_.quote) return true;
    // `;` before the delimiter `;;` would be taken for a part of it.
    if (how_.delimiter.size() > 1 && how_.delimiter.find(text.back()) != std::string::npos) return true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!needs_quotes_[index(text[i])]) [[likely]] continue;
      // Of a delimiter of several characters all must be there.
      if (text[i] != how_.delimiter.front() || text.substr(i, how_.delimiter.size()) == how_.delimiter) return true;
    }
    return false;
  }

  void append_quoted(std::string& out, std::string_view text) const {
    out += how_.quote;
    for (char const one : text) {
      if (one == how_.quote && how_.escape != '\0') out += how_.escape;
      else if (one == how_.escape && escape_of_escape_ != '\0') out += escape_of_escape_;
      out += one;
    }
    out += how_.quote;
  }

  write_options how_;
  std::optional<time_pattern> days_;
  std::optional<time_pattern> times_;
  char escape_of_escape_ = '\0';
  bool plain_numbers_ = false;
  std::array<bool, 256> needs_quotes_{};
  std::string made_;
};

}  // namespace sluice::csv
