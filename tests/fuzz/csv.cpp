// SPDX-License-Identifier: Apache-2.0
// Any bytes as CSV. The first three choose options and cut points, the rest is the text. Held to be true:
// - the fast way in pieces comes to what the exact way makes of the whole text;
// - of columns that may be NULL, those that are wanted alone have the values they have among all;
// - rows that are written and read again are the same.
#include <sluice/formats/csv/decode.hpp>
#include <sluice/formats/csv/encode.hpp>

#include "support/check.hpp"

#include <sluice/base/time.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace csv = sluice::csv;

struct order {
  std::string customer;
  double amount;
  std::int32_t items;
  sluice::timestamp at;
};
SLUICE_RECORD(order, customer, amount, items, at);

struct loose {
  std::optional<std::string> name;
  std::optional<double> size;
  std::optional<std::uint8_t> small;
  std::optional<bool> flag;
  std::optional<sluice::date> day;
};
SLUICE_RECORD(loose, name, size, small, flag, day);

struct texts {
  std::optional<std::string> a;
  std::optional<std::string> b;
};
SLUICE_RECORD(texts, a, b);

template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};

/// Everything a decoder hands out, as text.
struct notes {
  std::vector<std::string> lines;
  std::vector<texts> rows;

  template <class Row>
  void row(Row const& row) {
    lines.emplace_back();
    sluice::append_cell_text(lines.back(), row);
    if constexpr (Row::schema::index_of("b") != sluice::npos)
      rows.push_back({std::optional<std::string>{row.template get<"a">()}, std::optional<std::string>{row.template get<"b">()}});
  }
  template <class Row>
  void malformed(Row const& row, csv::problem const& problem, std::string_view text) {
    this->row(row);
    lines.back() += "!" + std::string{problem.column} + std::string{problem.reason} + std::string{text};
  }
  void rejected(csv::problem const& problem, std::string_view text) {
    lines.push_back("-" + std::string{problem.column} + std::string{problem.reason} + std::string{text});
  }
};

/// Reads a text in pieces, each in memory of its own size, so that reading too far is seen.
template <class Record, class Want, csv::strategy Strategy>
notes read(csv::options const& how, std::string_view text, std::size_t piece) {
  csv::decoder<Record, Want, Strategy> decoder{how};
  notes sink;
  std::vector<char> buffer;
  for (std::size_t first = 0;; first += piece) {
    bool const last = text.size() - first <= piece;
    std::string_view const next = text.substr(first, piece);
    std::vector<char> grown(buffer.size() + next.size() + csv::padding, '"');
    std::copy(buffer.begin(), buffer.end(), grown.begin());
    std::copy(next.begin(), next.end(), grown.begin() + static_cast<std::ptrdiff_t>(buffer.size()));
    std::size_t const size = buffer.size() + next.size();
    std::size_t const done = decoder.read({grown.data(), size}, last, sink);
    fuzz::check(done <= size, "more was done than there is");
    fuzz::check(!last || done == size, "something was left behind");
    if (last) return sink;
    buffer.assign(grown.data() + done, grown.data() + size);
  }
}

template <class Record, class Want>
void compare(csv::options const& how, std::string_view text, std::size_t piece) {
  auto const exact = read<Record, Want, csv::strategy::exact>(how, text, text.size() + 1);
  fuzz::check(read<Record, Want, csv::strategy::fast>(how, text, text.size() + 1).lines == exact.lines, "the fast way differs");
  fuzz::check(read<Record, Want, csv::strategy::fast>(how, text, piece).lines == exact.lines, "pieces differ");
}

/// The values of one column.
template <sluice::fixed_string Name>
struct column {
  std::vector<std::string> values;

  template <class Row>
  void row(Row const& row) {
    values.emplace_back();
    sluice::append_cell_text(values.back(), row.template get<Name>());
  }
  template <class Row>
  void malformed(Row const& found, csv::problem const&, std::string_view) {
    row(found);
  }
  void rejected(csv::problem const&, std::string_view) {}
};

