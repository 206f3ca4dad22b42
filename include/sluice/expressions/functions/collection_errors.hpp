// SPDX-License-Identifier: Apache-2.0
// The refusals that functions of arrays, maps and structs can meet. One struct each, as in expressions/errors.hpp.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/contract/refusal.hpp>

namespace sluice::plan_error {

template <fixed_string Function, class... Types>
struct needs_an_array : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "this function needs an array column: std::vector, or what split or an array function makes");
  }
};

template <fixed_string Function, class... Types>
struct needs_a_map : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "this function needs a map column: std::map, or what create_map or a map function makes");
  }
};

template <fixed_string Function, class... Types>
struct needs_a_collection : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "this function needs an array or a map column: std::vector or std::map");
  }
};

template <fixed_string Function, class Type>
struct needs_a_struct : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "this function needs a struct column: a record, or what struct_of makes");
  }
};

template <fixed_string Function, class... Types>
struct elements_differ_in_type : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "the values and the elements of arrays and maps need one common type: cast<T>(...) them");
  }
};

template <fixed_string Function, class Element>
struct elements_have_no_order : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Element>, "this function compares elements: they must not be maps, or types of your own without an order");
  }
};

template <fixed_string Function, class Callable, class... Types>
struct callable_does_not_fit : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Callable>,
                  "the callable cannot be called with elements of these types, or does not give what is needed: it takes a text as std::string_view");
  }
};

}  // namespace sluice::plan_error
