// SPDX-License-Identifier: Apache-2.0
// The rows a query makes: named cells side by side. A cell may hold a value, a view or a reference to a row below, so
// a projection copies nothing; `owned_t` of a row type keeps everything.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/types.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// One named value of a row. `Type` may be a reference.
template <fixed_string Name, class Type>
struct cell {
  static constexpr auto name = Name;
  using type = Type;
  Type value;
};

namespace detail {

template <fixed_string Name, class Type>
constexpr cell<Name, Type> const& find_cell(cell<Name, Type> const& found) {
  return found;
}

}  // namespace detail

/// A row of named cells: `row.get<"total">()`. An aggregate; cells are given in order.
template <class... Cells>
struct row : Cells... {
  static constexpr std::size_t size = sizeof...(Cells);
  using schema = sluice::schema<column<Cells::name, owned_t<typename Cells::type>>...>;

  /// The cell called `Name`. Does not compile for a name the row has not.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto const& get() const {
    static_assert(schema::index_of(Name.view()) != npos, "the row has no column of that name");
    return detail::find_cell<Name>(*this).value;
  }

  friend constexpr bool operator==(row const& left, row const& right) {
    return (true && ... && (static_cast<Cells const&>(left).value == static_cast<Cells const&>(right).value));
  }
};

template <class Type>
inline constexpr bool is_row = false;
template <class... Cells>
inline constexpr bool is_row<row<Cells...>> = true;

template <class... Cells>
struct owned<row<Cells...>> {
  using type = row<cell<Cells::name, owned_t<typename Cells::type>>...>;
};

/// Whatever has columns: a record or a row.
template <class Type>
concept row_like = is_row<Type> || record<Type>;

namespace detail {

template <class Type>
struct find_schema;
template <class... Cells>
struct find_schema<row<Cells...>> {
  using type = typename row<Cells...>::schema;
};
template <record Record>
struct find_schema<Record> {
  using type = typename fields_of<Record>::schema;
};

}  // namespace detail

/// The schema of a record or row type. Columns of a record that are views count as their owned type.
template <row_like Type>
using schema_of = typename detail::find_schema<Type>::type;

/// Reads the column `Name` of a record or row, by reference.
template <fixed_string Name, row_like Row>
[[nodiscard]] constexpr auto const& get(Row const& source) {
  if constexpr (is_row<Row>) {
    return source.template get<Name>();
  } else {
    using fields = fields_of<Row>;
    constexpr std::size_t index = fields::schema::index_of(Name.view());
    static_assert(index != npos, "the record has no column of that name");
    return source.*(fields::template at<index>::member);
  }
}

/// The row type that owns a value of each column of a schema.
template <class Schema>
struct row_of;
template <class... Columns>
struct row_of<schema<Columns...>> {
  using type = row<cell<Columns::name, typename Columns::type>...>;
};
template <class Schema>
using row_of_t = typename row_of<Schema>::type;

}  // namespace sluice
