// SPDX-License-Identifier: Apache-2.0
// Arrays in another order: array_sort, sort_array. Copies of the elements are sorted in the function's
// memory.
#pragma once

#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/array_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Order>
struct sorts_before {
  Order const* order;
  template <class Element>
  [[nodiscard]] bool operator()(Element const& left, Element const& right) const {
    return (*order)(as_view(left), as_view(right)) < 0;
  }
};

/// What sorting an array gives: the array, or the refusal.
template <fixed_string Name, class Array>
consteval auto sorted_type() {
  if constexpr (is_array<Array>) return ordered_array_type<Name, Array, Array>();
  else return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
}

/// Sorts elements; NULLs go to the front or to the end.
struct element_order {
  bool descending = false;
  bool nulls_first = false;

  template <class Element>
  [[nodiscard]] bool operator()(Element const& left, Element const& right) const {
    if (!has_value(left) || !has_value(right)) return nulls_first ? has_value(right) && !has_value(left) : has_value(left) && !has_value(right);
    return descending ? compare_elements(right, left) < 0 : compare_elements(left, right) < 0;
  }
};

}  // namespace detail

struct array_sort_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  using type = typename decltype(detail::sorted_type<"array_sort", Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"array_sort">(argument); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    auto& out = detail::emptied<detail::element_t<Array>>(memory);
    out.push_all(array);
    std::sort(out.begin(), out.end(), detail::element_order{});
    return out.view();
  }
};

struct sort_array_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array, class Ascending>
  using type = std::conditional_t<std::same_as<Ascending, bool>, typename decltype(detail::sorted_type<"sort_array", Array>())::type,
                                  plan_error::no_such_operation<"sort_array", Array, Ascending>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"sort_array">(names...); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array, bool ascending) const {
    auto& out = detail::emptied<detail::element_t<Array>>(memory);
    out.push_all(array);
    std::sort(out.begin(), out.end(), detail::element_order{!ascending, ascending});
    return out.view();
  }
};

/// By a comparison of the user's.
template <class Order>
struct array_sort_by_function {
  [[no_unique_address]] Order order;
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) {
      return std::type_identity<plan_error::needs_an_array<"array_sort", Array>>{};
    } else {
      using seen = view_t<detail::element_t<Array>>;
      if constexpr (std::is_invocable_r_v<int, Order const&, seen, seen>) return std::type_identity<Array>{};
      else return std::type_identity<plan_error::callable_does_not_fit<"array_sort", Order, detail::element_t<Array>>>{};
    }
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    auto& out = detail::emptied<detail::element_t<Array>>(memory);
    out.push_all(array);
    std::stable_sort(out.begin(), out.end(), detail::sorts_before<Order>{&order});
    return out.view();
  }
};

/// The elements from the least to the greatest, NULLs last.
template <function_operands Array>
[[nodiscard]] constexpr auto array_sort(Array&& array) {
  return make_call(array_sort_function{}, std::forward<Array>(array));
}
/// The elements as `order(left, right)` says: negative, zero or positive as one comes before, with or after the other. It gets elements as they
/// are, NULL as std::optional. Equal ones keep their order; it may need memory for as many elements as there are.
template <expression Array, class Order>
  requires(!operand<Order>)
[[nodiscard]] constexpr auto array_sort(Array array, Order order) {
  return make_call(array_sort_by_function<Order>{std::move(order), {}}, std::move(array));
}
/// The elements in ascending order, NULLs first, or in descending order, NULLs last.
template <operand Array, operand Ascending = bool>
  requires function_operands<Array, Ascending>
[[nodiscard]] constexpr auto sort_array(Array&& array, Ascending&& ascending = true) {
  return make_call(sort_array_function{}, std::forward<Array>(array), std::forward<Ascending>(ascending));
}

}  // namespace sluice
