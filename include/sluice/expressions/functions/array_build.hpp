// SPDX-License-Identifier: Apache-2.0
// Arrays made of values and of others: array, array_repeat, sequence, array_append, array_prepend, array_insert, array_remove,
// array_compact, slice, flatten. What they make lives in the function's memory until the next row; slice is a part of its argument.
#pragma once

#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/array_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// Arrays are no longer than this: a count that is wrong by a mistake must not take all memory.
inline constexpr std::int64_t most_elements = std::numeric_limits<std::int32_t>::max() - 15;

[[noreturn, gnu::cold]] inline void throw_too_long(char const* function, std::int64_t size) {
  throw_bad_index(function, "the array would be too long", size, "an array has at most 2147483632 elements");
}

/// An array that also has values of another type: with their common type.
template <fixed_string Name, class Array, class Value>
consteval auto extended_array() {
  if constexpr (!is_array<non_null_t<Array>>) {
    return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
  } else {
    using common = common_value_t<element_t<non_null_t<Array>>, Value>;
    if constexpr (refused<common>) return std::type_identity<plan_error::elements_differ_in_type<Name, Array, Value>>{};
    else return std::type_identity<std::vector<common>>{};
  }
}
template <class Array, class Value>
using extended_element_t = common_value_t<element_t<non_null_t<Array>>, owned_t<Value>>;

}  // namespace detail

/// The values as an array.
struct array_function {
  [[no_unique_address]] detail::scratch memory;

  template <class... Types>
  static consteval auto find_type() {
    using common = detail::common_value_t<Types...>;
    if constexpr (refused<common>) return std::type_identity<plan_error::elements_differ_in_type<"array", Types...>>{};
    else return std::type_identity<std::vector<common>>{};
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array">(names...); }

  template <class... Values>
  [[nodiscard]] auto operator()(Values const&... values) const {
    auto& out = detail::emptied<detail::common_value_t<owned_t<Values>...>>(memory);
    (out.push(values), ...);
    return out.view();
  }
};

struct array_repeat_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Value, class Times>
  using type = std::conditional_t<integer_type<non_null_t<Times>>,
                                  std::conditional_t<is_nullable<Times>, std::optional<std::vector<Value>>, std::vector<Value>>,
                                  plan_error::no_such_operation<"array_repeat", Value, Times>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_repeat">(names...); }

  template <class Value, class Times>
  [[nodiscard]] auto operator()(Value const& value, Times const& times) const {
    using element = owned_t<Value>;
    using result = std::conditional_t<is_nullable<Times>, std::optional<array_view<element>>, array_view<element>>;
    if (!detail::has_value(times)) return result{};
    std::int64_t const count = kind::whole::pass(detail::unwrap(times));
    if (count > detail::most_elements) detail::throw_too_long("array_repeat", count);
    auto& out = detail::emptied<element>(memory);
    for (std::int64_t i = 0; i < count; ++i) out.push(value);
    return result{out.view()};
  }
};

