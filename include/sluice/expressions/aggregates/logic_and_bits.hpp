// SPDX-License-Identifier: Apache-2.0
// `bool_and`, `bool_or` (`every`, `some`, `any`) and `count_if` of conditions; `bit_and`, `bit_or` and `bit_xor` of integers. NULL is
// passed over.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

namespace sluice {

enum class bit_join { all, any, odd };

/// Joins values bit by bit; a bool is one bit. Fixed state: allocates nothing.
template <class Value, bit_join How>
struct bit_join_function {
  using state = Value;

  [[nodiscard]] constexpr state init() const {
    if constexpr (std::same_as<Value, bool>) return How == bit_join::all;
    else return How == bit_join::all ? static_cast<Value>(~Value{}) : Value{};
  }
  constexpr void update(state& current, Value value) const {
    if constexpr (How == bit_join::all) current = static_cast<Value>(current & value);
    else if constexpr (How == bit_join::any) current = static_cast<Value>(current | value);
    else current = static_cast<Value>(current ^ value);
  }
  constexpr void merge(state& current, state other) const { update(current, other); }
  [[nodiscard]] constexpr Value result(state current) const { return current; }
};

template <bit_join How>
struct bit_kind {
  template <fixed_string Name, class Type>
  using function =
      std::conditional_t<integer_type<Type>, bit_join_function<Type, How>, plan_error::bit_aggregate_needs_integers<Name, Type>>;
};
template <bit_join How>
struct condition_kind {
  template <fixed_string Name, class Type>
  using function =
      std::conditional_t<std::same_as<Type, bool>, bit_join_function<bool, How>, plan_error::aggregate_needs_a_condition<Name, Type>>;
};

struct count_if_function {
  using state = std::int64_t;

  [[nodiscard]] constexpr state init() const { return 0; }
  template <class Seen>
  constexpr void update(state& current, Seen const& condition) const {
    current += is_true(condition) ? 1 : 0;
  }
  constexpr void merge(state& current, state other) const { current += other; }
  [[nodiscard]] constexpr std::int64_t result(state current) const { return current; }
};

struct count_if_family {
  template <class Type, bool>
  using function = std::conditional_t<std::same_as<non_null_t<Type>, bool>, count_if_function,
                                      plan_error::aggregate_needs_a_condition<"count_if", non_null_t<Type>>>;
  template <class, bool>
  [[nodiscard]] constexpr count_if_function make() const {
    return {};
  }
  static constexpr auto name(auto const& argument) { return detail::call_name<"count_if">(argument); }
};

namespace detail {

template <fixed_string Name, class Kind, class Argument>
[[nodiscard]] constexpr auto named_call(Argument argument) {
  return aggregate_call<named_family<Name, Kind>, Argument>{{}, std::move(argument)};
}

}  // namespace detail

/// Whether the condition holds in all rows of the group where it is not NULL.
template <expression Argument>
[[nodiscard]] constexpr auto bool_and(Argument condition) {
  return detail::named_call<"bool_and", condition_kind<bit_join::all>>(std::move(condition));
}
template <expression Argument>
[[nodiscard]] constexpr auto every(Argument condition) {
  return detail::named_call<"every", condition_kind<bit_join::all>>(std::move(condition));
}
/// Whether the condition holds in one row of the group or more.
template <expression Argument>
[[nodiscard]] constexpr auto bool_or(Argument condition) {
  return detail::named_call<"bool_or", condition_kind<bit_join::any>>(std::move(condition));
}
template <expression Argument>
[[nodiscard]] constexpr auto some(Argument condition) {
  return detail::named_call<"some", condition_kind<bit_join::any>>(std::move(condition));
}
template <expression Argument>
[[nodiscard]] constexpr auto any(Argument condition) {
  return detail::named_call<"any", condition_kind<bit_join::any>>(std::move(condition));
}
/// In how many rows the condition holds; never NULL.
template <expression Argument>
[[nodiscard]] constexpr auto count_if(Argument condition) {
  return aggregate_call<count_if_family, Argument>{{}, std::move(condition)};
}
/// The bits that are set in all values.
template <expression Argument>
[[nodiscard]] constexpr auto bit_and(Argument argument) {
  return detail::named_call<"bit_and", bit_kind<bit_join::all>>(std::move(argument));
}
/// The bits that are set in one value or more.
template <expression Argument>
[[nodiscard]] constexpr auto bit_or(Argument argument) {
  return detail::named_call<"bit_or", bit_kind<bit_join::any>>(std::move(argument));
}
/// The bits that are set in an odd number of values.
template <expression Argument>
[[nodiscard]] constexpr auto bit_xor(Argument argument) {
  return detail::named_call<"bit_xor", bit_kind<bit_join::odd>>(std::move(argument));
}

}  // namespace sluice
