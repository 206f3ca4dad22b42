// SPDX-License-Identifier: Apache-2.0
// Maps made of other values: create_map, map_from_arrays, map_from_entries, map_concat, str_to_map. A key that is NULL or comes twice is an
// evaluation_error, as in Spark.
#pragma once

#include <sluice/expressions/functions/map_memory.hpp>
#include <sluice/expressions/split.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// The common type of every second type of a list.
template <class Sequence, std::size_t Offset, class... Types>
struct every_second;
template <std::size_t... Index, std::size_t Offset, class... Types>
struct every_second<std::index_sequence<Index...>, Offset, Types...> {
  using type = common_value_t<nth_type<2 * Index + Offset, Types...>...>;
};
template <std::size_t Offset, class... Types>
using every_second_t = typename every_second<std::make_index_sequence<sizeof...(Types) / 2>, Offset, Types...>::type;

/// A struct of two fields, whose names do not matter.
template <class Type>
consteval bool is_entry() {
  if constexpr (row_like<Type>) return schema_of<Type>::size == 2;
  else return false;
}
template <std::size_t Index, class Entry>
using field_t = typename schema_of<Entry>::template at<Index>::type;
template <std::size_t Index, class Entry>
[[nodiscard]] constexpr auto const& field_at(Entry const& entry) {
  return get<schema_of<Entry>::template at<Index>::name>(entry);
}

}  // namespace detail

struct create_map_function {
  [[no_unique_address]] detail::scratch memory;

  template <class... Types>
  static consteval auto find_type() {
    using key = detail::every_second_t<0, Types...>;
    using value = detail::every_second_t<1, Types...>;
    if constexpr (refused<key> || refused<value>) return std::type_identity<plan_error::elements_differ_in_type<"create_map", Types...>>{};
    else return detail::map_of<"create_map", key, value>();
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"map">(names...); }

  template <class... Values>
  [[nodiscard]] auto operator()(Values const&... values) const {
    auto& out = detail::emptied_map<type<owned_t<Values>...>>(memory);
    add_all(out, values...);
    return out.view();
  }

 private:
  template <class Memory, class Key, class Value, class... Rest>
  static void add_all(Memory& out, Key const& key, Value const& value, Rest const&... rest) {
    out.add("create_map", key, value);
    if constexpr (sizeof...(Rest) > 0) add_all(out, rest...);
  }
};

struct map_from_arrays_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Keys, class Values>
  static consteval auto find_type() {
    if constexpr (!is_array<Keys> || !is_array<Values>) return std::type_identity<plan_error::needs_an_array<"map_from_arrays", Keys, Values>>{};
    else return detail::map_of<"map_from_arrays", detail::element_t<Keys>, detail::element_t<Values>>();
  }
  template <class Keys, class Values>
  using type = typename decltype(find_type<Keys, Values>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"map_from_arrays">(names...); }

  template <class Keys, class Values>
  [[nodiscard]] auto operator()(Keys const& keys, Values const& values) const {
    std::size_t const size = detail::count_elements(keys);
    if (size != detail::count_elements(values))
      detail::throw_bad_key("map_from_arrays", "there must be as many keys as values", static_cast<std::int64_t>(size),
                            "give arrays of one size");
    auto& out = detail::emptied_map<type<owned_t<Keys>, owned_t<Values>>>(memory);
    auto value = values.begin();
    for (auto const& key : keys) out.add("map_from_arrays", key, *value++);
    return out.view();
  }
};

/// NULL if an entry is.
struct map_from_entries_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) {
      return std::type_identity<plan_error::needs_an_array<"map_from_entries", Array>>{};
    } else {
      using element = detail::element_t<Array>;
      if constexpr (!detail::is_entry<non_null_t<element>>())
        return std::type_identity<plan_error::no_such_operation<"map_from_entries", Array>>{};
      else return find_map<element, non_null_t<element>>();
    }
  }
  template <class Element, class Entry>
  static consteval auto find_map() {
    using made = typename decltype(detail::map_of<"map_from_entries", detail::field_t<0, Entry>, detail::field_t<1, Entry>>())::type;
    if constexpr (is_nullable<Element> && !refused<made>) return std::type_identity<std::optional<made>>{};
    else return std::type_identity<made>{};
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"map_from_entries">(argument); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    using made = type<owned_t<Array>>;
    using view = map_view<non_null_t<made>>;
    using result = std::conditional_t<is_nullable<made>, std::optional<view>, view>;
    if constexpr (is_nullable<made>) {
      for (auto const& entry : array)
        if (!entry) return result{};
    }
    auto& out = detail::emptied_map<non_null_t<made>>(memory);
    for (auto const& entry : array)
      out.add("map_from_entries", detail::field_at<0>(detail::unwrap(entry)), detail::field_at<1>(detail::unwrap(entry)));
    return result{out.view()};
  }
};

