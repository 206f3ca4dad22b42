// SPDX-License-Identifier: Apache-2.0
// Maps and a callable of the user's: map_filter, transform_keys, transform_values, map_zip_with. The callable gets keys and values as udf hands
// arguments on: views of texts, and NULL only if it takes std::optional; otherwise NULL in is NULL out.
#pragma once

#include <sluice/expressions/functions/array_lambdas.hpp>
#include <sluice/expressions/functions/map_memory.hpp>

#include <map>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

template <class Callable>
struct map_filter_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Map>
  static consteval auto find_type() {
    if constexpr (!is_map<Map>) {
      return std::type_identity<plan_error::needs_a_map<"map_filter", Map>>{};
    } else {
      using verdict = detail::callable_t<"map_filter", Callable, detail::key_t<Map>, detail::mapped_t<Map>>;
      if constexpr (refused<verdict>) return std::type_identity<verdict>{};
      else if constexpr (!std::same_as<non_null_t<verdict>, bool>)
        return std::type_identity<plan_error::callable_does_not_fit<"map_filter", Callable, detail::key_t<Map>, detail::mapped_t<Map>>>{};
      else return std::type_identity<Map>{};
    }
  }
  template <class Map>
  using type = typename decltype(find_type<Map>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Map>
  [[nodiscard]] auto operator()(Map const& map) const {
    auto& out = detail::emptied_map<owned_t<Map>>(memory);
    for (auto const& [key, value] : map)
      if (is_true(function(key, value))) out.add("map_filter", key, value);
    return out.view();
  }
};

/// What the callable gives becomes the key, or the value.
template <fixed_string Name, bool Keys, class Callable>
struct transform_map_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Map>
  static consteval auto find_type() {
    if constexpr (!is_map<Map>) {
      return std::type_identity<plan_error::needs_a_map<Name, Map>>{};
    } else {
      using made = detail::callable_t<Name, Callable, detail::key_t<Map>, detail::mapped_t<Map>>;
      if constexpr (refused<made>) return std::type_identity<made>{};
      else if constexpr (Keys) return detail::map_of<Name, made, detail::mapped_t<Map>>();
      else return detail::map_of<Name, detail::key_t<Map>, made>();
    }
  }
  template <class Map>
  using type = typename decltype(find_type<Map>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Map>
  [[nodiscard]] auto operator()(Map const& map) const {
    auto& out = detail::emptied_map<type<owned_t<Map>>>(memory);
    for (auto const& [key, value] : map) {
      if constexpr (Keys) out.add(Name.text, function(key, value), value);
      else out.add(Name.text, key, function(key, value));
    }
    return out.view();
  }
};

/// `Callable(key, left, right)` for each key of either map; a value that is not there is NULL.
template <class Callable>
struct map_zip_with_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Left, class Right>
  static consteval auto find_type() {
    if constexpr (!is_map<Left> || !is_map<Right>) {
      return std::type_identity<plan_error::needs_a_map<"map_zip_with", Left, Right>>{};
    } else if constexpr (!std::same_as<detail::key_t<Left>, detail::key_t<Right>>) {
      return std::type_identity<plan_error::elements_differ_in_type<"map_zip_with", Left, Right>>{};
    } else {
      using made = detail::callable_t<"map_zip_with", Callable, detail::key_t<Left>, nullable_t<detail::mapped_t<Left>>,
                                      nullable_t<detail::mapped_t<Right>>>;
      if constexpr (refused<made>) return std::type_identity<made>{};
      else return detail::map_of<"map_zip_with", detail::key_t<Left>, made>();
    }
  }
  template <class Left, class Right>
  using type = typename decltype(find_type<Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Left, class Right>
  [[nodiscard]] auto operator()(Left const& left, Right const& right) const {
    auto& out = detail::emptied_map<type<owned_t<Left>, owned_t<Right>>>(memory);
    for (auto const& [key, value] : left) out.add("map_zip_with", key, function(key, present(value), value_in(right, key)));
    for (auto const& [key, value] : right)
      if (left.find(key) == left.end()) out.add("map_zip_with", key, function(key, value_in(left, key), present(value)));
    return out.view();
  }

 private:
  template <class Value>
  static auto present(Value const& value) {
    return nullable_t<detail::flowing_t<Value>>{detail::flowing(value)};
  }
  template <class Map, class Key>
  static auto value_in(Map const& map, Key const& key) {
    auto const at = map.find(key);
    return at == map.end() ? nullable_t<detail::flowing_t<detail::mapped_t<Map>>>{} : present(at->second);
  }
};

/// The entries for which `predicate(key, value)` is true.
template <expression Map, class Predicate>
[[nodiscard]] constexpr auto map_filter(Map map, Predicate predicate) {
  return make_call(map_filter_function<Predicate>{{std::move(predicate)}, {}}, std::move(map));
}
/// The map with `callable(key, value)` for each key. Throws evaluation_error if that gives a key twice, or NULL.
template <expression Map, class Callable>
[[nodiscard]] constexpr auto transform_keys(Map map, Callable callable) {
  return make_call(transform_map_function<"transform_keys", true, Callable>{{std::move(callable)}, {}}, std::move(map));
}
/// The map with `callable(key, value)` for each value.
template <expression Map, class Callable>
[[nodiscard]] constexpr auto transform_values(Map map, Callable callable) {
  return make_call(transform_map_function<"transform_values", false, Callable>{{std::move(callable)}, {}}, std::move(map));
}
/// `callable(key, left, right)` for each key of either map; a value that is not there is NULL.
template <expression Left, operand Right, class Callable>
[[nodiscard]] constexpr auto map_zip_with(Left left, Right&& right, Callable callable) {
  return make_call(map_zip_with_function<Callable>{{std::move(callable)}, {}}, std::move(left), std::forward<Right>(right));
}

}  // namespace sluice
