// SPDX-License-Identifier: Apache-2.0
// The row a text (JSON, CSV) is decoded into: of a record's fields those that are wanted, texts and bytes as views, nested
// records as nested rows of their wanted fields. Also how a field of a row or of a record is reached for writing.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace sluice {

/// The set of all fields. A set is any type whose constant `value` has `wants(name)` and `below(name)`, as the sets of
/// contract/needs.hpp have, which come from a query's plan.
struct want_everything {
  struct set {
    [[nodiscard]] constexpr bool wants(std::string_view) const noexcept { return true; }
    [[nodiscard]] constexpr set below(std::string_view) const noexcept { return {}; }
  };
  static constexpr set value{};
};

namespace detail {

template <class Want, fixed_string Name>
struct want_inside {
  static constexpr auto value = Want::value.below(Name.view());
};

template <class Record, class Want>
struct wanted_row;

/// What a column of `Type` is decoded into. Arrays and maps are kept as they are declared, and always whole.
template <class Type, class Want>
struct wanted_value {
  using type = Type;
};
template <text_type Type, class Want>
struct wanted_value<Type, Want> {
  using type = std::string_view;
};
template <binary_type Type, class Want>
struct wanted_value<Type, Want> {
  using type = bytes_view;
};
template <record Type, class Want>
struct wanted_value<Type, Want> : wanted_row<Type, Want> {};
template <class Type, class Want>
struct wanted_value<std::optional<Type>, Want> {
  using type = std::optional<typename wanted_value<Type, Want>::type>;
};

template <class Field, class Want, bool Wanted = Want::value.wants(Field::name.view())>
struct wanted_cells {
  using type = type_list<>;
};
template <class Field, class Want>
struct wanted_cells<Field, Want, true> {
  using below = want_inside<Want, Field::name>;
  using type = type_list<cell<Field::name, typename wanted_value<typename Field::type, below>::type>>;
};

template <class Cells>
struct row_of_cells;
template <class... Cells>
struct row_of_cells<type_list<Cells...>> {
  using type = row<Cells...>;
};

template <class Fields, class Want>
struct wanted_row_of_fields;
template <class... Fields, class Want>
struct wanted_row_of_fields<field_list<Fields...>, Want>
    : row_of_cells<concat_t<typename wanted_cells<Fields, Want>::type...>> {};

template <class Record, class Want>
struct wanted_row : wanted_row_of_fields<fields_of<Record>, Want> {};

/// A field of a target: its name, its type, and how to reach it.
template <class Cell>
struct cell_slot {
  static constexpr auto name = Cell::name;
  using type = typename Cell::type;
  template <class Row>
  static type& of(Row& target) {
    return static_cast<Cell&>(target).value;
  }
};
template <class Field>
struct field_slot {
  static constexpr auto name = Field::name;
  using type = typename Field::type;
  template <class Record>
  static type& of(Record& target) {
    return target.*Field::member;
  }
};

template <class Fields>
struct slots_of_fields;
template <class... Fields>
struct slots_of_fields<field_list<Fields...>> {
  using type = type_list<field_slot<Fields>...>;
};
template <class Target>
struct slots {
  using type = typename slots_of_fields<fields_of<Target>>::type;
};
template <class... Cells>
struct slots<row<Cells...>> {
  using type = type_list<cell_slot<Cells>...>;
};

}  // namespace detail

/// The row of the wanted fields of a record, in the record's order.
template <record Record, class Want>
using wanted_row_t = typename detail::wanted_row<Record, Want>::type;

/// The fields of a row or record as a `type_list` of slots.
template <row_like Target>
using slots_of = typename detail::slots<Target>::type;

}  // namespace sluice
