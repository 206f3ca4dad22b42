// SPDX-License-Identifier: Apache-2.0
// `as<revenue>()`: rows as a struct of the user's, field by field by name. Columns the struct has not are left out.
#pragma once

#include <sluice/operators/errors.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/schema/convert.hpp>
#include <sluice/schema/record.hpp>

#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// Whether a number type widens to another: an integer to one that holds all its values, any number to a wider floating point.
template <class From, class To>
consteval bool widens() {
  if constexpr (!numeric_type<From> || !numeric_type<To>) return false;
  else if constexpr (std::integral<From> && std::integral<To>)
    return std::in_range<To>(std::numeric_limits<From>::min()) && std::in_range<To>(std::numeric_limits<From>::max());
  else if constexpr (std::floating_point<From>)
    return std::floating_point<To> && std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits;
  else return true;
}

template <class From, class To>
inline constexpr bool assignable_field =
    (is_nullable<To> || !is_nullable<From>) && (std::same_as<owned_t<non_null_t<From>>, owned_t<non_null_t<To>>> ||
                                                widens<non_null_t<From>, non_null_t<To>>());

template <class Schema, class Field>
consteval auto field_verdict() {
  constexpr std::size_t index = Schema::index_of(Field::name.view());
  if constexpr (index == npos) {
    return plan_error::record_field_has_no_column<plan_error::column_named<Field::name>, Schema>{};
  } else {
    using from = typename Schema::template at<index>::type;
    if constexpr (assignable_field<from, typename Field::type>) return accepted{};
    else return plan_error::record_field_has_another_type<plan_error::column_named<Field::name>, from, typename Field::type>{};
  }
}

template <class Schema, class Fields>
struct record_verdict;
template <class Schema, class... Fields>
struct record_verdict<Schema, field_list<Fields...>> {
  using type = first_refusal_t<decltype(field_verdict<Schema, Fields>())...>;
};

template <class Fields>
consteval auto field_needs() {
  return []<class... Each>(field_list<Each...>) { return (no_columns | ... | one_column<Each::name>); }(Fields{});
}

/// The record's columns, with the event-time mark of the column they come from.
template <class Schema, class Fields>
struct record_schema;
template <class Schema, class... Fields>
struct record_schema<Schema, field_list<Fields...>> {
  template <class Field>
  static constexpr bool marked = Schema::template at<Schema::index_of(Field::name.view())>::event_time;
  using type = schema<column<Fields::name, owned_t<typename Fields::type>, marked<Fields>>...>;
};

}  // namespace detail

/// The fused step of `as`.
template <class Record, class Next>
struct as_record_step : linear_step<Next> {
  explicit as_record_step(Next then) : linear_step<Next>{std::move(then)} {}

  static constexpr auto needs = detail::field_needs<fields_of<Record>>();

  template <class Row>
  void push(Row const& row) {
    this->next.push(to_record<Record>(row));
  }
};

template <record Record>
struct as_record_operator : operator_base<as_record_operator<Record>> {
  static constexpr operator_kind kind = operator_kind::as_record;
  using row_type = Record;
  template <class Schema>
  using refusal = typename detail::record_verdict<Schema, fields_of<Record>>::type;
  template <class Schema>
  using output = typename detail::record_schema<Schema, fields_of<Record>>::type;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    return as_record_step<Record, Next>{std::move(next)};
  }
};

/// Rows as `Record`. Each field needs a column of its name and type; numbers may widen, and a plain column may fill a nullable field.
/// Costs a copy of the fields.
template <record Record>
[[nodiscard]] constexpr auto as() {
  return as_record_operator<Record>{};
}

}  // namespace sluice
