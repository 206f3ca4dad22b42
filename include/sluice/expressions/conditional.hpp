// SPDX-License-Identifier: Apache-2.0
// `when(...).otherwise(...)`, `coalesce`, `is_null`, `is_not_null`.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/common_number.hpp>
#include <sluice/expressions/errors.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// The type that values of several types share: the same owned type, or the common one of numbers; nullable if one is.
template <class First, class... Rest>
consteval auto common_value_type() {
  if constexpr (sizeof...(Rest) == 0) {
    return std::type_identity<First>{};
  } else {
    using rest = typename decltype(common_value_type<Rest...>())::type;
    if constexpr (refused<rest>) {
      return std::type_identity<rest>{};
    } else {
      constexpr bool nullable = is_nullable<First> || is_nullable<rest>;
      using left = owned_t<non_null_t<First>>;
      using right = owned_t<non_null_t<rest>>;
      if constexpr (std::same_as<left, right>)
        return std::type_identity<std::conditional_t<nullable, std::optional<left>, left>>{};
      else if constexpr (numeric_type<left> && numeric_type<right>)
        return std::type_identity<std::conditional_t<nullable, std::optional<common_number_t<left, right>>,
                                                     common_number_t<left, right>>>{};
      else return std::type_identity<plan_error::branches_differ_in_type<First, Rest...>>{};
    }
  }
}
template <class... Types>
using common_value_t = typename decltype(common_value_type<Types...>())::type;

/// The shape in which a branch's value is handed on: views where every branch has a view.
template <class... Values>
struct branch_value {
  static constexpr bool texts = (true && ... && text_type<non_null_t<Values>>);
  static constexpr bool all_views = (true && ... && !std::same_as<non_null_t<Values>, std::string>);
  using common = common_value_t<Values...>;
  using type = std::conditional_t<texts && all_views,
                                  std::conditional_t<is_nullable<common>, std::optional<std::string_view>, std::string_view>,
                                  common>;
};
template <class... Values>
using branch_value_t = typename branch_value<std::remove_cvref_t<Values>...>::type;

template <class To, class From>
constexpr To branch_cast(From&& value) {
  if constexpr (is_nullable<std::remove_cvref_t<From>>) {
    if (!value) return To{};
    return To{into_common<non_null_t<To>>(*std::forward<From>(value), "when")};
  } else {
    return To{into_common<non_null_t<To>>(std::forward<From>(value), "when")};
  }
}

}  // namespace detail

struct coalesce_function {
  /// Nullable only if the last argument is.
  template <class... Types>
  static consteval auto find_type() {
    using common = detail::common_value_t<Types...>;
    if constexpr (refused<common>) return std::type_identity<common>{};
    else if constexpr ((true && ... && is_nullable<Types>)) return std::type_identity<nullable_t<common>>{};
    else return std::type_identity<non_null_t<common>>{};
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"coalesce">(names...); }

  template <class First, class... Rest>
  [[nodiscard]] constexpr auto operator()(First const& first, Rest const&... rest) const {
    using common = detail::branch_value_t<First, Rest...>;
    if constexpr ((is_nullable<First> && ... && is_nullable<Rest>)) return pick<common>(first, rest...);
    else return pick<non_null_t<common>>(first, rest...);
  }

 private:
  template <class Result, class First, class... Rest>
  static constexpr Result pick(First const& first, Rest const&... rest) {
    if (detail::has_value(first)) return Result{detail::into_common<non_null_t<Result>>(detail::unwrap(first), "coalesce")};
    if constexpr (sizeof...(Rest) > 0) return pick<Result>(rest...);
    else return Result{};
  }
};

struct is_null_function {
  template <class>
  using type = bool;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"("} + argument + fixed_string{" IS NULL)"};
  }
  [[nodiscard]] constexpr bool operator()(auto const& value) const { return !detail::has_value(value); }
};

struct is_not_null_function {
  template <class>
  using type = bool;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"("} + argument + fixed_string{" IS NOT NULL)"};
  }
  [[nodiscard]] constexpr bool operator()(auto const& value) const { return detail::has_value(value); }
};

/// The first argument that is not NULL; NULL if all are. Numbers take their common type; evaluating throws evaluation_error for a negative one
/// where that is unsigned.
template <operand... Operands>
[[nodiscard]] constexpr auto coalesce(Operands&&... values) {
  return make_call(coalesce_function{}, std::forward<Operands>(values)...);
}
/// The refused form.
template <expression First, class... Values>
  requires(... || untyped_null<Values>)
constexpr auto coalesce(First first, Values const&...) {
  plan_error::null_has_no_type<First>::raise();
  return first;
}
template <operand Operand>
[[nodiscard]] constexpr auto is_null(Operand&& value) {
  return make_call(is_null_function{}, std::forward<Operand>(value));
}
template <operand Operand>
[[nodiscard]] constexpr auto is_not_null(Operand&& value) {
  return make_call(is_not_null_function{}, std::forward<Operand>(value));
}

/// One condition of a `when` chain and its value.
template <expression Condition, expression Value>
struct branch {
  Condition condition;
  Value value;
};

struct no_otherwise {};

