// SPDX-License-Identifier: Apache-2.0
// From a row that flows to one that can be kept.
#pragma once

#include <sluice/schema/row.hpp>

#include <type_traits>

namespace sluice {

namespace detail {

template <class Kept, class Row>
struct row_keeper;
template <class Fields>
struct record_keeper;

/// An owned value of a flowing one: texts are copied, nested rows kept cell by cell.
template <class Kept, class Value>
[[nodiscard]] Kept keep_value(Value const& value) {
  if constexpr (std::is_same_v<Kept, Value>) {
    return value;
  } else if constexpr (is_row<Kept>) {
    return row_keeper<Kept, Value>::keep(value);
  } else if constexpr (record<Kept> && row_like<Value>) {
    Kept kept{};
    record_keeper<fields_of<Kept>>::keep(kept, value);
    return kept;
  } else if constexpr (is_nullable<Kept> && is_nullable<Value>) {
    return value ? Kept{keep_value<non_null_t<Kept>>(*value)} : Kept{};
  } else if constexpr (is_nullable<Kept>) {
    return Kept{keep_value<non_null_t<Kept>>(value)};
  } else {
    return Kept(value);
  }
}

template <class... Fields>
struct record_keeper<field_list<Fields...>> {
  template <class Kept, class Row>
  static void keep(Kept& kept, Row const& source) {
    ((kept.*Fields::member = keep_value<typename Fields::type>(get<Fields::name>(source))), ...);
  }
};

template <class... Cells, class Row>
struct row_keeper<row<Cells...>, Row> {
  static row<Cells...> keep(Row const& source) {
    return row<Cells...>{{keep_value<typename Cells::type>(get<Cells::name>(source))}...};
  }
};

/// The kept form of a row: a record as it is, else cell by cell.
template <class Kept, class Row>
[[nodiscard]] Kept keep_row(Row const& source) {
  return keep_value<Kept>(source);
}

}  // namespace detail

}  // namespace sluice
