// SPDX-License-Identifier: Apache-2.0
// Files of text, a row for each line: `read_stream(text::files{.path = "/var/log/app"})` (semantics 16.3).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/reader.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/schema/record.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sluice::text {

/// A line of text, or a whole file.
struct line {
  std::string_view value;
};
SLUICE_RECORD(line, value);

namespace detail {

/// Where the line that begins at `at` ends, and how long its end is; 0 if the end does not stand in the text.
struct line_end {
  char const* at;
  std::size_t size;
};

/// The next \n, \r\n or \r. `last`: nothing follows the text, so that a \r at its end is no half of a \r\n.
[[nodiscard]] inline line_end find_line_end(char const* at, char const* end, bool last) {
  auto const* newline = static_cast<char const*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
  char const* const limit = newline == nullptr ? end : newline;
  auto const* const lone = static_cast<char const*>(std::memchr(at, '\r', static_cast<std::size_t>(limit - at)));
  if (lone == nullptr) return {limit, newline == nullptr ? 0U : 1U};
  if (lone + 1 == newline) return {lone, 2};
  if (lone + 1 == end && !last) return {end, 0};
  return {lone, 1};
}

/// The next separator.
[[nodiscard]] inline line_end find_separator(char const* at, char const* end, std::string_view separator) {
  std::string_view const text{at, static_cast<std::size_t>(end - at)};
  auto const found = text.find(separator);
  return found == std::string_view::npos ? line_end{end, 0} : line_end{at + found, separator.size()};
}

/// Cuts a piece of a file into lines: calls `take(line)` for each that ends in the piece, and returns how many bytes those are. What stands
/// behind the end of the last line of a file is a line if it is not empty.
template <class Take>
std::size_t take_lines(std::string_view piece, bool last, std::string_view separator, Take&& take) {
  char const* at = piece.data();
  char const* const end = at + piece.size();
  while (at < end) {
    line_end const stop = separator.empty() ? find_line_end(at, end, last) : find_separator(at, end, separator);
    if (stop.size == 0 && !last) break;
    take(std::string_view{at, static_cast<std::size_t>(stop.at - at)});
    at = stop.at + stop.size;
  }
  return static_cast<std::size_t>(at - piece.data());
}

/// Text as a format of files, see connectors/files/reader.hpp.
struct file_format {
  static constexpr std::string_view name = "text";

  bool whole_text = false;
  std::string line_sep;

  template <class Record, class Want>
  class decoding {
   public:
    explicit decoding(file_format const& format) : whole_text_(format.whole_text), line_sep_(format.line_sep) {}

    template <class Sink>
    void read(sluice::files::file_input& input, Sink& sink) {
      if (whole_text_) give_line<Sink>{&sink}(without_mark(input.whole()));
      else input.pieces(take_piece<Sink>{line_sep_, give_line<Sink>{&sink}});
    }

   private:
    template <class Sink>
    struct give_line {
      Sink* sink;
      void operator()(std::string_view text) const {
        if constexpr (Want::value.wants("value")) sink->row(row<cell<"value", std::string_view>>{{text}});
        else sink->row(row<>{});
      }
    };
    template <class Sink>
    struct take_piece {
      std::string_view line_sep;
      give_line<Sink> give;
      bool begun = false;

      std::size_t operator()(std::string_view piece, bool is_last) {
        auto const text = begun ? piece : without_mark(piece);
        begun = true;
        return piece.size() - text.size() + take_lines(text, is_last, line_sep, give);
      }
    };
    /// Text editors may put a byte order mark in front.
    [[nodiscard]] static std::string_view without_mark(std::string_view text) {
      if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      return text;
    }

    bool whole_text_;
    std::string line_sep_;
  };
};

template <class Schema>
inline constexpr bool is_value_alone = false;
template <class Type>
inline constexpr bool is_value_alone<schema<column<"value", Type>>> = text_type<Type>;

}  // namespace detail

/// Files of text as a stream of the files that appear, or all of them once. `Record` has a text column `value`, and may have those that folders
/// give (`Partitions`, files::partitioned_by) and a files::metadata. `text::files` is the one of lines alone.
template <record Record, class Partitions = sluice::files::no_partitions>
struct files_of {
  std::string path;                           ///< a folder, a file, or a pattern as Hadoop has them: "/logs/*/app-{a,b}"
  bool whole_text = false;                    ///< a row is a file
  std::string line_sep{};                     ///< what ends a line; empty: any of \n, \r\n, \r
  std::string glob_filter{};                  ///< this and the following as in csv::files
  bool recursive = false;
  sluice::files::compression compression = sluice::files::compression::by_suffix;
  bool ignore_missing_files = false;
  bool ignore_corrupt_files = false;
  sluice::files::watch watch{};

  using record_type = Record;
  using columns = sluice::files::file_columns<Record, Partitions, false>;
  static constexpr bool readable_once = true;

  static_assert(Partitions::template all_in<schema_of<Record>>, "partitioned_by names a column that the record has not");
  static_assert(Partitions::have_form(schema_of<Record>{}), "a folder's name has no form for arrays, maps and records");
  static_assert(detail::is_value_alone<schema_of<typename columns::data_record>>,
                "files of text have one column, value, of type std::string: the others must be named in partitioned_by, or be files::metadata");

  /// Throws option_error for options that cannot work.
  void check() const { sluice::files::options_of(*this).check(); }
  /// Opens a reader. Throws option_error as `check`, checkpoint_error for a damaged log.
  [[nodiscard]] sluice::files::reader<detail::file_format, columns> open(source_context const& context) const {
    check();
    return {{whole_text, line_sep}, sluice::files::options_of(*this), parse_mode::permissive, context};
  }
  /// Reads all files once, by path; returns the number of rows.
  template <class Want, class Receiver>
  std::uint64_t read_once(reject_log& rejects, Receiver& receiver) const {
    check();
    return sluice::files::read_files<columns, Want>(detail::file_format{whole_text, line_sep}, sluice::files::options_of(*this),
                                                    parse_mode::permissive, rejects, receiver);
  }
};

/// Files of text, a row `value` for each line.
using files = files_of<line>;

}  // namespace sluice::text
