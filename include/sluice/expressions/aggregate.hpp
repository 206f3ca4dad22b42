// SPDX-License-Identifier: Apache-2.0
// Aggregates: what a grouped row is made of. An aggregate *function* is a small value with a state per group:
//
//   struct spread {
//     struct state { double low, high; };
//     state init() const;                                   a group without values
//     void update(state&, double value) const;              one more value; called once per record of the group
//     void merge(state&, state const& other) const;         two parts of one group
//     double result(state const&) const;
//   };
//   aggregate(udaf(spread{})(col<"amount">).as<"spread">())
//
// NULL values are skipped; a group that saw only NULLs has a NULL result. A function that takes std::optional sees them.
#pragma once

#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/literal.hpp>

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// An aggregate function over values of `Value`.
template <class Function, class Value>
concept aggregate_function =
    std::copy_constructible<Function> &&
    requires(Function const& function, typename Function::state& state, typename Function::state const& other, Value value) {
      { function.init() } -> std::same_as<typename Function::state>;
      function.update(state, value);
      function.merge(state, other);
      function.result(other);
    };

namespace detail {

/// A function that takes no NULL, over a column that may have some: the state is empty until the first value.
template <class Function>
struct skip_nulls {
  Function function;
  using state = std::optional<typename Function::state>;

  [[nodiscard]] constexpr state init() const { return std::nullopt; }
  template <class Value>
  constexpr void update(state& current, Value const& value) const {
    if constexpr (is_nullable<Value>) {
      if (value) update(current, *value);
    } else {
      if (!current) current = function.init();
      function.update(*current, value);
    }
  }
  constexpr void merge(state& current, state const& other) const {
    if (!other) return;
    if (!current) current = other;
    else function.merge(*current, *other);
  }
  [[nodiscard]] constexpr auto result(state const& current) const {
    using value = nullable_t<std::remove_cvref_t<decltype(function.result(*current))>>;
    return current ? value{function.result(*current)} : value{};
  }
};

}  // namespace detail

struct aggregate_tag {};

/// An aggregate as it stands in a query: a function over an argument.
template <class Type>
concept aggregate_expression = std::derived_from<std::remove_cvref_t<Type>, aggregate_tag>;

template <fixed_string Name, class Aggregate>
struct aliased_aggregate;

template <class Derived>
struct aggregate_base : aggregate_tag {
  /// The same aggregate under another column name.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const {
    return aliased_aggregate<Name, Derived>{{}, static_cast<Derived const&>(*this)};
  }
};

/// An aggregate over one argument. `Family` says what it is:
///   template <class Type, bool CanBeEmpty> using function = an aggregate_function, or a refusal;
///   constexpr auto make<Type, CanBeEmpty>() const;      that function
///   static constexpr auto name(argument name), shorthand_name(argument name)
/// `CanBeEmpty`: the group may have no value to aggregate (nullable argument, or no grouping keys).
template <class Family, expression Argument>
struct aggregate_call : aggregate_base<aggregate_call<Family, Argument>> {
  Family family;
  Argument argument;

  constexpr aggregate_call(Family what, Argument of) : family(std::move(what)), argument(std::move(of)) {}

  static constexpr auto name = Family::name(inner_name_of<Argument>);
  static constexpr auto shorthand_name = Family::name(inner_name_of<Argument>);
  static constexpr auto needs = Argument::needs;
  /// Whether it keeps each distinct value, which streams do not run (semantics 2.1): a family says so by a constant of this name.
  static constexpr bool exact_distinct = requires { requires Family::exact_distinct; };

  template <class Schema, bool Keyed>
  static consteval auto find_function() {
    using inner = result_of<Argument, Schema>;
    if constexpr (refused<inner>) return std::type_identity<inner>{};
    else
      return std::type_identity<typename Family::template function<typename inner::type, !Keyed || is_nullable<typename inner::type>>>{};
  }
  /// The aggregate function for a schema, or a refusal.
  template <class Schema, bool Keyed>
  using function = typename decltype(find_function<Schema, Keyed>())::type;

  /// The argument's type on a schema.
  template <class Schema>
  using argument_type = typename result_of<Argument, Schema>::type;

  template <class Schema, bool Keyed>
  [[nodiscard]] constexpr auto make_function() const {
    using inner = result_of<Argument, Schema>;
    return family.template make<typename inner::type, !Keyed || is_nullable<typename inner::type>>();
  }

  template <class Row>
  [[nodiscard]] constexpr decltype(auto) evaluate(Row const& row) const {
    return argument.evaluate(row);
  }
};

/// An aggregate with a name given by the user.
template <fixed_string Name, class Aggregate>
struct aliased_aggregate : aggregate_base<aliased_aggregate<Name, Aggregate>> {
  Aggregate inner;

  static constexpr auto name = Name;
  static constexpr auto shorthand_name = Name;
  static constexpr auto needs = Aggregate::needs;
  static constexpr bool exact_distinct = Aggregate::exact_distinct;
  template <class Schema, bool Keyed>
  using function = typename Aggregate::template function<Schema, Keyed>;
  template <class Schema>
  using argument_type = typename Aggregate::template argument_type<Schema>;
  template <class Schema, bool Keyed>
  [[nodiscard]] constexpr auto make_function() const {
    return inner.template make_function<Schema, Keyed>();
  }
  template <class Row>
  [[nodiscard]] constexpr decltype(auto) evaluate(Row const& row) const {
    return inner.evaluate(row);
  }
};

/// A family whose function does not know NULL: wrapped where a group may be empty.
template <class Derived>
struct null_skipping_family {
  /// The derived family, looked at only when it is complete.
  template <class>
  using later = Derived;
  template <class Type, bool CanBeEmpty>
  static consteval auto find() {
    using plain = typename later<Type>::template bare_function<non_null_t<Type>>;
    if constexpr (refused<plain>) return std::type_identity<plain>{};
    else return std::type_identity<std::conditional_t<CanBeEmpty, detail::skip_nulls<plain>, plain>>{};
  }
  template <class Type, bool CanBeEmpty>
  using function = typename decltype(find<Type, CanBeEmpty>())::type;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    return function<Type, CanBeEmpty>{};
  }
};

/// The result type of an aggregate function.
template <class Function>
using aggregate_result_t = owned_t<decltype(std::declval<Function const&>().result(
    std::declval<typename Function::state const&>()))>;

}  // namespace sluice
