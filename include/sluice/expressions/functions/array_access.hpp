// SPDX-License-Identifier: Apache-2.0
// What stands in arrays, and where: size, element_at, get, array_contains, array_position, array_min, array_max, arrays_overlap,
// array_join. element_at reads maps too. None makes a new array; elements that are texts come out as views.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/functions/array_memory.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[noreturn, gnu::cold]] inline void throw_bad_index(char const* function, char const* problem, std::int64_t index, char const* advice) {
  throw evaluation_error({error_code::invalid_parameter, function, problem, std::to_string(index), advice});
}

/// The place of an index that counts from 1, or from -1 at the end; `size` if there is none. Throws for 0.
[[nodiscard]] inline std::size_t place_at(char const* function, std::int64_t index, std::size_t size) {
  if (index == 0) throw_bad_index(function, "the index must not be 0", 0, "elements count from 1, or from -1 at the end");
  auto const count = static_cast<std::int64_t>(size);
  if (index > count || index < -count) return size;
  return static_cast<std::size_t>(index > 0 ? index - 1 : count + index);
}

template <class Array>
[[nodiscard]] constexpr auto element_in(Array const& array, std::size_t place) {
  if constexpr (std::same_as<element_t<Array>, bool>) {
    return static_cast<bool>(*std::next(array.begin(), static_cast<std::ptrdiff_t>(place)));
  } else {
    auto const at = std::next(array.begin(), static_cast<std::ptrdiff_t>(place));
    return flowing(*at);
  }
}

/// The value of a key; the end if there is none.
template <class Map, class Key>
[[nodiscard]] auto find_key(Map const& map, Key const& key) {
  using kept = typename Map::key_type;
  if constexpr (requires { map.find(key); }) return map.find(key);
  else return map.find(keep_value<kept>(key));
}

template <fixed_string Name, class Collection, class Index>
consteval auto element_type() {
  if constexpr (is_array<Collection>) {
    if constexpr (integer_type<Index>) return std::type_identity<element_t<Collection>>{};
    else return std::type_identity<plan_error::no_such_operation<Name, Collection, Index>>{};
  } else if constexpr (is_map<Collection>) {
    using found = nullable_t<typename Collection::mapped_type>;
    if constexpr (alike<typename Collection::key_type, Index>) return std::type_identity<found>{};
    else return std::type_identity<plan_error::elements_differ_in_type<Name, Collection, Index>>{};
  } else {
    return std::type_identity<plan_error::needs_a_collection<Name, Collection>>{};
  }
}

}  // namespace detail

template <fixed_string Name, bool Maps>
struct size_function {
  template <class Collection>
  using type = std::conditional_t<is_array<Collection> || (Maps && is_map<Collection>), std::int32_t,
                                  std::conditional_t<Maps, plan_error::needs_a_collection<Name, Collection>,
                                                     plan_error::needs_an_array<Name, Collection>>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<Name>(argument); }
  template <class Collection>
  [[nodiscard]] constexpr std::int32_t operator()(Collection const& collection) const {
    return static_cast<std::int32_t>(detail::count_elements(collection));
  }
};

/// By an index from 1, or by a key. `Strict`: an index without an element is an error, else NULL.
template <fixed_string Name, bool Strict>
struct element_at_function {
  template <class Collection, class Index>
  static consteval auto find_type() {
    using found = typename decltype(detail::element_type<Name, Collection, Index>())::type;
    if constexpr (refused<found> || Strict) return std::type_identity<found>{};
    else return std::type_identity<nullable_t<found>>{};
  }
  template <class Collection, class Index>
  using type = typename decltype(find_type<Collection, Index>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Collection, class Index>
  [[nodiscard]] auto operator()(Collection const& collection, Index const& index) const {
    if constexpr (detail::is_map_column<Collection>) {
      auto const at = detail::find_key(collection, index);
      using result = nullable_t<detail::flowing_t<typename Collection::mapped_type>>;
      return at == collection.end() ? result{} : result{detail::flowing(at->second)};
    } else {
      std::size_t const size = detail::count_elements(collection);
      std::int64_t const wanted = kind::whole::pass(index);
      std::size_t const place = detail::place_at(Name.text, wanted, size);
      using result = decltype(detail::element_in(collection, place));
      if constexpr (Strict) {
        if (place == size)
          detail::throw_bad_index(Name.text, "the array has no element there", wanted, "use try_element_at or get for NULL instead");
        return detail::element_in(collection, place);
      } else {
        return place == size ? nullable_t<result>{} : nullable_t<result>{detail::element_in(collection, place)};
      }
    }
  }
};

/// By an index from 0; NULL where there is no element.
struct get_function {
  template <class Array, class Index>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) return std::type_identity<plan_error::needs_an_array<"get", Array>>{};
    else if constexpr (!integer_type<Index>) return std::type_identity<plan_error::no_such_operation<"get", Array, Index>>{};
    else return std::type_identity<nullable_t<detail::element_t<Array>>>{};
  }
  template <class Array, class Index>
  using type = typename decltype(find_type<Array, Index>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"get">(names...); }

  template <class Array, class Index>
  [[nodiscard]] constexpr auto operator()(Array const& array, Index index) const {
    using result = nullable_t<decltype(detail::element_in(array, 0))>;
    if (std::cmp_less(index, 0) || std::cmp_greater_equal(index, detail::count_elements(array))) return result{};
    return result{detail::element_in(array, static_cast<std::size_t>(index))};
  }
};

