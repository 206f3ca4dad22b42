// SPDX-License-Identifier: Apache-2.0
// What stands in maps: map_keys, map_values, map_entries, map_contains_key. element_at and size (array_access.hpp) take maps too.
#pragma once

#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/map_memory.hpp>

#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

enum class map_part : unsigned char { keys, values, entries };

template <map_part Part, class Map>
struct part_of_map;
template <class Map>
struct part_of_map<map_part::keys, Map> {
  using type = key_t<Map>;
};
template <class Map>
struct part_of_map<map_part::values, Map> {
  using type = mapped_t<Map>;
};
template <class Map>
struct part_of_map<map_part::entries, Map> {
  using type = row<cell<"key", key_t<Map>>, cell<"value", mapped_t<Map>>>;
};

}  // namespace detail

template <fixed_string Name, detail::map_part Part>
struct map_part_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Map>
  static consteval auto find_type() {
    if constexpr (!is_map<Map>) return std::type_identity<plan_error::needs_a_map<Name, Map>>{};
    else return std::type_identity<std::vector<typename detail::part_of_map<Part, Map>::type>>{};
  }
  template <class Map>
  using type = typename decltype(find_type<Map>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<Name>(argument); }

  template <class Map>
  [[nodiscard]] auto operator()(Map const& map) const {
    auto& out = detail::emptied<typename detail::part_of_map<Part, Map>::type>(memory);
    for (auto const& [key, value] : map) {
      if constexpr (Part == detail::map_part::keys) {
        out.push(key);
      } else if constexpr (Part == detail::map_part::values) {
        out.push(value);
      } else {
        auto& entry = out.append();
        detail::put(static_cast<cell<"key", detail::key_t<Map>>&>(entry).value, key);
        detail::put(static_cast<cell<"value", detail::mapped_t<Map>>&>(entry).value, value);
      }
    }
    return out.view();
  }
};

struct map_contains_key_function {
  template <class Map, class Key>
  static consteval auto find_type() {
    if constexpr (!is_map<Map>) return std::type_identity<plan_error::needs_a_map<"map_contains_key", Map>>{};
    else if constexpr (!detail::alike<detail::key_t<Map>, Key>)
      return std::type_identity<plan_error::elements_differ_in_type<"map_contains_key", Map, Key>>{};
    else return std::type_identity<bool>{};
  }
  template <class Map, class Key>
  using type = typename decltype(find_type<Map, Key>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"map_contains_key">(names...); }

  template <class Map, class Key>
  [[nodiscard]] bool operator()(Map const& map, Key const& key) const {
    return detail::find_key(map, key) != map.end();
  }
};

/// The keys of a map, in their order.
template <function_operands Map>
[[nodiscard]] constexpr auto map_keys(Map&& map) {
  return make_call(map_part_function<"map_keys", detail::map_part::keys>{}, std::forward<Map>(map));
}
/// The values of a map, in the order of their keys.
template <function_operands Map>
[[nodiscard]] constexpr auto map_values(Map&& map) {
  return make_call(map_part_function<"map_values", detail::map_part::values>{}, std::forward<Map>(map));
}
/// The entries of a map as an array of structs with `key` and `value`, in the order of their keys.
template <function_operands Map>
[[nodiscard]] constexpr auto map_entries(Map&& map) {
  return make_call(map_part_function<"map_entries", detail::map_part::entries>{}, std::forward<Map>(map));
}
/// Whether a map has this key.
template <operand Map, operand Key>
  requires function_operands<Map, Key>
[[nodiscard]] constexpr auto map_contains_key(Map&& map, Key&& key) {
  return make_call(map_contains_key_function{}, std::forward<Map>(map), std::forward<Key>(key));
}

}  // namespace sluice
