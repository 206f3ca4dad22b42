// SPDX-License-Identifier: Apache-2.0
// Bits of integers: bitwise_and, bitwise_or, bitwise_xor, bitwise_not, shiftleft, shiftright, shiftrightunsigned, bit_count, getbit.
// Spark writes the first four as `&`, `|`, `^` and `~`; its bit_and and the like are aggregates.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

enum class bit_operation : std::uint8_t { conjunction, disjunction, difference };
enum class shift : std::uint8_t { left, right, right_unsigned };

template <fixed_string Name, class Left, class Right>
consteval auto bits_type() {
  if constexpr (integer_type<Left> && integer_type<Right>) return std::type_identity<std::common_type_t<Left, Right>>{};
  else return std::type_identity<plan_error::no_such_operation<Name, Left, Right>>{};
}

/// What a shift gives: 64 bits of 64, else 32, as in Spark.
template <class Type>
using shifted_t = std::conditional_t<(sizeof(Type) < sizeof(std::int32_t)), std::int32_t, Type>;

}  // namespace detail

template <fixed_string Symbol, detail::bit_operation Operation>
struct bits_function {
  template <class Left, class Right>
  using type = typename decltype(detail::bits_type<Symbol, Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<Symbol>(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using common = std::common_type_t<Left, Right>;
    auto const first = static_cast<common>(left);
    auto const second = static_cast<common>(right);
    if constexpr (Operation == detail::bit_operation::conjunction) return static_cast<common>(first & second);
    else if constexpr (Operation == detail::bit_operation::disjunction) return static_cast<common>(first | second);
    else return static_cast<common>(first ^ second);
  }
};

struct bitwise_not_function {
  template <class Type>
  using type = std::conditional_t<integer_type<Type>, Type, plan_error::no_such_operation<"~", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"~"} + argument;
  }
  template <class Integer>
  [[nodiscard]] constexpr Integer operator()(Integer value) const {
    return static_cast<Integer>(~value);
  }
};

template <fixed_string Name, detail::shift Way>
struct shift_function {
  template <class Value, class Bits>
  using type = std::conditional_t<integer_type<Value> && integer_type<Bits>, detail::shifted_t<Value>,
                                  plan_error::no_such_operation<Name, Value, Bits>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Value, class Bits>
  [[nodiscard]] constexpr auto operator()(Value value, Bits bits) const {
    using result = detail::shifted_t<Value>;
    using word = std::make_unsigned_t<result>;
    // Only the low bits of the distance count, as in Java: a shift of 32-bit numbers by 33 is one by 1.
    auto const distance = static_cast<unsigned>(bits) & (sizeof(result) * 8U - 1U);
    auto const wide = static_cast<result>(value);
    if constexpr (Way == detail::shift::left) return static_cast<result>(static_cast<word>(wide) << distance);
    else if constexpr (Way == detail::shift::right) return static_cast<result>(wide >> distance);
    else return static_cast<result>(static_cast<word>(wide) >> distance);
  }
};

/// Bits that are one. Integers of fewer than 64 bits are extended by their sign first, as in Spark.
struct bit_count_function {
  template <class Type>
  using type = std::conditional_t<integer_type<Type> || std::same_as<Type, bool>, std::int32_t,
                                  plan_error::no_such_operation<"bit_count", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"bit_count">(names...); }

  template <class Value>
  [[nodiscard]] constexpr std::int32_t operator()(Value value) const {
    if constexpr (std::same_as<Value, bool>) return value ? 1 : 0;
    else return std::popcount(static_cast<std::uint64_t>(value));
  }
};

struct getbit_function {
  template <class Value, class Position>
  using type = std::conditional_t<integer_type<Value> && integer_type<Position>, std::int8_t,
                                  plan_error::no_such_operation<"getbit", Value, Position>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"getbit">(names...); }

  template <class Value, class Position>
  [[nodiscard]] std::int8_t operator()(Value value, Position position) const {
    if (position < 0 || static_cast<std::uint64_t>(position) >= sizeof(Value) * 8)
      throw evaluation_error({error_code::invalid_parameter, "getbit", "the integer has no bit at this position",
                              std::to_string(position), "bits count from 0, the lowest"});
    return static_cast<std::int8_t>(static_cast<std::uint64_t>(value) >> static_cast<unsigned>(position) & 1U);
  }
};

/// `left & right` of integers.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto bitwise_and(Left&& left, Right&& right) {
  return make_call(bits_function<"&", detail::bit_operation::conjunction>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// `left | right` of integers.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto bitwise_or(Left&& left, Right&& right) {
  return make_call(bits_function<"|", detail::bit_operation::disjunction>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// `left ^ right` of integers.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto bitwise_xor(Left&& left, Right&& right) {
  return make_call(bits_function<"^", detail::bit_operation::difference>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// `~value` of an integer.
template <function_operands Value>
[[nodiscard]] constexpr auto bitwise_not(Value&& value) {
  return make_call(bitwise_not_function{}, std::forward<Value>(value));
}
/// The integer with its bits moved up. What leaves at the top is lost; the distance counts modulo the number of bits.
template <operand Value, operand Bits>
  requires function_operands<Value, Bits>
[[nodiscard]] constexpr auto shiftleft(Value&& value, Bits&& bits) {
  return make_call(shift_function<"shiftleft", detail::shift::left>{}, std::forward<Value>(value), std::forward<Bits>(bits));
}
/// The integer with its bits moved down; copies of the sign come in at the top.
template <operand Value, operand Bits>
  requires function_operands<Value, Bits>
[[nodiscard]] constexpr auto shiftright(Value&& value, Bits&& bits) {
  return make_call(shift_function<"shiftright", detail::shift::right>{}, std::forward<Value>(value), std::forward<Bits>(bits));
}
/// The integer with its bits moved down; zeros come in at the top.
template <operand Value, operand Bits>
  requires function_operands<Value, Bits>
[[nodiscard]] constexpr auto shiftrightunsigned(Value&& value, Bits&& bits) {
  return make_call(shift_function<"shiftrightunsigned", detail::shift::right_unsigned>{}, std::forward<Value>(value),
                   std::forward<Bits>(bits));
}
/// How many bits of an integer are one, after it was extended to 64 bits by its sign; 1 of true.
template <function_operands Value>
[[nodiscard]] constexpr auto bit_count(Value&& value) {
  return make_call(bit_count_function{}, std::forward<Value>(value));
}
/// The bit at a position, from 0, the lowest. Throws evaluation_error for a position that the integer has not.
template <operand Value, operand Position>
  requires function_operands<Value, Position>
[[nodiscard]] constexpr auto getbit(Value&& value, Position&& position) {
  return make_call(getbit_function{}, std::forward<Value>(value), std::forward<Position>(position));
}

}  // namespace sluice