namespace detail {

/// What functions that look for a value in an array give: `Result`, or the refusal.
template <fixed_string Name, class Array, class Value, class Result>
consteval auto search_type() {
  if constexpr (!is_array<Array>) return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
  else if constexpr (!alike<element_t<Array>, Value>) return std::type_identity<plan_error::elements_differ_in_type<Name, Array, Value>>{};
  else if constexpr (!has_order<element_t<Array>>()) return std::type_identity<plan_error::elements_have_no_order<Name, element_t<Array>>>{};
  else return std::type_identity<Result>{};
}
template <fixed_string Name, class Array, class Result>
consteval auto ordered_array_type() {
  if constexpr (!is_array<Array>) return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
  else if constexpr (!has_order<element_t<Array>>()) return std::type_identity<plan_error::elements_have_no_order<Name, element_t<Array>>>{};
  else return std::type_identity<Result>{};
}
template <class Type>
inline constexpr bool nullable_elements = false;
template <class Element, class Allocator>
inline constexpr bool nullable_elements<std::vector<Element, Allocator>> = is_nullable<Element>;
/// bool, and nullable where an array has nullable elements.
template <class... Arrays>
using truth_t = std::conditional_t<(false || ... || nullable_elements<Arrays>), std::optional<bool>, bool>;

}  // namespace detail

struct array_contains_function {
  template <class Array, class Value>
  using type = typename decltype(detail::search_type<"array_contains", Array, Value, detail::truth_t<Array>>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_contains">(names...); }

  template <class Array, class Value>
  [[nodiscard]] constexpr auto operator()(Array const& array, Value const& value) const {
    using result = detail::truth_t<owned_t<Array>>;
    [[maybe_unused]] bool unknown = false;
    for (auto const& element : array) {
      if (!detail::has_value(element)) unknown = true;
      else if (detail::equal_elements(detail::unwrap(element), value)) return result{true};
    }
    if constexpr (is_nullable<result>) {
      if (unknown) return result{};
    }
    return result{false};
  }
};

struct array_position_function {
  template <class Array, class Value>
  using type = typename decltype(detail::search_type<"array_position", Array, Value, std::int64_t>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_position">(names...); }

  template <class Array, class Value>
  [[nodiscard]] constexpr std::int64_t operator()(Array const& array, Value const& value) const {
    std::int64_t place = 0;
    for (auto const& element : array) {
      ++place;
      if (detail::has_value(element) && detail::equal_elements(detail::unwrap(element), value)) return place;
    }
    return 0;
  }
};

template <fixed_string Name, bool Greatest>
struct array_extreme_function {
  template <class Array>
  static consteval auto find_type() {
    if constexpr (is_array<Array>) return detail::ordered_array_type<Name, Array, nullable_t<detail::element_t<Array>>>();
    else return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<Name>(argument); }

  template <class Array>
  [[nodiscard]] constexpr auto operator()(Array const& array) const {
    auto best = array.end();
    for (auto here = array.begin(); here != array.end(); ++here) {
      if (!detail::has_value(*here)) continue;
      if (best == array.end() || (Greatest ? detail::compare_elements(*best, *here) : detail::compare_elements(*here, *best)) < 0) best = here;
    }
    using element = typename std::iterator_traits<decltype(best)>::value_type;
    using result = nullable_t<detail::flowing_t<element>>;
    return best == array.end() ? result{} : result{detail::flowing(static_cast<element const&>(*best))};
  }
};

/// Whether an element that is not NULL stands in both; NULL if none does and one of them has a NULL, unless the other is empty.
struct arrays_overlap_function {
  template <class Left, class Right>
  static consteval auto find_type() {
    if constexpr (!is_array<Left> || !is_array<Right>) return std::type_identity<plan_error::needs_an_array<"arrays_overlap", Left, Right>>{};
    else return detail::search_type<"arrays_overlap", Left, detail::element_t<Right>, detail::truth_t<Left, Right>>();
  }
  template <class Left, class Right>
  using type = typename decltype(find_type<Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"arrays_overlap">(names...); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left const& left, Right const& right) const {
    using result = detail::truth_t<owned_t<Left>, owned_t<Right>>;
    if (left.begin() == left.end() || right.begin() == right.end()) return result{false};
    [[maybe_unused]] bool unknown = false;
    for (auto const& here : left) {
      if (!detail::has_value(here)) unknown = true;
      for (auto const& there : right) {
        if (!detail::has_value(there)) unknown = true;
        else if (detail::has_value(here) && detail::equal_elements(detail::unwrap(here), detail::unwrap(there))) return result{true};
      }
    }
    if constexpr (is_nullable<result>) {
      if (unknown) return result{};
    }
    return result{false};
  }
};

namespace detail {

struct text_memory final : memory_base {
  std::string text;
};

}  // namespace detail

struct array_join_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class... Texts>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) return std::type_identity<plan_error::needs_an_array<"array_join", Array>>{};
    else if constexpr (!(text_type<non_null_t<detail::element_t<Array>>> && ... && text_type<Texts>))
      return std::type_identity<plan_error::no_such_operation<"array_join", Array, Texts...>>{};
    else return std::type_identity<std::string>{};
  }
  template <class Array, class... Texts>
  using type = typename decltype(find_type<Array, Texts...>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_join">(names...); }

  template <class Array>
  [[nodiscard]] std::string_view operator()(Array const& array, std::string_view separator, std::optional<std::string_view> absent = {}) const {
    std::string& out = memory.template as<detail::text_memory>().text;
    out.clear();
    bool first = true;
    for (auto const& element : array) {
      if (!detail::has_value(element) && !absent) continue;
      if (!first) out += separator;
      first = false;
      if (detail::has_value(element)) out += std::string_view{detail::unwrap(element)};
      else out += *absent;
    }
    return out;
  }
};

