// SPDX-License-Identifier: Apache-2.0
// `max_by(value, order)` and `min_by(value, order)`: the value of the row whose order is greatest or least. Rows whose order is NULL are
// passed over; of rows with equal orders the last one counts, as in Spark.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/schema/compare.hpp>
#include <sluice/schema/keep_row.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

template <class Value, class Order, bool Greatest, bool CanBeEmpty>
struct extreme_by_function {
  using kept_value = detail::result_or_null<CanBeEmpty, Value>;
  struct state {
    std::optional<Order> order;
    kept_value value{};
  };

  [[nodiscard]] constexpr state init() const { return {}; }
  template <class SeenValue, class SeenOrder>
  constexpr void update(state& current, argument_pack<SeenValue, SeenOrder> const& seen) const {
    auto const& [value, order] = seen.values;
    if (!detail::has_value(order) || (current.order && better(*current.order, detail::unwrap(order)))) return;
    current.order = detail::keep_value<Order>(detail::unwrap(order));
    current.value = detail::keep_value<kept_value>(value);
  }
  constexpr void merge(state& current, state const& other) const {
    if (other.order && !(current.order && better(*current.order, *other.order))) current = other;
  }
  [[nodiscard]] constexpr view_t<kept_value> result(state const& current) const { return as_view(current.value); }

 private:
  template <class Seen>
  [[nodiscard]] static constexpr bool better(Order const& kept, Seen const& seen) {
    int const order = compare_values(kept, seen);
    return Greatest ? order > 0 : order < 0;
  }
};

template <fixed_string Name, bool Greatest>
struct extreme_by_family {
  template <bool Keyed, class Value, class Order>
  static consteval auto find() {
    if constexpr (!ordered_type<non_null_t<Order>>)
      return std::type_identity<plan_error::aggregate_needs_an_order<Name, non_null_t<Order>>>{};
    else return std::type_identity<extreme_by_function<Value, non_null_t<Order>, Greatest, !Keyed || is_nullable<Order>>>{};
  }
  template <bool Keyed, class... Types>
  using function = typename decltype(find<Keyed, Types...>())::type;
  template <bool Keyed, class... Types>
  [[nodiscard]] constexpr auto make() const {
    return function<Keyed, Types...>{};
  }
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }
};

/// The value of the row with the greatest order; NaN is above every number. NULL if all orders are. Allocates where the value or the
/// order is a text that is longer than the one it replaces.
template <expression Value, expression Order>
[[nodiscard]] constexpr auto max_by(Value value, Order order) {
  return aggregate_call_of_several<extreme_by_family<"max_by", true>, Value, Order>{{}, std::move(value), std::move(order)};
}
/// The value of the row with the least order.
template <expression Value, expression Order>
[[nodiscard]] constexpr auto min_by(Value value, Order order) {
  return aggregate_call_of_several<extreme_by_family<"min_by", false>, Value, Order>{{}, std::move(value), std::move(order)};
}

}  // namespace sluice
