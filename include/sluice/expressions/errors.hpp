// SPDX-License-Identifier: Apache-2.0
// The refusals an expression can meet: unknown columns and types that do not fit. One struct each; the struct's name and
// arguments are what the compiler prints, its static_assert is the sentence.
#pragma once

#include <sluice/base/edit_distance.hpp>
#include <sluice/base/fixed_string.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/schema/columns.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice::plan_error {

/// Facts, as the compiler prints them.
template <fixed_string Name>
struct column_named;
template <fixed_string Name>
struct did_you_mean;
struct the_row_has_no_columns;

template <class Column, class Nearest>
struct no_such_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "the row has no column of that name: see did_you_mean<...> for the nearest one");
  }
};

template <fixed_string Operation, class... Types>
struct no_such_operation : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "this operation does not take columns of these types: cast<T>(...) one of them");
  }
};

template <fixed_string Function, class Type>
struct aggregate_needs_a_number : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "sum and avg need a column of numbers: cast<double>(...) it, or count it instead");
  }
};

template <fixed_string Function, class Type>
struct aggregate_needs_an_order : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "min and max need values with an order: numbers, texts, times and the like");
  }
};

template <class Type>
struct predicate_is_not_boolean : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "where needs a condition, a column or comparison of type bool");
  }
};

template <class Type>
struct window_needs_a_timestamp : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "window needs a column of type sluice::timestamp (or a window): cast<sluice::timestamp>(...) it");
  }
};

template <class Type>
struct window_time_needs_a_window : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "window_time needs a window column: the window of an earlier aggregation, or window(...)");
  }
};

template <class Type>
struct explode_needs_an_array : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "explode needs an array column (std::vector, the result of split) or a map column");
  }
};

template <class Columns>
struct generator_needs_a_name_per_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Columns>, "this generator makes another number of columns: put it into a select, with a name for each, .as<\"a\", \"b\">()");
  }
};

template <fixed_string Function, class Record>
struct parser_stands_alone : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Record>,
                  "from_json and from_csv may reject a row, so each stands alone in a column: select(from_json<T>(...).as<\"data\">()), and "
                  "use its fields in the next operator");
  }
};

template <class Array>
struct explode_stands_alone : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Array>, "explode makes rows, not a value: select it as a column, and use that column in the next operator");
  }
};

template <class Type>
struct all_of_needs_a_struct : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "all_of<...> needs a column that holds a record");
  }
};

template <class From, class To>
struct no_such_cast : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<From>, "there is no cast between these types");
  }
};

template <class... Types>
struct branches_differ_in_type : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Types...>, "all branches of when/otherwise and coalesce need one common type: cast<T>(...) them");
  }
};

template <class Operand>
struct null_equals_nothing : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Operand>, "a comparison with NULL is never true: use is_null(...) or is_not_null(...)");
  }
};

template <class Null>
struct null_has_no_type : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Null>, "this NULL does not say of which type it is: write null_of<T>(), such as null_of<double>()");
  }
};

template <class Callable, class... Types>
struct function_does_not_take : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Callable>,
                  "the function cannot be called with columns of these types: it takes a text as std::string_view, else the column's own type, "
                  "and NULL as std::optional");
  }
};

template <class Function, class Type>
struct function_is_no_aggregate : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Function>,
                  "udaf needs a struct with a type `state` and const members init(), update(state&, value), merge(state&, state const&) and "
                  "result(state const&); update takes the column's type, a text as std::string_view");
  }
};

template <class Position>
struct column_needs_a_name : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Position>, "this expression has no column name of its own: give it one with .as<\"name\">()");
  }
};
template <int Position>
struct at_position;

template <class Column>
struct duplicate_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "two columns of the result have this name: rename one with .as<\"name\">()");
  }
};

}  // namespace sluice::plan_error

namespace sluice::detail {

/// Position of the first name that is empty, and of the first that stands before it already; `npos` if there is none.
template <std::size_t Size>
[[nodiscard]] constexpr std::size_t first_unnamed(std::array<std::string_view, Size> const& names) {
  for (std::size_t i = 0; i < Size; ++i)
    if (names[i].empty()) return i;
  return npos;
}
template <std::size_t Size>
[[nodiscard]] constexpr std::size_t first_duplicate(std::array<std::string_view, Size> const& names) {
  for (std::size_t i = 0; i < Size; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return i;
  return npos;
}

/// The refusal of columns one of which has no name, or the name of another; else `accepted`.
template <fixed_string... Names>
consteval auto check_names() {
  constexpr std::array<std::string_view, sizeof...(Names)> names{Names.view()...};
  constexpr std::size_t unnamed = first_unnamed(names);
  constexpr std::size_t duplicate = first_duplicate(names);
  if constexpr (unnamed != npos)
    return plan_error::column_needs_a_name<plan_error::at_position<static_cast<int>(unnamed) + 1>>{};
  else if constexpr (duplicate != npos)
    return plan_error::duplicate_column<nth_type<duplicate, plan_error::column_named<Names>...>>{};
  else return accepted{};
}

template <fixed_string Name, class Schema>
consteval auto refuse_column() {
  if constexpr (Schema::size == 0) {
    return plan_error::no_such_column<plan_error::column_named<Name>, plan_error::the_row_has_no_columns>{};
  } else {
    constexpr std::size_t nearest = nearest_name(Name.view(), Schema::names);
    return plan_error::no_such_column<plan_error::column_named<Name>,
                                      plan_error::did_you_mean<Schema::template at<nearest>::name>>{};
  }
}

/// The refusal for a name that is not in the schema, with the nearest one that is.
template <fixed_string Name, class Schema>
using no_such_column_t = decltype(refuse_column<Name, Schema>());

/// The refusal for a name that is no column, not even as a path into one; else `accepted`.
template <fixed_string Name, class Schema>
consteval auto check_column() {
  if constexpr (Schema::index_of(Name.view()) == npos) return refuse_column<Name, Schema>();
  else return accepted{};
}

}  // namespace sluice::detail
