// SPDX-License-Identifier: Apache-2.0
// `collect_list(x)` and `collect_set(x)`: the values of a group as an array, NULL left out, in the order in which they came. A group
// without values has an empty array. They grow in state.
#pragma once

#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/schema/keep_row.hpp>

#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

template <class Value>
struct collect_list_function {
  using state = std::vector<Value>;

  [[nodiscard]] state init() const { return {}; }
  template <class Seen>
  void update(state& current, Seen const& value) const {
    if (detail::has_value(value)) current.push_back(detail::keep_value<Value>(detail::unwrap(value)));
  }
  void merge(state& current, state const& other) const { current.insert(current.end(), other.begin(), other.end()); }
  [[nodiscard]] state const& result(state const& current) const { return current; }
};

template <class Value>
struct collect_set_function {
  using state = distinct_values<Value>;

  [[nodiscard]] state init() const { return {}; }
  template <class Seen>
  void update(state& current, Seen const& value) const {
    if (detail::has_value(value)) current.add(detail::unwrap(value));
  }
  void merge(state& current, state const& other) const {
    for (auto const& value : other) current.add(value);
  }
  [[nodiscard]] std::vector<Value> const& result(state const& current) const { return current.values(); }
};

struct collect_list_family {
  template <class Type, bool>
  using function = collect_list_function<non_null_t<Type>>;
  template <class Type, bool>
  [[nodiscard]] constexpr auto make() const {
    return collect_list_function<non_null_t<Type>>{};
  }
  static constexpr auto name(auto const& argument) { return detail::call_name<"collect_list">(argument); }
};

struct collect_set_family {
  template <class Type, bool>
  using function = std::conditional_t<distinct_type<non_null_t<Type>>, collect_set_function<non_null_t<Type>>,
                                      plan_error::distinct_needs_plain_values<"collect_set", non_null_t<Type>>>;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    return function<Type, CanBeEmpty>{};
  }
  static constexpr auto name(auto const& argument) { return detail::call_name<"collect_set">(argument); }
};

/// The values, as an array.
template <expression Argument>
[[nodiscard]] constexpr auto collect_list(Argument argument) {
  return aggregate_call<collect_list_family, Argument>{{}, std::move(argument)};
}
/// The distinct values, as an array. Spark says nothing of their order; here it is that of their first coming.
template <expression Argument>
[[nodiscard]] constexpr auto collect_set(Argument argument) {
  return aggregate_call<collect_set_family, Argument>{{}, std::move(argument)};
}

}  // namespace sluice
