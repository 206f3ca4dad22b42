// SPDX-License-Identifier: Apache-2.0
// Boost.Hana's structs and this library's records are each other's: a struct made known by BOOST_HANA_DEFINE_STRUCT or
// BOOST_HANA_ADAPT_STRUCT is a record, and a struct with SLUICE_RECORD is a Hana Struct, so hana::keys, hana::members
// and hana::for_each work on it. The description is converted once per type; queries never see Hana again, whose own
// lookups cost the compiler ten times as much.
//
// Include it before the first query over such a struct: whether a type is a record is decided once.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/schema/record.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/core/when.hpp>
#include <boost/hana/detail/struct_macros.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <char... Characters>
inline constexpr auto name_of_characters = [] {
  fixed_string<sizeof...(Characters) + 1> name;
  [[maybe_unused]] std::size_t i = 0;
  ((name.text[i++] = Characters), ...);
  return name;
}();

/// The field that one of Hana's accessors describes. Accessors that are functions (BOOST_HANA_ADAPT_ADT) describe none:
/// a record is read through its members.
template <class Accessor>
struct hana_field;
template <char... Characters, class Pointer, Pointer Member>
struct hana_field<
    boost::hana::pair<boost::hana::string<Characters...>, boost::hana::struct_detail::member_ptr<Pointer, Member>>> {
  using type = field<name_of_characters<Characters...>, Member>;
};

template <class Accessors>
struct hana_fields {};
template <class... Accessors>
  requires requires { typename type_list<typename hana_field<Accessors>::type...>; }
struct hana_fields<boost::hana::tuple<Accessors...>> {
  using fields = field_list<typename hana_field<Accessors>::type...>;
};

/// A struct that was described to Hana, not to this library. Asked in two steps, because Hana would look for its
/// description with the help of the second half of this file.
template <class Record>
concept only_hana_struct = !has_record_macro<Record> && boost::hana::Struct<Record>::value;

template <class Record>
concept only_sluice_record = has_record_macro<Record> && !requires { typename Record::hana_accessors_impl; };

template <class Name, std::size_t... Index>
consteval auto hana_string(std::index_sequence<Index...>) {
  return boost::hana::string_c<Name::name.text[Index]...>;
}

template <class... Fields>
consteval auto hana_accessors(field_list<Fields...>) {
  return boost::hana::make_tuple(boost::hana::make_pair(
      hana_string<Fields>(std::make_index_sequence<Fields::name.size()>{}),
      boost::hana::struct_detail::member_ptr<std::remove_cv_t<decltype(Fields::member)>, Fields::member>{})...);
}

}  // namespace detail

/// Every Hana Struct whose accessors are data members is a record, with Hana's names and order.
template <detail::only_hana_struct Record>
struct record_traits<Record>
    : detail::hana_fields<std::remove_cvref_t<decltype(boost::hana::accessors<Record>())>> {};

}  // namespace sluice

namespace boost::hana {

/// Every struct with SLUICE_RECORD is a Hana Struct, with its columns as members.
template <class Record>
struct accessors_impl<Record, when<::sluice::detail::only_sluice_record<Record>>> {
  static constexpr auto apply() { return ::sluice::detail::hana_accessors(::sluice::fields_of<Record>{}); }
};

}  // namespace boost::hana