/// `when(a, x).when(b, y).otherwise(z)`: the value of the first condition that is true. Without `otherwise`, NULL. Numbers take their common
/// type; evaluating throws evaluation_error for a negative one where that is unsigned.
template <class Otherwise, class... Branches>
struct case_when : expression_base<case_when<Otherwise, Branches...>> {
  std::tuple<Branches...> branches;
  Otherwise otherwise_value;

  constexpr case_when(std::tuple<Branches...> all, Otherwise last)
      : branches(std::move(all)), otherwise_value(std::move(last)) {}

  template <operand Condition, operand Value>
  [[nodiscard]] constexpr auto when(Condition&& condition, Value&& value) const {
    using next = branch<expression_for<Condition>, expression_for<Value>>;
    return case_when<Otherwise, Branches..., next>{
        std::tuple_cat(branches, std::tuple<next>{next{as_expression(std::forward<Condition>(condition)),
                                                       as_expression(std::forward<Value>(value))}}),
        otherwise_value};
  }
  template <operand Value>
  [[nodiscard]] constexpr auto otherwise(Value&& value) const {
    return case_when<expression_for<Value>, Branches...>{branches, as_expression(std::forward<Value>(value))};
  }

  /// The refused form.
  template <untyped_null Null>
  constexpr auto otherwise(Null) const {
    plan_error::null_has_no_type<Null>::raise();
    return *this;
  }

  static constexpr bool complete = !std::same_as<Otherwise, no_otherwise>;
  static constexpr auto name = fixed_string{""};
  static consteval auto collect_needs() {
    constexpr auto of_branches =
        (no_columns | ... | (decltype(Branches::condition)::needs | decltype(Branches::value)::needs));
    if constexpr (complete) return of_branches | Otherwise::needs;
    else return of_branches;
  }
  static constexpr auto needs = collect_needs();

  template <class Schema>
  static consteval auto find_result() {
    using first = first_refusal_t<result_of<decltype(Branches::condition), Schema>...,
                                    result_of<decltype(Branches::value), Schema>...>;
    if constexpr (refused<first>) return first{};
    else if constexpr (!(true && ... &&
                         std::same_as<non_null_t<typename result_of<decltype(Branches::condition), Schema>::type>, bool>))
      return plan_error::no_such_operation<"when", typename result_of<decltype(Branches::condition), Schema>::type...>{};
    else if constexpr (complete) {
      using last = result_of<Otherwise, Schema>;
      if constexpr (refused<last>) return last{};
      else return finish<typename result_of<decltype(Branches::value), Schema>::type..., typename last::type>();
    } else {
      return finish<std::optional<non_null_t<typename result_of<decltype(Branches::value), Schema>::type>>...>();
    }
  }
  template <class... Types>
  static consteval auto finish() {
    using common = detail::common_value_t<Types...>;
    if constexpr (refused<common>) return common{};
    else return typed<common>{};
  }
  template <class Schema>
  using result = decltype(find_result<Schema>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return evaluate_from<0>(row);
  }

 private:
  template <class Value, class Row>
  using value_on = decltype(std::declval<Value const&>().evaluate(std::declval<Row const&>()));
  template <class Row>
  static consteval auto find_value() {
    if constexpr (complete) {
      return std::type_identity<detail::branch_value_t<value_on<decltype(Branches::value), Row>..., value_on<Otherwise, Row>>>{};
    } else {
      return std::type_identity<nullable_t<detail::branch_value_t<value_on<decltype(Branches::value), Row>...>>>{};
    }
  }

  template <std::size_t Index, class Row>
  [[nodiscard]] constexpr auto evaluate_from(Row const& row) const {
    using value = typename decltype(find_value<Row>())::type;
    if constexpr (Index < sizeof...(Branches)) {
      auto const& candidate = std::get<Index>(branches);
      if (is_true(candidate.condition.evaluate(row))) return detail::branch_cast<value>(candidate.value.evaluate(row));
      return evaluate_from<Index + 1>(row);
    } else if constexpr (complete) {
      return detail::branch_cast<value>(otherwise_value.evaluate(row));
    } else {
      return value{};
    }
  }
};

/// Starts a conditional value: `when(col<"amount"> > 100, "large").otherwise("small")`.
template <operand Condition, operand Value>
[[nodiscard]] constexpr auto when(Condition&& condition, Value&& value) {
  using first = branch<expression_for<Condition>, expression_for<Value>>;
  return case_when<no_otherwise, first>{std::tuple<first>{first{as_expression(std::forward<Condition>(condition)),
                                                               as_expression(std::forward<Value>(value))}},
                                        no_otherwise{}};
}

/// What a refused `when` goes on as, in silence.
struct refused_case {
  constexpr refused_case when(auto const&, auto const&) const { return {}; }
  template <operand Value>
  constexpr auto otherwise(Value&& value) const {
    return as_expression(std::forward<Value>(value));
  }
};
/// The refused form: NULL is what a `when` without `otherwise` gives.
template <operand Condition, untyped_null Null>
constexpr refused_case when(Condition const&, Null) {
  plan_error::null_has_no_type<Null>::raise();
  return {};
}

}  // namespace sluice
