// SPDX-License-Identifier: Apache-2.0
// Arrays and a callable of the user's: transform, filter, exists, forall, reduce, zip_with. The callable gets elements as udf hands arguments
// on: views of texts, and NULL only if it takes std::optional; otherwise NULL in is NULL out. For transform and filter it may take the element's
// index too, from 0.
#pragma once

#include <sluice/expressions/function.hpp>
#include <sluice/expressions/functions/array_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// What a callable gives for arguments of these types, as it is kept; a refusal if it does not take them.
template <fixed_string Name, class Callable, class... Types>
consteval auto callable_type() {
  using made = typename user_function<Callable>::template type<Types...>;
  if constexpr (refused<made>) return std::type_identity<plan_error::callable_does_not_fit<Name, Callable, Types...>>{};
  else return std::type_identity<made>{};
}
template <fixed_string Name, class Callable, class... Types>
using callable_t = typename decltype(callable_type<Name, Callable, Types...>())::type;

/// The same for an element, or for an element and its index.
template <fixed_string Name, class Callable, class Element>
inline constexpr bool takes_index = refused<callable_t<Name, Callable, Element>>;
template <fixed_string Name, class Callable, class Element>
consteval auto element_callable_type() {
  if constexpr (!takes_index<Name, Callable, Element>) {
    return callable_type<Name, Callable, Element>();
  } else {
    using with_index = callable_t<Name, Callable, Element, std::int32_t>;
    if constexpr (refused<with_index>) return callable_type<Name, Callable, Element>();
    else return std::type_identity<with_index>{};
  }
}
template <fixed_string Name, class Callable, class Element>
using element_callable_t = typename decltype(element_callable_type<Name, Callable, Element>())::type;

/// A predicate's type is bool or std::optional<bool>.
template <fixed_string Name, class Callable, class Array, class IfBool>
consteval auto predicate_type() {
  if constexpr (!is_array<Array>) {
    return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
  } else {
    using verdict = element_callable_t<Name, Callable, element_t<Array>>;
    if constexpr (refused<verdict>) return std::type_identity<verdict>{};
    else if constexpr (!std::same_as<non_null_t<verdict>, bool>)
      return std::type_identity<plan_error::callable_does_not_fit<Name, Callable, element_t<Array>>>{};
    else if constexpr (std::same_as<IfBool, void>) return std::type_identity<verdict>{};
    else return std::type_identity<IfBool>{};
  }
}

/// Calls with an element, and with its index if the callable takes it. Elements of lazily made arrays are views already.
template <bool Indexed, class Callable, class Element>
[[nodiscard]] auto call_element(user_function<Callable> const& function, Element const& element, [[maybe_unused]] std::int32_t index) {
  if constexpr (Indexed) return function(element, index);
  else return function(element);
}

/// The element that stands here, and goes on; NULL at the end.
template <class Iterator>
[[nodiscard]] auto take_or_null(Iterator& here, Iterator const& end) {
  using result = nullable_t<flowing_t<typename std::iterator_traits<Iterator>::value_type>>;
  if (here == end) return result{};
  result found{flowing(*here)};
  ++here;
  return found;
}

}  // namespace detail

template <class Callable>
struct transform_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (!is_array<Array>) {
      return std::type_identity<plan_error::needs_an_array<"transform", Array>>{};
    } else {
      using made = detail::element_callable_t<"transform", Callable, detail::element_t<Array>>;
      if constexpr (refused<made>) return std::type_identity<made>{};
      else return std::type_identity<std::vector<made>>{};
    }
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    using element = detail::element_t<Array>;
    constexpr bool indexed = detail::takes_index<"transform", Callable, element>;
    auto& out = detail::emptied<detail::element_callable_t<"transform", Callable, element>>(memory);
    std::int32_t index = 0;
    for (auto const& one : array) out.push(detail::call_element<indexed>(function, one, index++));
    return out.view();
  }
};

template <class Callable>
struct filter_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Array>
  using type = typename decltype(detail::predicate_type<"filter", Callable, Array, Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Array>
  [[nodiscard]] auto operator()(Array const& array) const {
    using element = detail::element_t<Array>;
    constexpr bool indexed = detail::takes_index<"filter", Callable, element>;
    auto& out = detail::emptied<element>(memory);
    std::int32_t index = 0;
    for (auto const& one : array)
      if (is_true(detail::call_element<indexed>(function, one, index++))) out.push(one);
    return out.view();
  }
};

