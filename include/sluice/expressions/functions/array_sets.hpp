// SPDX-License-Identifier: Apache-2.0
// Arrays as sets: array_distinct, array_union, array_intersect, array_except. Elements stand where they stood first; NULLs are equal here, NaNs
// too, and -0.0 becomes 0.0. Short arrays are searched from end to end, longer ones through an index that is sorted for the row.
#pragma once

#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/array_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

template <class Element>
struct places_before {
  array_view<Element> elements;

  [[nodiscard]] bool operator()(std::uint32_t left, std::uint32_t right) const {
    int const order = compare_elements(elements[left], elements[right]);
    return order != 0 ? order < 0 : left < right;
  }
};

/// The memory of a set function: what it makes, and what it looks elements up in.
template <class Element>
class set_memory final : public memory_base {
 public:
  void clear() noexcept {
    out_.clear();
    other_.clear();
  }
  template <class Array>
  void add(Array const& array) {
    for (auto const& element : array) push(out_, element);
  }
  /// An element of the array that the first is compared with.
  template <class Value>
  void compare_with(Value const& element) {
    push(other_, element);
  }

  enum class filter : std::uint8_t { none, common, not_common };
  /// Leaves the first of equal elements, or of those that the other array has, or has not.
  [[nodiscard]] array_view<Element> distinct(filter which) {
    keep_.assign(out_.size(), 1);
    if (out_.size() <= few) drop_repeated_by_search();
    else drop_repeated_by_index();
    if (which != filter::none) choose(which == filter::common);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (keep_[i] == 0) continue;
      if (kept != i) std::swap(out_.begin()[kept], out_.begin()[i]);
      ++kept;
    }
    out_.cut(kept);
    return out_.view();
  }

 private:
  static constexpr std::size_t few = 16;

  template <class Value>
  static void push(array_memory<Element>& to, Value const& value) {
    to.push(value);
    if constexpr (std::floating_point<Element>) to.end()[-1] += Element{0};
    else if constexpr (is_nullable<Element>) {
      if constexpr (std::floating_point<non_null_t<Element>>)
        if (to.end()[-1]) *to.end()[-1] += non_null_t<Element>{0};
    }
  }

  void drop_repeated_by_search() {
    auto const all = out_.view();
    for (std::size_t i = 1; i < all.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (keep_[j] != 0 && equal_elements(all[i], all[j])) {
          keep_[i] = 0;
          break;
        }
  }
  void drop_repeated_by_index() {
    auto const all = out_.view();
    sort_places(all);
    for (std::size_t i = 1; i < order_.size(); ++i)
      if (equal_elements(all[order_[i - 1]], all[order_[i]])) keep_[order_[i]] = 0;
  }
  void choose(bool common) {
    auto const others = other_.view();
    bool const indexed = others.size() > few;
    if (indexed) sort_places(others);
    for (std::size_t i = 0; i < out_.size(); ++i)
      if (keep_[i] != 0 && stands_in(others, out_.view()[i], indexed) != common) keep_[i] = 0;
  }
  [[nodiscard]] bool stands_in(array_view<Element> others, Element const& wanted, bool indexed) const {
    if (!indexed) {
      for (auto const& one : others)
        if (equal_elements(one, wanted)) return true;
      return false;
    }
    std::size_t low = 0;
    std::size_t high = order_.size();
    while (low < high) {
      std::size_t const middle = (low + high) / 2;
      int const order = compare_elements(others[order_[middle]], wanted);
      if (order == 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }
  void sort_places(array_view<Element> elements) {
    order_.resize(elements.size());
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    std::sort(order_.begin(), order_.end(), places_before<Element>{elements});
  }

  array_memory<Element> out_;
  array_memory<Element> other_;
  std::vector<unsigned char> keep_;
  std::vector<std::uint32_t> order_;
};

/// The array that two arrays have in common, as a type: of their elements' common type.
template <fixed_string Name, class Left, class Right>
consteval auto common_array() {
  if constexpr (!is_array<Left> || !is_array<Right>) {
    return std::type_identity<plan_error::needs_an_array<Name, Left, Right>>{};
  } else {
    using common = common_value_t<element_t<Left>, element_t<Right>>;
    if constexpr (refused<common>) return std::type_identity<plan_error::elements_differ_in_type<Name, Left, Right>>{};
    else return std::type_identity<std::vector<common>>{};
  }
}

enum class set_operation : std::uint8_t { together, common, first_only };

}  // namespace detail

struct array_distinct_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (is_array<Array>) return detail::ordered_array_type<"array_distinct", Array, Array>();
    else return std::type_identity<plan_error::needs_an_array<"array_distinct", Array>>{};
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"array_distinct">(argument); }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    using memory_type = detail::set_memory<detail::element_t<Array>>;
    auto& mine = memory.template as<memory_type>();
    mine.clear();
    mine.add(array);
    return mine.distinct(memory_type::filter::none);
  }
};

template <fixed_string Name, detail::set_operation Operation>
struct array_set_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Left, class Right>
  static consteval auto find_type() {
    using both = typename decltype(detail::common_array<Name, Left, Right>())::type;
    if constexpr (refused<both>) return std::type_identity<both>{};
    else if constexpr (Operation == detail::set_operation::together || std::same_as<both, Left>)
      return detail::ordered_array_type<Name, both, both>();
    // What is taken out of the first array has NULLs only if that has.
    else if constexpr (is_nullable<detail::element_t<Left>>) return detail::ordered_array_type<Name, both, both>();
    else return detail::ordered_array_type<Name, both, std::vector<non_null_t<typename both::value_type>>>();
  }
  template <class Left, class Right>
  using type = typename decltype(find_type<Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Left, class Right>
  [[nodiscard]] auto operator()(Left const& left, Right const& right) const {
    using element = typename type<owned_t<Left>, owned_t<Right>>::value_type;
    using memory_type = detail::set_memory<element>;
    using filter = typename memory_type::filter;
    auto& mine = memory.template as<memory_type>();
    mine.clear();
    mine.add(left);
    if constexpr (Operation == detail::set_operation::together) {
      mine.add(right);
      return mine.distinct(filter::none);
    } else {
      for (auto const& one : right) {
        if constexpr (is_nullable<element>) mine.compare_with(one);
        else if (detail::has_value(one)) mine.compare_with(detail::unwrap(one));
      }
      return mine.distinct(Operation == detail::set_operation::common ? filter::common : filter::not_common);
    }
  }
};

/// The elements, each once.
template <function_operands Array>
[[nodiscard]] constexpr auto array_distinct(Array&& array) {
  return make_call(array_distinct_function{}, std::forward<Array>(array));
}
/// The elements of both arrays, each once.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto array_union(Left&& left, Right&& right) {
  return make_call(array_set_function<"array_union", detail::set_operation::together>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The elements of the first array that the second has too, each once.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto array_intersect(Left&& left, Right&& right) {
  return make_call(array_set_function<"array_intersect", detail::set_operation::common>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The elements of the first array that the second has not, each once.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto array_except(Left&& left, Right&& right) {
  return make_call(array_set_function<"array_except", detail::set_operation::first_only>{}, std::forward<Left>(left),
                   std::forward<Right>(right));
}

}  // namespace sluice