struct map_concat_function {
  [[no_unique_address]] detail::scratch memory;

  template <class... Maps>
  static consteval auto find_type() {
    if constexpr (!(true && ... && is_map<Maps>)) {
      return std::type_identity<plan_error::needs_a_map<"map_concat", Maps...>>{};
    } else {
      using key = detail::common_value_t<detail::key_t<Maps>...>;
      using value = detail::common_value_t<detail::mapped_t<Maps>...>;
      if constexpr (refused<key> || refused<value>) return std::type_identity<plan_error::elements_differ_in_type<"map_concat", Maps...>>{};
      else return detail::map_of<"map_concat", key, value>();
    }
  }
  template <class... Maps>
  using type = typename decltype(find_type<Maps...>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"map_concat">(names...); }

  template <class... Maps>
  [[nodiscard]] auto operator()(Maps const&... maps) const {
    auto& out = detail::emptied_map<type<owned_t<Maps>...>>(memory);
    (add_all(out, maps), ...);
    return out.view();
  }

 private:
  template <class Memory, class Map>
  static void add_all(Memory& out, Map const& map) {
    for (auto const& [key, value] : map) out.add("map_concat", key, value);
  }
};

struct str_to_map_function {
  [[no_unique_address]] detail::scratch memory;

  template <class... Texts>
  using type = std::conditional_t<(true && ... && text_type<Texts>), std::map<std::string, std::optional<std::string>>,
                                  plan_error::no_such_operation<"str_to_map", Texts...>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"str_to_map">(names...); }

  [[nodiscard]] auto operator()(std::string_view text, std::string_view between = ",", std::string_view behind_key = ":") const {
    auto& out = detail::emptied_map<std::map<std::string, std::optional<std::string>>>(memory);
    for (std::string_view const pair : split_view{text, between}) {
      std::size_t const end = behind_key.empty() ? std::string_view::npos : pair.find(behind_key);
      std::optional<std::string_view> value;
      if (end != std::string_view::npos) value = pair.substr(end + behind_key.size());
      out.add("str_to_map", pair.substr(0, end), value);
    }
    return out.view();
  }
};

/// A map of keys and values in turn: `create_map("a", col<"x">, "b", col<"y">)`.
template <operand... Values>
  requires function_operands<Values...> && (sizeof...(Values) % 2 == 0)
[[nodiscard]] constexpr auto create_map(Values&&... keys_and_values) {
  return make_call(create_map_function{}, std::forward<Values>(keys_and_values)...);
}
/// A map of an array of keys and one of their values, which must be as many.
template <operand Keys, operand Values>
  requires function_operands<Keys, Values>
[[nodiscard]] constexpr auto map_from_arrays(Keys&& keys, Values&& values) {
  return make_call(map_from_arrays_function{}, std::forward<Keys>(keys), std::forward<Values>(values));
}
/// A map of an array of structs of two fields: the key and the value. NULL if one of the structs is.
template <function_operands Array>
[[nodiscard]] constexpr auto map_from_entries(Array&& array) {
  return make_call(map_from_entries_function{}, std::forward<Array>(array));
}
/// The entries of all maps.
template <operand... Maps>
  requires function_operands<Maps...>
[[nodiscard]] constexpr auto map_concat(Maps&&... maps) {
  return make_call(map_concat_function{}, std::forward<Maps>(maps)...);
}
/// A map of a text such as "a:1,b:2". The separators, `,` and `:` unless given, are taken literally; a key without one has the value NULL.
template <operand Text, operand... Separators>
  requires function_operands<Text, Separators...> && (sizeof...(Separators) <= 2)
[[nodiscard]] constexpr auto str_to_map(Text&& text, Separators&&... separators) {
  return make_call(str_to_map_function{}, std::forward<Text>(text), std::forward<Separators>(separators)...);
}

}  // namespace sluice