/// From `start` to `stop`, both included.
struct sequence_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Start, class Stop, class... Step>
  static consteval auto find_type() {
    if constexpr (integer_type<Start> && integer_type<Stop> && (true && ... && integer_type<Step>))
      return std::type_identity<std::vector<std::common_type_t<Start, Stop, Step...>>>{};
    else if constexpr (std::same_as<Start, timestamp> && std::same_as<Stop, timestamp> && sizeof...(Step) == 1 &&
                       (detail::is_interval<Step> && ...))
      return std::type_identity<std::vector<timestamp>>{};
    else return std::type_identity<plan_error::no_such_operation<"sequence", Start, Stop, Step...>>{};
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"sequence">(names...); }

  template <class Start, class Stop>
  [[nodiscard]] auto operator()(Start start, Stop stop) const {
    return make<std::common_type_t<Start, Stop>>(kind::whole::pass(start), kind::whole::pass(stop), std::cmp_less_equal(start, stop) ? 1 : -1);
  }
  template <class Start, class Stop, class Step>
  [[nodiscard]] auto operator()(Start start, Stop stop, Step step) const {
    if constexpr (std::same_as<Start, timestamp>) return make<timestamp>(start.microseconds, stop.microseconds, step.count());
    else return make<std::common_type_t<Start, Stop, Step>>(kind::whole::pass(start), kind::whole::pass(stop), kind::whole::pass(step));
  }

 private:
  template <class Element>
  [[nodiscard]] array_view<Element> make(std::int64_t start, std::int64_t stop, std::int64_t step) const {
    bool const reaches = step > 0 ? start <= stop : step < 0 ? start >= stop : start == stop;
    if (!reaches)
      detail::throw_bad_index("sequence", "the step does not lead from start to stop", step,
                              "a rising sequence needs a positive step, a falling one a negative");
    auto& out = detail::emptied<Element>(memory);
    // Unsigned, since the way from start to stop need not fit a signed number.
    auto const first = static_cast<std::uint64_t>(start);
    auto const stride = static_cast<std::uint64_t>(step);
    std::uint64_t const way = step >= 0 ? static_cast<std::uint64_t>(stop) - first : first - static_cast<std::uint64_t>(stop);
    std::uint64_t const steps = step == 0 ? 0 : way / (step > 0 ? stride : std::uint64_t{0} - stride);
    if (steps >= static_cast<std::uint64_t>(detail::most_elements)) detail::throw_too_long("sequence", std::numeric_limits<std::int64_t>::max());
    out.reserve(static_cast<std::size_t>(steps) + 1);
    for (std::uint64_t i = 0; i <= steps; ++i) {
      auto const value = static_cast<std::int64_t>(first + i * stride);
      if constexpr (std::same_as<Element, timestamp>) out.push(timestamp{value});
      else out.push(static_cast<Element>(value));
    }
    return out.view();
  }
};

/// The array with a value behind its elements, or in front of them. A NULL value is a NULL element.
template <fixed_string Name, bool Front>
struct array_add_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class Value>
  static consteval auto find_type() {
    using extended = typename decltype(detail::extended_array<Name, Array, Value>())::type;
    if constexpr (is_nullable<Array> && !refused<extended>) return std::type_identity<std::optional<extended>>{};
    else return std::type_identity<extended>{};
  }
  template <class Array, class Value>
  using type = typename decltype(find_type<Array, Value>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Array, class Value>
  [[nodiscard]] auto operator()(Array const& array, Value const& value) const {
    using element = detail::extended_element_t<owned_t<Array>, Value>;
    using result = std::conditional_t<is_nullable<Array>, std::optional<array_view<element>>, array_view<element>>;
    if (!detail::has_value(array)) return result{};
    auto& out = detail::emptied<element>(memory);
    if constexpr (Front) out.push(value);
    out.push_all(detail::unwrap(array));
    if constexpr (!Front) out.push(value);
    return result{out.view()};
  }
};