template <class Want, sluice::fixed_string Name>
std::vector<std::string> values_of(csv::options const& how, std::string_view text) {
  csv::decoder<loose, Want> decoder{how};
  column<Name> sink;
  std::string padded{text};
  padded.append(csv::padding, '\0');
  static_cast<void>(decoder.read({padded.data(), text.size()}, true, sink));
  return sink.values;
}

template <sluice::fixed_string Name>
void compare_column(csv::options const& how, std::string_view text) {
  fuzz::check(values_of<want<Name>, Name>(how, text) == values_of<sluice::want_everything, Name>(how, text), "a column alone differs");
}

/// Rows of texts, written with blanks kept and NULL told from the empty text, and read again.
void write_and_read(csv::options how, std::string_view text) {
  csv::write_options out{.delimiter = how.delimiter, .escape = how.escape, .null_value = "\x01", .ignore_leading_white_space = false,
                         .ignore_trailing_white_space = false};
  auto const rows = read<texts, sluice::want_everything, csv::strategy::exact>(how, text, text.size() + 1).rows;
  csv::options const in{.delimiter = how.delimiter, .escape = how.escape, .null_value = "\x01", .multi_line = true};
  csv::encoder encoder{out};
  csv::decoder<texts> decoder{in};
  for (texts const& row : rows) {
    if (row.a == "\x01" || row.b == "\x01") continue;
    std::string line;
    encoder.append_record(line, row);
    fuzz::check(decoder.decode(line) == csv::verdict::ok, "what was written is malformed");
    fuzz::check(decoder.row().get<"a">() == row.a && decoder.row().get<"b">() == row.b, "what was written is another row");
  }
}

csv::options options_of(std::uint8_t a, std::uint8_t b) {
  csv::options how;
  constexpr std::string_view delimiters[] = {",", ";", "\t", ";;"};
  how.delimiter = delimiters[a & 3];
  how.escape = (a & 4) != 0 ? '"' : '\\';
  how.multi_line = (a & 8) != 0;
  how.comment = (a & 16) != 0 ? '#' : '\0';
  how.header = (a & 32) != 0;
  how.line_sep = (a & 64) != 0 ? "\n" : "";
  how.null_value = (a & 128) != 0 ? "1" : "";
  how.ignore_leading_white_space = (b & 1) != 0;
  how.ignore_trailing_white_space = (b & 2) != 0;
  how.quote = (b & 4) != 0 ? '\0' : '"';
  how.max_chars_per_column = (b & 8) != 0 ? 4 : -1;
  how.max_columns = (b & 16) != 0 ? 6 : 20'480;
  how.empty_value = (b & 32) != 0 ? "e" : "";
  how.date_format = (b & 64) != 0 ? "d.M.yyyy[ HH:mm]" : "";
  if ((b & 128) != 0) {
    how.header = true;
    how.enforce_schema = false;
    how.max_columns = 20'480;
  }
  return how;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 3) return 0;
  csv::options const how = options_of(data[0], data[1]);
  std::size_t const piece = data[2] + std::size_t{1};
  std::string text;
  if (!how.enforce_schema)  // a header with all columns, in none of the records' orders
    for (auto const* name : {"items", "day", "b", "flag", "customer", "name", "amount", "small", "a", "size", "at"})
      text += name + (std::string_view{name} == "at" ? "\n" : how.delimiter);
  text.append(reinterpret_cast<char const*>(data) + 3, size - 3);
  compare<order, sluice::want_everything>(how, text, piece);
  compare<loose, sluice::want_everything>(how, text, piece);
  compare<order, want<"items">>(how, text, piece);
  if (how.max_chars_per_column < 0 && how.max_columns > 6) {
    compare_column<"name">(how, text);
    compare_column<"day">(how, text);
  }
  if (how.quote != '\0') write_and_read(how, text);
  return 0;
}
