// SPDX-License-Identifier: Apache-2.0
// `count_distinct(a, b)`, `sum_distinct(x)`, `avg_distinct(x)`: exact aggregates of the distinct values of a group, all of which are
// kept. In batch only: on a stream they are refused, as by Spark (semantics 2.1); approx_count_distinct runs there.
#pragma once

#include <sluice/expressions/aggregates.hpp>
#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/expressions/window.hpp>
#include <sluice/state/distinct_values.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// Values that can be told apart as keys of groups can.
template <class Type>
concept distinct_type = numeric_type<Type> || std::same_as<Type, bool> || std::same_as<Type, char> || text_type<Type> ||
                        binary_type<Type> || std::same_as<Type, timestamp> || std::same_as<Type, date> ||
                        std::same_as<Type, time_window> || detail::is_interval<Type> || std::is_enum_v<Type>;

namespace detail {

template <class... Types>
struct distinct_key {
  using type = std::tuple<Types...>;
};
template <class Type>
struct distinct_key<Type> {
  using type = Type;
};

struct unwrapped {
  template <class... Values>
  constexpr auto operator()(Values const&... values) const {
    return std::tuple<std::remove_cvref_t<decltype(unwrap(values))>...>{unwrap(values)...};
  }
};

}  // namespace detail

/// Counts the distinct rows of its arguments; those with a NULL are passed over. Allocates for new ones.
template <class... Types>
struct count_distinct_function {
  using state = distinct_values<typename detail::distinct_key<Types...>::type>;

  [[nodiscard]] state init() const { return {}; }
  template <class... Seen>
  void update(state& current, argument_pack<Seen...> const& seen) const {
    if (!detail::all_present(seen.values)) return;
    if constexpr (sizeof...(Types) == 1) current.add(detail::unwrap(std::get<0>(seen.values)));
    else current.add(std::apply(detail::unwrapped{}, seen.values));
  }
  void merge(state& current, state const& other) const {
    for (auto const& value : other) current.add(value);
  }
  [[nodiscard]] std::int64_t result(state const& current) const { return static_cast<std::int64_t>(current.size()); }
};

struct count_distinct_family {
  static constexpr bool exact_distinct = true;

  template <class... Types>
  static consteval auto find() {
    using first = first_refusal_t<
        std::conditional_t<distinct_type<Types>, accepted, plan_error::distinct_needs_plain_values<"count_distinct", Types>>...>;
    if constexpr (refused<first>) return std::type_identity<first>{};
    else return std::type_identity<count_distinct_function<Types...>>{};
  }
  template <bool, class... Types>
  using function = typename decltype(find<non_null_t<Types>...>())::type;
  template <bool Keyed, class... Types>
  [[nodiscard]] constexpr auto make() const {
    return function<Keyed, Types...>{};
  }
  static constexpr auto name(auto const&... names) { return detail::call_name<"count">(distinct_name(names...)); }

 private:
  template <std::size_t... Sizes>
  static constexpr auto distinct_name(fixed_string<Sizes> const&... names) {
    if constexpr ((false || ... || (Sizes == 1))) return fixed_string{""};
    else return fixed_string{"DISTINCT "} + detail::join_names(names...);
  }
};

/// An aggregate function over the distinct values alone.
template <class Function, class Value>
struct distinct_function {
  Function function;
  using state = distinct_values<Value>;

  [[nodiscard]] state init() const { return {}; }
  template <class Seen>
  void update(state& current, Seen const& value) const {
    current.add(value);
  }
  void merge(state& current, state const& other) const {
    for (auto const& value : other) current.add(value);
  }
  [[nodiscard]] auto result(state const& current) const {
    auto whole = function.init();
    for (Value const value : current) function.update(whole, value);
    return function.result(whole);
  }
};

/// `Family`, one that passes over NULL, over the distinct values alone.
template <class Family>
struct distinct_family : null_skipping_family<distinct_family<Family>> {
  static constexpr bool exact_distinct = true;

  template <class Type>
  static consteval auto find_bare() {
    using plain = typename Family::template bare_function<Type>;
    if constexpr (refused<plain>) return std::type_identity<plain>{};
    else return std::type_identity<distinct_function<plain, Type>>{};
  }
  template <class Type>
  using bare_function = typename decltype(find_bare<Type>())::type;

  template <std::size_t Size>
  static constexpr auto name(fixed_string<Size> const& argument) {
    if constexpr (Size == 1) return fixed_string{""};
    else return Family::name(fixed_string{"DISTINCT "} + argument);
  }
};

/// The number of distinct values, or of distinct combinations of several columns' values, none of them NULL. Batch only. Memory grows
/// with them.
template <expression... Arguments>
  requires(sizeof...(Arguments) > 0)
[[nodiscard]] constexpr auto count_distinct(Arguments... arguments) {
  return aggregate_call_of_several<count_distinct_family, Arguments...>{{}, std::move(arguments)...};
}
/// The sum of the distinct values, as `sum` makes it. Batch only.
template <expression Argument>
[[nodiscard]] constexpr auto sum_distinct(Argument argument) {
  return aggregate_call<distinct_family<sum_family>, Argument>{{}, std::move(argument)};
}
/// The mean of the distinct values. Batch only.
template <expression Argument>
[[nodiscard]] constexpr auto avg_distinct(Argument argument) {
  return aggregate_call<distinct_family<avg_family>, Argument>{{}, std::move(argument)};
}

}  // namespace sluice