struct array_insert_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class Position, class Value>
  static consteval auto find_type() {
    using extended = typename decltype(detail::extended_array<"array_insert", Array, Value>())::type;
    if constexpr (refused<extended>) {
      return std::type_identity<extended>{};
    } else if constexpr (!integer_type<non_null_t<Position>>) {
      return std::type_identity<plan_error::no_such_operation<"array_insert", Array, Position, Value>>{};
    } else {
      using made = std::vector<nullable_t<typename extended::value_type>>;
      return std::type_identity<std::conditional_t<is_nullable<Array> || is_nullable<Position>, std::optional<made>, made>>{};
    }
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_insert">(names...); }

  template <class Array, class Position, class Value>
  [[nodiscard]] auto operator()(Array const& array, Position const& position, Value const& value) const {
    using element = nullable_t<detail::extended_element_t<owned_t<Array>, Value>>;
    using result = std::conditional_t<is_nullable<Array> || is_nullable<Position>, std::optional<array_view<element>>, array_view<element>>;
    if (!detail::has_value(array) || !detail::has_value(position)) return result{};
    return result{make<element>(detail::unwrap(array), kind::whole::pass(detail::unwrap(position)), value)};
  }

 private:
  template <class Element, class Array, class Value>
  [[nodiscard]] array_view<Element> make(Array const& array, std::int64_t position, Value const& value) const {
    if (position == 0) detail::throw_bad_index("array_insert", "the index must not be 0", 0, "elements count from 1, or from -1 at the end");
    auto const size = static_cast<std::int64_t>(detail::count_elements(array));
    if (position > detail::most_elements || position < -detail::most_elements) detail::throw_too_long("array_insert", position);
    auto& out = detail::emptied<Element>(memory);
    // How many elements stand in front of the value; fewer than none means NULLs between it and the first element.
    std::int64_t const front = position > 0 ? position - 1 : size + position + 1;
    auto element = array.begin();
    if (front < 0) {
      out.push(value);
      for (std::int64_t i = front; i < 0; ++i) out.push(Element{});
    } else {
      for (std::int64_t i = 0; i < front; ++i) {
        if (i < size) out.push(*element++);
        else out.push(Element{});
      }
      out.push(value);
    }
    for (; element != array.end(); ++element) out.push(*element);
    return out.view();
  }
};

struct array_remove_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class Value>
  using type = typename decltype(detail::search_type<"array_remove", Array, Value, Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"array_remove">(names...); }

  template <class Array, class Value>
  [[nodiscard]] auto operator()(Array const& array, Value const& value) const {
    auto& out = detail::emptied<detail::element_t<Array>>(memory);
    for (auto const& element : array)
      if (!detail::has_value(element) || !detail::equal_elements(detail::unwrap(element), value)) out.push(element);
    return out.view();
  }
};

struct array_compact_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) return std::type_identity<plan_error::needs_an_array<"array_compact", Array>>{};
    else return std::type_identity<std::vector<non_null_t<detail::element_t<Array>>>>{};
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"array_compact">(argument); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    auto& out = detail::emptied<non_null_t<detail::element_t<Array>>>(memory);
    for (auto const& element : array)
      if (detail::has_value(element)) out.push(detail::unwrap(element));
    return out.view();
  }
};

struct slice_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class Start, class Size>
  using type = std::conditional_t<!is_array<Array>, plan_error::needs_an_array<"slice", Array>,
                                  std::conditional_t<integer_type<Start> && integer_type<Size>, Array,
                                                     plan_error::no_such_operation<"slice", Array, Start, Size>>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"slice">(names...); }

  template <class Array, class Start, class Size>
  [[nodiscard]] auto operator()(Array const& array, Start start, Size size) const {
    using element = detail::element_t<Array>;
    std::int64_t const wanted = kind::whole::pass(size);
    if (wanted < 0) detail::throw_bad_index("slice", "the length must not be negative", wanted, "ask for as many elements as are wanted");
    std::size_t const all = detail::count_elements(array);
    std::size_t const first = detail::place_at("slice", kind::whole::pass(start), all);
    std::size_t const count = std::min(all - first, static_cast<std::size_t>(wanted));
    if constexpr (requires { array_view<element>{&*array.begin(), count}; } && !std::same_as<element, bool>) {
      return count == 0 ? array_view<element>{} : array_view<element>{&*array.begin() + first, count};
    } else {
      auto& out = detail::emptied<element>(memory);
      auto here = std::next(array.begin(), static_cast<std::ptrdiff_t>(first));
      for (std::size_t i = 0; i < count; ++i, ++here) out.push(*here);
      return out.view();
    }
  }
};