/// `Decides`: the verdict on an element that decides the matter; NULL if none does and one is NULL.
template <fixed_string Name, bool Decides, class Callable>
struct quantifier_function {
  [[no_unique_address]] user_function<Callable> function;

  template <class Array>
  static consteval auto find_type() {
    if constexpr (is_array<Array>) {
      if constexpr (refused<detail::callable_t<Name, Callable, detail::element_t<Array>>>)
        return std::type_identity<plan_error::callable_does_not_fit<Name, Callable, detail::element_t<Array>>>{};
      else return detail::predicate_type<Name, Callable, Array, void>();
    } else {
      return std::type_identity<plan_error::needs_an_array<Name, Array>>{};
    }
  }
  template <class Array>
  using type = typename decltype(find_type<Array>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Array>
  [[nodiscard]] constexpr auto operator()(Array const& array) const {
    using verdict = detail::callable_t<Name, Callable, detail::element_t<Array>>;
    [[maybe_unused]] bool unknown = false;
    for (auto const& element : array) {
      verdict const found = function(element);
      if (!detail::has_value(found)) unknown = true;
      else if (detail::unwrap(found) == Decides) return verdict{Decides};
    }
    if constexpr (is_nullable<verdict>) {
      if (unknown) return verdict{};
    }
    return verdict{!Decides};
  }
};

struct no_finish {};

/// `Merge(accumulated, element)`, one element after the other, and `Finish` on what comes out.
template <class Merge, class Finish>
struct reduce_function {
  [[no_unique_address]] user_function<Merge> merge;
  [[no_unique_address]] user_function<Finish> finish;

  /// What is accumulated: of the zero's type, nullable if a merge may give NULL.
  template <class Element, class Zero>
  static consteval auto find_accumulated() {
    using first = detail::callable_t<"reduce", Merge, Zero, Element>;
    if constexpr (refused<first>) {
      return std::type_identity<first>{};
    } else {
      using wide = std::conditional_t<is_nullable<first>, nullable_t<Zero>, Zero>;
      using again = detail::callable_t<"reduce", Merge, wide, Element>;
      if constexpr (refused<again>) return std::type_identity<again>{};
      else if constexpr (!std::same_as<non_null_t<again>, non_null_t<Zero>> || (is_nullable<again> && !is_nullable<wide>))
        return std::type_identity<plan_error::callable_does_not_fit<"reduce", Merge, Zero, Element>>{};
      else return std::type_identity<wide>{};
    }
  }
  template <class Element, class Zero>
  using accumulated = typename decltype(find_accumulated<Element, Zero>())::type;

  template <class Array, class Zero>
  static consteval auto find_type() {
    if constexpr (!is_array<non_null_t<Array>>) {
      return std::type_identity<plan_error::needs_an_array<"reduce", Array>>{};
    } else {
      using sum = accumulated<detail::element_t<non_null_t<Array>>, Zero>;
      if constexpr (refused<sum>) return std::type_identity<sum>{};
      else return find_finished<sum, is_nullable<Array>>();
    }
  }
  template <class Sum, bool Nullable>
  static consteval auto find_finished() {
    if constexpr (std::same_as<Finish, no_finish>) {
      return std::type_identity<std::conditional_t<Nullable, nullable_t<Sum>, Sum>>{};
    } else {
      using finished = detail::callable_t<"reduce", Finish, Sum>;
      if constexpr (refused<finished> || !Nullable) return std::type_identity<finished>{};
      else return std::type_identity<nullable_t<finished>>{};
    }
  }
  template <class Array, class Zero>
  using type = typename decltype(find_type<Array, Zero>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Array, class Zero>
  [[nodiscard]] auto operator()(Array const& array, Zero const& zero) const -> type<owned_t<Array>, owned_t<Zero>> {
    using sum_type = accumulated<detail::element_t<non_null_t<owned_t<Array>>>, owned_t<Zero>>;
    if constexpr (is_nullable<Array>) {
      if (!array) return {};
    }
    sum_type sum = detail::keep_value<sum_type>(zero);
    for (auto const& element : detail::unwrap(array)) detail::put(sum, merge(sum, element));
    if constexpr (std::same_as<Finish, no_finish>) return sum;
    else return finish(sum);
  }
};

/// `Callable(left, right)` for each pair of elements; the shorter array ends in NULLs.
template <class Callable>
struct zip_with_function {
  [[no_unique_address]] user_function<Callable> function;
  [[no_unique_address]] detail::scratch memory;

