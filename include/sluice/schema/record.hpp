// SPDX-License-Identifier: Apache-2.0
// Users' structs as records. `SLUICE_RECORD(order, customer, amount)` beside the struct lists its columns; nothing is
// added to the struct itself, and a record is read through member pointers, which cost nothing.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/schema/columns.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace sluice {

/// A record's field: its column name and the member that holds it.
template <fixed_string Name, auto Member>
struct field;

template <fixed_string Name, class Record, class Type, Type Record::*Member>
struct field<Name, Member> {
  static constexpr auto name = Name;
  static constexpr auto member = Member;
  using type = Type;
};

/// The fields of a record, in column order.
template <class... Fields>
struct field_list {
  static constexpr std::size_t size = sizeof...(Fields);
  using schema = sluice::schema<column<Fields::name, owned_t<typename Fields::type>>...>;
  template <std::size_t Index>
  using at = nth_type<Index, Fields...>;
};

/// The way in for structs that are described elsewhere (Boost.Hana): specialise it with a `fields` alias.
template <class Record>
struct record_traits {};

namespace detail {

template <class Record>
concept has_record_macro = requires { sluice_fields(std::type_identity<Record>{}); };
template <class Record>
concept has_record_traits = requires { typename record_traits<Record>::fields; };

template <class Record>
consteval auto find_fields() {
  if constexpr (has_record_macro<Record>) {
    return sluice_fields(std::type_identity<Record>{});
  } else {
    return typename record_traits<Record>::fields{};
  }
}

}  // namespace detail

/// A struct whose columns are known: by SLUICE_RECORD, or by a specialisation of `record_traits`.
template <class Type>
concept record = std::is_class_v<Type> && (detail::has_record_macro<Type> || detail::has_record_traits<Type>);

/// The fields of a record.
template <record Record>
using fields_of = decltype(detail::find_fields<Record>());

}  // namespace sluice

#define SLUICE_DETAIL_PARENS ()
#define SLUICE_DETAIL_EXPAND(...) \
  SLUICE_DETAIL_EXPAND4(SLUICE_DETAIL_EXPAND4(SLUICE_DETAIL_EXPAND4(SLUICE_DETAIL_EXPAND4(__VA_ARGS__))))
#define SLUICE_DETAIL_EXPAND4(...) \
  SLUICE_DETAIL_EXPAND3(SLUICE_DETAIL_EXPAND3(SLUICE_DETAIL_EXPAND3(SLUICE_DETAIL_EXPAND3(__VA_ARGS__))))
#define SLUICE_DETAIL_EXPAND3(...) \
  SLUICE_DETAIL_EXPAND2(SLUICE_DETAIL_EXPAND2(SLUICE_DETAIL_EXPAND2(SLUICE_DETAIL_EXPAND2(__VA_ARGS__))))
#define SLUICE_DETAIL_EXPAND2(...) \
  SLUICE_DETAIL_EXPAND1(SLUICE_DETAIL_EXPAND1(SLUICE_DETAIL_EXPAND1(SLUICE_DETAIL_EXPAND1(__VA_ARGS__))))
#define SLUICE_DETAIL_EXPAND1(...) __VA_ARGS__
#define SLUICE_DETAIL_FIELDS(Record, Field, ...)  \
  ::sluice::field<#Field, &Record::Field> __VA_OPT__( \
      , SLUICE_DETAIL_FIELDS_AGAIN SLUICE_DETAIL_PARENS(Record, __VA_ARGS__))
#define SLUICE_DETAIL_FIELDS_AGAIN() SLUICE_DETAIL_FIELDS

/// Makes a struct a record: `SLUICE_RECORD(order, customer, amount, event_time)`. Stands at namespace scope, in the
/// struct's own namespace, after it. Up to 340 fields; each must be a public data member. Types a column may have:
/// integers, floating point, bool, enums, std::string, std::string_view, bytes, timestamp, date, std::vector, std::map,
/// other records, and std::optional of these for a column that may be NULL.
#define SLUICE_RECORD(Record, ...)                                                                \
  [[maybe_unused]] consteval auto sluice_fields(::std::type_identity<Record>) {                   \
    return ::sluice::field_list<SLUICE_DETAIL_EXPAND(SLUICE_DETAIL_FIELDS(Record, __VA_ARGS__))>{}; \
  }                                                                                               \
  static_assert(true)
