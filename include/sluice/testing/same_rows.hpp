// SPDX-License-Identifier: Apache-2.0
// Rows compared with what a test expects: `CHECK(testing::same_rows(out.rows(), {{"ann", 12.5}, {"bob", 3.0}}));`. The comparison is of cells as
// texts, so that NaN equals NaN, and a difference can be shown.
#pragma once

#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/testing/row_difference.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::testing {

/// Whether the order of rows counts. Rows of a batch have none, unless the query sorts them.
enum class row_order { exact, any };

/// What a comparison found: true if the rows are the same; else text() shows what is missing and what is too much.
class comparison {
 public:
  comparison() = default;
  explicit comparison(std::string difference) : same_(false), text_(std::move(difference)) {}

  explicit operator bool() const noexcept { return same_; }
  /// The rows, one a line: `=` where they agree, `-` expected and missing, `+` there and not expected. Empty if they agree.
  [[nodiscard]] std::string const& text() const noexcept { return text_; }

 private:
  bool same_ = true;
  std::string text_;
};

/// For test frameworks, which print what they check.
template <class Stream>
auto operator<<(Stream& out, comparison const& which) -> decltype(out << which.text()) {
  return out << (which ? "the same rows" : which.text());
}

namespace detail {

template <class Schema>
struct row_texts;
template <class... Columns>
struct row_texts<schema<Columns...>> {
  template <class Row>
  static std::vector<std::string> of(Row const& row) {
    std::vector<std::string> cells;
    cells.reserve(sizeof...(Columns));
    (append_cell_text(cells.emplace_back(), sluice::get<Columns::name>(row)), ...);
    return cells;
  }
};

template <class Row>
std::vector<std::string> cells_of(Row const& row) {
  if constexpr (row_like<Row>) return row_texts<schema_of<Row>>::of(row);
  else return row;
}

template <class Range>
text_rows texts_of(Range const& rows) {
  text_rows texts;
  for (auto const& row : rows) texts.push_back(cells_of(row));
  return texts;
}

}  // namespace detail

/// A row that can be compared: a record, a row of a query, or cells as texts.
template <class Row>
concept comparable_row = row_like<Row> || std::same_as<Row, std::vector<std::string>>;

/// Compares rows with those expected, cell by cell in column order. Without an order, every row must be there as often as expected. Quadratic in the number of rows
/// for an exact order that is not met.
template <comparable_row Row>
[[nodiscard]] comparison same_rows(std::vector<Row> const& actual, std::type_identity_t<std::vector<Row>> const& expected,
                                   row_order order = row_order::exact) {
  auto difference = row_difference(detail::texts_of(actual), detail::texts_of(expected), order == row_order::any);
  return difference.empty() ? comparison{} : comparison{std::move(difference)};
}

/// The same for rows of two kinds: the rows of a query with records, or with texts.
template <comparable_row Row, comparable_row Expected>
  requires(!std::same_as<Row, Expected>)
[[nodiscard]] comparison same_rows(std::vector<Row> const& actual, std::vector<Expected> const& expected,
                                   row_order order = row_order::exact) {
  auto difference = row_difference(detail::texts_of(actual), detail::texts_of(expected), order == row_order::any);
  return difference.empty() ? comparison{} : comparison{std::move(difference)};
}

}  // namespace sluice::testing