/// The elements of an array's arrays; NULL if one of those is NULL.
struct flatten_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) {
      return std::type_identity<plan_error::needs_an_array<"flatten", Array>>{};
    } else {
      using inner = detail::element_t<Array>;
      if constexpr (!is_array<non_null_t<inner>>) return std::type_identity<plan_error::needs_an_array<"flatten", inner>>{};
      else return std::type_identity<inner>{};
    }
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"flatten">(argument); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    using inner = detail::element_t<Array>;
    using element = detail::element_t<non_null_t<inner>>;
    using result = std::conditional_t<is_nullable<inner>, std::optional<array_view<element>>, array_view<element>>;
    auto& out = detail::emptied<element>(memory);
    for (auto const& one : array) {
      if (!detail::has_value(one)) return result{};
      out.push_all(detail::unwrap(one));
    }
    return result{out.view()};
  }
};

/// The values as an array of their common type: `array(col<"a">, col<"b">, 0)`.
template <operand... Values>
  requires function_operands<Values...>
[[nodiscard]] constexpr auto array(Values&&... values) {
  return make_call(array_function{}, std::forward<Values>(values)...);
}
/// The value so many times.
template <operand Value, operand Times>
  requires function_operands<Value, Times>
[[nodiscard]] constexpr auto array_repeat(Value&& value, Times&& times) {
  return make_call(array_repeat_function{}, std::forward<Value>(value), std::forward<Times>(times));
}
/// The integers from `start` to `stop`, both included, or times with an interval between them. Without a step, 1 or -1. Throws
/// evaluation_error if the step does not lead there.
template <operand Start, operand Stop, operand... Step>
  requires function_operands<Start, Stop, Step...> && (sizeof...(Step) <= 1)
[[nodiscard]] constexpr auto sequence(Start&& start, Stop&& stop, Step&&... step) {
  return make_call(sequence_function{}, std::forward<Start>(start), std::forward<Stop>(stop), std::forward<Step>(step)...);
}
/// The array and the value behind it.
template <operand Array, operand Value>
  requires function_operands<Array, Value>
[[nodiscard]] constexpr auto array_append(Array&& array, Value&& value) {
  return make_call(array_add_function<"array_append", false>{}, std::forward<Array>(array), std::forward<Value>(value));
}
/// The value and the array behind it.
template <operand Array, operand Value>
  requires function_operands<Array, Value>
[[nodiscard]] constexpr auto array_prepend(Array&& array, Value&& value) {
  return make_call(array_add_function<"array_prepend", true>{}, std::forward<Array>(array), std::forward<Value>(value));
}
/// The array with the value at this place, from 1, or from -1 at the end; what lies between is filled with NULL. Throws
/// evaluation_error for 0.
template <operand Array, operand Position, operand Value>
  requires function_operands<Array, Position, Value>
[[nodiscard]] constexpr auto array_insert(Array&& array, Position&& position, Value&& value) {
  return make_call(array_insert_function{}, std::forward<Array>(array), std::forward<Position>(position), std::forward<Value>(value));
}
/// The array without the elements that equal the value.
template <operand Array, operand Value>
  requires function_operands<Array, Value>
[[nodiscard]] constexpr auto array_remove(Array&& array, Value&& value) {
  return make_call(array_remove_function{}, std::forward<Array>(array), std::forward<Value>(value));
}
/// The array without its NULLs.
template <function_operands Array>
[[nodiscard]] constexpr auto array_compact(Array&& array) {
  return make_call(array_compact_function{}, std::forward<Array>(array));
}
/// `size` elements from `start` on, from 1, or from -1 at the end. Throws evaluation_error for a start of 0 and a negative size.
template <operand Array, operand Start, operand Size>
  requires function_operands<Array, Start, Size>
[[nodiscard]] constexpr auto slice(Array&& array, Start&& start, Size&& size) {
  return make_call(slice_function{}, std::forward<Array>(array), std::forward<Start>(start), std::forward<Size>(size));
}
/// The elements of the arrays in an array; NULL if one of those is NULL.
template <function_operands Array>
[[nodiscard]] constexpr auto flatten(Array&& array) {
  return make_call(flatten_function{}, std::forward<Array>(array));
}

}  // namespace sluice