  template <class Left, class Right>
  static consteval auto find_type() {
    if constexpr (!is_array<Left> || !is_array<Right>) {
      return std::type_identity<plan_error::needs_an_array<"zip_with", Left, Right>>{};
    } else {
      using made = detail::callable_t<"zip_with", Callable, nullable_t<detail::element_t<Left>>, nullable_t<detail::element_t<Right>>>;
      if constexpr (refused<made>) return std::type_identity<made>{};
      else return std::type_identity<std::vector<made>>{};
    }
  }
  template <class Left, class Right>
  using type = typename decltype(find_type<Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Left, class Right>
  [[nodiscard]] auto operator()(Left const& left, Right const& right) const {
    using first = nullable_t<detail::element_t<Left>>;
    using second = nullable_t<detail::element_t<Right>>;
    auto& out = detail::emptied<detail::callable_t<"zip_with", Callable, first, second>>(memory);
    auto here = left.begin();
    auto there = right.begin();
    while (here != left.end() || there != right.end())
      out.push(function(detail::take_or_null(here, left.end()), detail::take_or_null(there, right.end())));
    return out.view();
  }
};

/// Each element by `callable(element)` or `callable(element, index)`.
template <expression Array, class Callable>
  requires(!operand<Callable>)
[[nodiscard]] constexpr auto transform(Array array, Callable callable) {
  return make_call(transform_function<Callable>{{std::move(callable)}, {}}, std::move(array));
}
/// The elements for which `predicate(element)` or `predicate(element, index)` is true.
template <expression Array, class Predicate>
  requires(!operand<Predicate>)
[[nodiscard]] constexpr auto filter(Array array, Predicate predicate) {
  return make_call(filter_function<Predicate>{{std::move(predicate)}, {}}, std::move(array));
}
/// Whether `predicate(element)` is true for an element; NULL if it is for none, and NULL for one.
template <expression Array, class Predicate>
  requires(!operand<Predicate>)
[[nodiscard]] constexpr auto exists(Array array, Predicate predicate) {
  return make_call(quantifier_function<"exists", true, Predicate>{{std::move(predicate)}}, std::move(array));
}
/// Whether `predicate(element)` is true for all elements; NULL if it is false for none, and NULL for one.
template <expression Array, class Predicate>
  requires(!operand<Predicate>)
[[nodiscard]] constexpr auto forall(Array array, Predicate predicate) {
  return make_call(quantifier_function<"forall", false, Predicate>{{std::move(predicate)}}, std::move(array));
}
/// `merge(accumulated, element)` from `zero` on, one element after the other; it gives the type of `zero`. Spark's aggregate and reduce.
template <expression Array, operand Zero, class Merge>
[[nodiscard]] constexpr auto reduce(Array array, Zero&& zero, Merge merge) {
  return make_call(reduce_function<Merge, no_finish>{{std::move(merge)}, {}}, std::move(array), std::forward<Zero>(zero));
}
/// The same, and `finish(accumulated)` at the end.
template <expression Array, operand Zero, class Merge, class Finish>
[[nodiscard]] constexpr auto reduce(Array array, Zero&& zero, Merge merge, Finish finish) {
  return make_call(reduce_function<Merge, Finish>{{std::move(merge)}, {std::move(finish)}}, std::move(array), std::forward<Zero>(zero));
}
/// `callable(left, right)` for each pair of elements; the shorter array is filled with NULL.
template <expression Left, operand Right, class Callable>
[[nodiscard]] constexpr auto zip_with(Left left, Right&& right, Callable callable) {
  return make_call(zip_with_function<Callable>{{std::move(callable)}, {}}, std::move(left), std::forward<Right>(right));
}

}  // namespace sluice
