// SPDX-License-Identifier: Apache-2.0
// From a row to a struct of the user's, field by field by name.
#pragma once

#include <sluice/schema/keep_row.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>

#include <cstddef>
#include <limits>
#include <type_traits>

namespace sluice {

namespace detail {

/// Whether every number of one type is one of the other, as Spark's upcast sees it: integers into wider ones and into floating point.
template <class From, class To>
consteval bool number_fits() {
  if constexpr (std::is_floating_point_v<To>) {
    return !std::is_floating_point_v<From> || std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits;
  } else if constexpr (std::is_floating_point_v<From>) {
    return false;
  } else {
    return std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits &&
           (std::is_signed_v<To> || std::is_unsigned_v<From>);
  }
}

template <class Schema, class Fields>
struct fields_filled;

}  // namespace detail

/// Whether a column of `From` may fill a field of `To` (both in either shape): the same type, a wider number, a nullable field from a plain
/// column, or a record from a nested row all of whose columns fit.
template <class From, class To>
[[nodiscard]] consteval bool fills_field() {
  if constexpr (std::same_as<owned_t<From>, owned_t<To>>) return true;
  else if constexpr (is_nullable<To>) return fills_field<non_null_t<From>, non_null_t<To>>();
  else if constexpr (is_nullable<From>) return false;
  else if constexpr (numeric_type<From> && numeric_type<To>) return detail::number_fits<From, To>();
  else if constexpr (row_like<From> && record<To>) return detail::fields_filled<schema_of<From>, fields_of<To>>::value;
  else return false;
}

/// The first field of a record that a schema cannot fill; `npos` if it can fill all.
template <class Schema, record Record>
[[nodiscard]] consteval std::size_t first_unfilled_field() {
  return detail::fields_filled<Schema, fields_of<Record>>::first_unfilled;
}

namespace detail {

template <class Schema, class Fields>
struct fields_filled;
template <class Schema, class... Fields>
struct fields_filled<Schema, field_list<Fields...>> {
  template <class Field>
  static consteval bool filled() {
    constexpr std::size_t index = Schema::index_of(Field::name.view());
    if constexpr (index == npos) return false;
    else return fills_field<typename Schema::template at<index>::type, typename Field::type>();
  }
  static consteval std::size_t find() {
    std::size_t index = 0;
    bool const all = (true && ... && (filled<Fields>() ? (++index, true) : false));
    return all ? npos : index;
  }
  static constexpr std::size_t first_unfilled = find();
  static constexpr bool value = first_unfilled == npos;
};

}  // namespace detail

/// `source` as a `Record`: each field from the column of its name. Numbers may widen, and a plain value may fill a nullable field. A field
/// whose type is a view points into the row.
template <record Record, row_like Row>
[[nodiscard]] Record to_record(Row const& source) {
  return detail::keep_row<Record>(source);
}

}  // namespace sluice
