// SPDX-License-Identifier: Apache-2.0
// What the aggregates of this folder are made of: families that know their name, and calls of several arguments (`corr(x, y)`), whose
// values reach the function side by side in an argument_pack. The calls of one argument are those of expressions/aggregate.hpp.
#pragma once

#include <sluice/expressions/aggregate.hpp>
#include <sluice/expressions/aggregates/errors.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/column.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// The values of several arguments of one row; views, as they flow.
template <class... Types>
struct argument_pack {
  std::tuple<Types...> values;
};

template <class... Types>
struct view<argument_pack<Types...>> {
  using type = argument_pack<view_t<Types>...>;
};

/// A family of one argument that passes over NULL. `Kind::function<Name, Type>` is the function for values of `Type`, or a refusal.
template <fixed_string Name, class Kind>
struct named_family : null_skipping_family<named_family<Name, Kind>> {
  template <class Type>
  using bare_function = typename Kind::template function<Name, Type>;
  static constexpr auto name(auto const& argument) { return detail::call_name<Name>(argument); }
};

/// An aggregate over several arguments. `Family` says what it is:
///   template <bool Keyed, class... Types> using function = an aggregate_function of argument_packs, or a refusal;
///   template <bool Keyed, class... Types> constexpr auto make() const;      that function
///   static constexpr auto name(the arguments' names...)
template <class Family, expression... Arguments>
struct aggregate_call_of_several : aggregate_base<aggregate_call_of_several<Family, Arguments...>> {
  Family family;
  std::tuple<Arguments...> arguments;

  constexpr explicit aggregate_call_of_several(Family what, Arguments... of) : family(std::move(what)), arguments(std::move(of)...) {}

  static constexpr auto name = Family::name(inner_name_of<Arguments>...);
  static constexpr auto shorthand_name = name;
  static constexpr auto needs = (no_columns | ... | Arguments::needs);
  static constexpr bool exact_distinct = requires { requires Family::exact_distinct; };

  template <class Schema, bool Keyed>
  static consteval auto find_function() {
    using first = first_refusal_t<result_of<Arguments, Schema>...>;
    if constexpr (refused<first>) return std::type_identity<first>{};
    else return std::type_identity<typename Family::template function<Keyed, typename result_of<Arguments, Schema>::type...>>{};
  }
  template <class Schema, bool Keyed>
  using function = typename decltype(find_function<Schema, Keyed>())::type;

  template <class Schema>
  using argument_type = argument_pack<typename result_of<Arguments, Schema>::type...>;

  template <class Schema, bool Keyed>
  [[nodiscard]] constexpr auto make_function() const {
    return family.template make<Keyed, typename result_of<Arguments, Schema>::type...>();
  }

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return evaluate(row, std::index_sequence_for<Arguments...>{});
  }

 private:
  template <class Row, std::size_t... Index>
  [[nodiscard]] constexpr auto evaluate(Row const& row, std::index_sequence<Index...>) const {
    return argument_pack<decltype(std::get<Index>(arguments).evaluate(row))...>{{std::get<Index>(arguments).evaluate(row)...}};
  }
};

namespace detail {

/// A function's result where a group may have nothing to aggregate.
template <bool CanBeEmpty, class Type>
using result_or_null = std::conditional_t<CanBeEmpty, nullable_t<Type>, Type>;

struct presence {
  template <class... Values>
  constexpr bool operator()(Values const&... values) const {
    return (true && ... && has_value(values));
  }
};
template <class... Values>
[[nodiscard]] constexpr bool all_present(std::tuple<Values...> const& values) {
  return std::apply(presence{}, values);
}

}  // namespace detail

}  // namespace sluice
