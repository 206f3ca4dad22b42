// SPDX-License-Identifier: Apache-2.0
// The exact way through a CSV record: splits it into its values by all options, undoes quotes and escapes, and says where
// the next record begins. Takes a character at a time; decode.hpp comes here with what its fast way cannot take.
//
// Quotes are read as Spark's parser reads them. A quote that is neither escaped nor followed by a delimiter (blanks may
// stand between) makes the value end at the next delimiter and keep its quotes. A quote that is never closed ends with the
// record, and its value loses the opening quote.
#pragma once

#include <sluice/formats/csv/marks.hpp>
#include <sluice/formats/csv/options.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::csv::detail {

[[nodiscard]] constexpr bool is_blank(char character) noexcept { return static_cast<unsigned char>(character) <= ' '; }

/// One value of a record: in the text itself, or unescaped in the splitter's memory.
struct token {
  std::size_t first;
  std::size_t size;
  bool copied;
  bool quoted;
};

/// Splits records. Keeps the values of the last one; allocates only until its memory has grown.
class splitter {
 public:
  explicit splitter(options const& how)
      : delimiter_(how.delimiter), line_sep_(how.line_sep), quote_(how.quote), escape_(how.escape), escape_of_escape_(how.escape_of_escape()),
        trim_leading_(how.ignore_leading_white_space), trim_trailing_(how.ignore_trailing_white_space), multi_line_(how.multi_line),
        max_columns_(static_cast<std::size_t>(how.max_columns)),
        max_size_(how.max_chars_per_column < 0 ? static_cast<std::size_t>(-1) : static_cast<std::size_t>(how.max_chars_per_column)) {}

  /// Splits a text that is one record as a whole; line ends in it are part of the values.
  void split_alone(std::string_view text) {
    alone_ = true;
    static_cast<void>(split(text.data(), text.data() + text.size(), true));
    alone_ = false;
  }

  /// Splits the record that begins at `first`. False if it may go on behind `end`, which it cannot when it is the `last` text.
  [[nodiscard]] bool split(char const* first, char const* end, bool last) {
    record_ = first;
    last_ = last;
    limit_ = end;
    tokens_.clear();
    unescaped_.clear();
    too_many_ = too_long_ = false;
    if (!multi_line_ && !alone_) {
      char const* line_end = first;
      while (line_end < end && newline_at(line_end, end) == 0) ++line_end;
      if (line_end == end && !last) return false;
      limit_ = line_end;
    }
    char const* at = first;
    for (;;) {
      if (!take_value(at)) return false;
      if (ends_record(at)) break;
      at += delimiter_.size();
    }
    if (multi_line_ && at == end && !last) return false;
    record_end_ = at;
    std::size_t const newline = at < end ? newline_at(at, end) : 0;
    if (newline == need_more) return false;
    next_ = at + newline;
    unescaped_.append(padding, '\0');  // so that values in it can be read in blocks too
    return true;
  }

  [[nodiscard]] std::size_t size() const noexcept { return tokens_.size(); }
  /// A value; lasts until the next record. Readable for `padding` bytes behind its end if the text is.
  [[nodiscard]] std::string_view text(std::size_t index) const noexcept {
    token const& one = tokens_[index];
    return {(one.copied ? unescaped_.data() : record_) + one.first, one.size};
  }
  [[nodiscard]] bool quoted(std::size_t index) const noexcept { return tokens_[index].quoted; }

  /// The record without its line end, and where the next one begins.
  [[nodiscard]] std::string_view record() const noexcept { return {record_, static_cast<std::size_t>(record_end_ - record_)}; }
  [[nodiscard]] char const* next() const noexcept { return next_; }
  /// Whether the record is beyond a limit: it has more than max_columns values, of which those are left out, or one is too long.
  [[nodiscard]] bool too_many() const noexcept { return too_many_; }
  [[nodiscard]] bool too_long() const noexcept { return too_long_; }