/// How many elements an array has, or entries a map.
template <function_operands Collection>
[[nodiscard]] constexpr auto size(Collection&& collection) {
  return make_call(size_function<"size", true>{}, std::forward<Collection>(collection));
}
/// The same as `size`.
template <function_operands Collection>
[[nodiscard]] constexpr auto cardinality(Collection&& collection) {
  return make_call(size_function<"cardinality", true>{}, std::forward<Collection>(collection));
}
/// How many elements an array has.
template <function_operands Array>
[[nodiscard]] constexpr auto array_size(Array&& array) {
  return make_call(size_function<"array_size", false>{}, std::forward<Array>(array));
}
/// The element with this number, from 1, or from -1 at the end; throws evaluation_error where there is none. Of a map the value of
/// this key, NULL where there is none.
template <operand Collection, operand Index>
  requires function_operands<Collection, Index>
[[nodiscard]] constexpr auto element_at(Collection&& collection, Index&& index) {
  return make_call(element_at_function<"element_at", true>{}, std::forward<Collection>(collection), std::forward<Index>(index));
}
/// As `element_at`, but NULL where there is no element. Throws evaluation_error for 0.
template <operand Collection, operand Index>
  requires function_operands<Collection, Index>
[[nodiscard]] constexpr auto try_element_at(Collection&& collection, Index&& index) {
  return make_call(element_at_function<"try_element_at", false>{}, std::forward<Collection>(collection), std::forward<Index>(index));
}
/// The element at this index, from 0; NULL where there is none.
template <operand Array, operand Index>
  requires function_operands<Array, Index>
[[nodiscard]] constexpr auto get(Array&& array, Index&& index) {
  return make_call(get_function{}, std::forward<Array>(array), std::forward<Index>(index));
}
/// Whether the value is an element; NULL if it is not and an element is NULL.
template <operand Array, operand Value>
  requires function_operands<Array, Value>
[[nodiscard]] constexpr auto array_contains(Array&& array, Value&& value) {
  return make_call(array_contains_function{}, std::forward<Array>(array), std::forward<Value>(value));
}
/// Where the value stands first, from 1; 0 if nowhere.
template <operand Array, operand Value>
  requires function_operands<Array, Value>
[[nodiscard]] constexpr auto array_position(Array&& array, Value&& value) {
  return make_call(array_position_function{}, std::forward<Array>(array), std::forward<Value>(value));
}
/// The least element that is not NULL; NULL if there is none.
template <function_operands Array>
[[nodiscard]] constexpr auto array_min(Array&& array) {
  return make_call(array_extreme_function<"array_min", false>{}, std::forward<Array>(array));
}
/// The greatest element that is not NULL; NULL if there is none. NaN is above every number.
template <function_operands Array>
[[nodiscard]] constexpr auto array_max(Array&& array) {
  return make_call(array_extreme_function<"array_max", true>{}, std::forward<Array>(array));
}
/// Whether an element stands in both arrays; NULL if that hangs on a NULL. Costs the product of their sizes.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto arrays_overlap(Left&& left, Right&& right) {
  return make_call(arrays_overlap_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The texts with `separator` between them. NULLs are left out, or written as `absent` if that is given.
template <operand Array, operand Separator, operand... Absent>
  requires function_operands<Array, Separator, Absent...> && (sizeof...(Absent) <= 1)
[[nodiscard]] constexpr auto array_join(Array&& array, Separator&& separator, Absent&&... absent) {
  return make_call(array_join_function{}, std::forward<Array>(array), std::forward<Separator>(separator), std::forward<Absent>(absent)...);
}

}  // namespace sluice