  /// Size of the line end at a place: 0 if none is there, `need_more` if that depends on bytes that are not there yet.
  static constexpr std::size_t need_more = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t newline_at(char const* at, char const* end) const noexcept {
    if (line_sep_.empty()) {
      if (*at == '\n') return 1;
      if (*at != '\r') return 0;
      if (at + 1 == end) return last_ ? 1 : need_more;
      return at[1] == '\n' ? 2 : 1;
    }
    if (*at != line_sep_.front()) return 0;
    if (line_sep_.size() == 1) return 1;
    if (at + 1 == end) return last_ ? 0 : need_more;
    return at[1] == line_sep_.back() ? 2 : 0;
  }

  /// For callers of `newline_at` before the first record.
  void set_last(bool last) noexcept { last_ = last; }

 private:
  [[nodiscard]] bool ends_record(char const* at) const noexcept {
    return at == limit_ || (multi_line_ && !alone_ && newline_at(at, limit_) != 0);
  }
  [[nodiscard]] bool is_delimiter(char const* at) const noexcept {
    return *at == delimiter_.front() && static_cast<std::size_t>(limit_ - at) >= delimiter_.size() &&
           (delimiter_.size() == 1 || std::string_view{at, delimiter_.size()} == delimiter_);
  }
  [[nodiscard]] bool ends_value(char const* at) const noexcept { return ends_record(at) || is_delimiter(at); }

  [[nodiscard]] bool take_value(char const*& at) {
    if (trim_leading_)
      while (!ends_value(at) && is_blank(*at)) ++at;
    if (quote_ != '\0' && at < limit_ && *at == quote_) return take_quoted(at);
    char const* const first = at;
    while (!ends_value(at)) ++at;
    char const* end = at;
    if (trim_trailing_)
      while (end > first && is_blank(end[-1])) --end;
    add({static_cast<std::size_t>(first - record_), static_cast<std::size_t>(end - first), false, false});
    return true;
  }

  [[nodiscard]] bool take_quoted(char const*& at) {
    std::size_t const first = unescaped_.size();
    unescaped_ += quote_;  // kept if the value turns out not to be properly quoted
    ++at;
    while (at < limit_) {
      bool const has_next = at + 1 < limit_;
      if (escape_of_escape_ != '\0' && *at == escape_of_escape_ && has_next && at[1] == escape_) {
        unescaped_ += escape_;
        at += 2;
      } else if (escape_ != '\0' && *at == escape_ && has_next && at[1] == quote_) {
        unescaped_ += quote_;
        at += 2;
      } else if (*at == quote_) {
        if (multi_line_ && !has_next && !last_) return false;
        return close_quoted(at, first);
      } else {
        unescaped_ += *at++;
      }
    }
    if (multi_line_ && !last_) return false;
    add({first + 1, unescaped_.size() - first - 1, true, true});
    return true;
  }

  // At a quote that is not escaped. Of several before a delimiter all but one belong to the value.
  [[nodiscard]] bool close_quoted(char const*& at, std::size_t first) {
    char const* after = at;
    while (after < limit_ && *after == quote_) unescaped_ += *after++;
    char const* blank = after;
    while (!ends_value(blank) && is_blank(*blank)) ++blank;
    if (multi_line_ && blank == limit_ && !last_) return false;
    if (ends_value(blank)) {
      unescaped_.pop_back();
      at = blank;
      add({first + 1, unescaped_.size() - first - 1, true, true});
      return true;
    }
    at = after;
    while (!ends_value(at)) unescaped_ += *at++;
    if (trim_trailing_)
      while (is_blank(unescaped_.back())) unescaped_.pop_back();
    add({first, unescaped_.size() - first, true, false});
    return true;
  }

  void add(token one) {
    too_long_ = too_long_ || one.size > max_size_;
    too_many_ = tokens_.size() == max_columns_;
    if (!too_many_) tokens_.push_back(one);
  }

  std::string delimiter_;
  std::string line_sep_;
  char quote_;
  char escape_;
  char escape_of_escape_;
  bool trim_leading_;
  bool trim_trailing_;
  bool multi_line_;
  std::size_t max_columns_;
  std::size_t max_size_;

  bool last_ = false;
  bool alone_ = false;
  char const* record_ = nullptr;
  char const* limit_ = nullptr;
  char const* record_end_ = nullptr;
  char const* next_ = nullptr;
  std::vector<token> tokens_;
  std::string unescaped_;
  bool too_many_ = false;
  bool too_long_ = false;
};

}  // namespace sluice::csv::detail
