// SPDX-License-Identifier: Apache-2.0
// The everyday aggregates: count, sum, avg, min, max, first, last, and users' own by `udaf`. Null, overflow and NaN rules are
// those of semantics 5.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/aggregate.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/column.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[noreturn]] inline void throw_sum_overflow() {
  throw evaluation_error({error_code::arithmetic_overflow, "sum", "the sum does not fit 64 bits", "",
                          "cast<double>(...) the column before summing it"});
}

}  // namespace detail

/// Sums integers in 64 bits, failing on overflow; floating point in double.
template <class Value>
struct sum_function {
  using state = std::conditional_t<std::floating_point<Value>, double, std::int64_t>;

  [[nodiscard]] constexpr state init() const { return {}; }
  constexpr void update(state& total, Value value) const {
    if constexpr (std::floating_point<Value>) {
      total += static_cast<double>(value);
    } else {
      if (__builtin_add_overflow(total, value, &total)) detail::throw_sum_overflow();
    }
  }
  constexpr void merge(state& total, state other) const {
    if constexpr (std::floating_point<Value>) total += other;
    else if (__builtin_add_overflow(total, other, &total)) detail::throw_sum_overflow();
  }
  [[nodiscard]] constexpr state result(state total) const { return total; }
};

/// The mean of the values in double.
template <class Value>
struct avg_function {
  struct state {
    double total = 0;
    std::int64_t count = 0;
  };

  [[nodiscard]] constexpr state init() const { return {}; }
  constexpr void update(state& current, Value value) const {
    current.total += static_cast<double>(value);
    ++current.count;
  }
  constexpr void merge(state& current, state const& other) const {
    current.total += other.total;
    current.count += other.count;
  }
  [[nodiscard]] constexpr double result(state const& current) const {
    return current.total / static_cast<double>(current.count);
  }
};

/// Counts rows, or the values that are not NULL.
struct count_function {
  using state = std::int64_t;

  [[nodiscard]] constexpr state init() const { return 0; }
  template <class Value>
  constexpr void update(state& current, Value const& value) const {
    current += detail::has_value(value) ? 1 : 0;
  }
  constexpr void merge(state& current, state other) const { current += other; }
  [[nodiscard]] constexpr std::int64_t result(state current) const { return current; }
};

/// The extreme of the values under an order in which NaN is above every number.
template <class Value, bool Greatest>
struct extreme_function {
  using state = std::optional<Value>;

  [[nodiscard]] constexpr state init() const { return std::nullopt; }
  template <class Seen>
  constexpr void update(state& current, Seen const& value) const {
    if (!current || better(value, *current)) current = Value{value};
  }
  constexpr void merge(state& current, state const& other) const {
    if (other) update(current, *other);
  }
  [[nodiscard]] constexpr view_t<Value> result(state const& current) const { return as_view(*current); }

 private:
  template <class Seen>
  static constexpr bool better(Seen const& value, Value const& best) {
    if constexpr (std::floating_point<Value>) {
      if (std::isnan(best)) return !Greatest && !std::isnan(value);
      if (std::isnan(value)) return Greatest;
    }
    return Greatest ? best < value : value < best;
  }
};

/// The first or last value as the rows arrive, NULL included unless told to ignore it.
template <class Value, bool Last, bool IgnoreNulls>
struct position_function {
  static constexpr bool nullable = is_nullable<Value>;
  struct state {
    Value value{};
    bool seen = false;
  };

  [[nodiscard]] constexpr state init() const { return {}; }
  template <class Seen>
  constexpr void update(state& current, Seen const& value) const {
    if constexpr (IgnoreNulls) {
      if (!detail::has_value(value)) return;
    }
    if (Last || !current.seen) {
      assign(current.value, value);
      current.seen = true;
    }
  }
  constexpr void merge(state& current, state const& other) const {
    if (other.seen && (Last || !current.seen)) current = other;
  }
  [[nodiscard]] constexpr view_t<Value> result(state const& current) const { return as_view(current.value); }

 private:
  template <class Seen>
  static constexpr void assign(Value& kept, Seen const& value) {
    if constexpr (is_nullable<Value> && is_nullable<Seen>) {
      if (value) kept = non_null_t<Value>{*value};
      else kept.reset();
    } else if constexpr (is_nullable<Value>) {
      kept = non_null_t<Value>{value};
    } else {
      kept = Value{value};
    }
  }
};

struct sum_family : null_skipping_family<sum_family> {
  template <class Type>
  using bare_function =
      std::conditional_t<numeric_type<Type>, sum_function<Type>, plan_error::aggregate_needs_a_number<"sum", Type>>;
  static constexpr auto name(auto const& argument) { return detail::call_name<"sum">(argument); }
};
struct avg_family : null_skipping_family<avg_family> {
  template <class Type>
  using bare_function =
      std::conditional_t<numeric_type<Type>, avg_function<Type>, plan_error::aggregate_needs_a_number<"avg", Type>>;
  static constexpr auto name(auto const& argument) { return detail::call_name<"avg">(argument); }
};
struct min_family : null_skipping_family<min_family> {
  template <class Type>
  using bare_function =
      std::conditional_t<ordered_type<Type>, extreme_function<Type, false>, plan_error::aggregate_needs_an_order<"min", Type>>;
  static constexpr auto name(auto const& argument) { return detail::call_name<"min">(argument); }
};
struct max_family : null_skipping_family<max_family> {
  template <class Type>
  using bare_function =
      std::conditional_t<ordered_type<Type>, extreme_function<Type, true>, plan_error::aggregate_needs_an_order<"max", Type>>;
  static constexpr auto name(auto const& argument) { return detail::call_name<"max">(argument); }
};
struct count_family {
  template <class, bool>
  using function = count_function;
  template <class, bool>
  [[nodiscard]] constexpr count_function make() const {
    return {};
  }
  static constexpr auto name(auto const& argument) { return detail::call_name<"count">(argument); }
};
template <bool Last, bool IgnoreNulls>
struct position_family {
  template <class Type, bool CanBeEmpty>
  using function = position_function<std::conditional_t<CanBeEmpty, nullable_t<Type>, Type>, Last, IgnoreNulls>;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    return function<Type, CanBeEmpty>{};
  }
  static constexpr auto name(auto const& argument) {
    if constexpr (Last) return detail::call_name<"last">(argument);
    else return detail::call_name<"first">(argument);
  }
};

/// A user's function as a family.
template <class Function>
struct user_family {
  [[no_unique_address]] Function user;

  template <class Type, bool CanBeEmpty>
  static consteval auto find() {
    using value = view_t<Type>;
    if constexpr (is_nullable<Type> && aggregate_function<Function, value>) return std::type_identity<Function>{};
    else if constexpr (aggregate_function<Function, view_t<non_null_t<Type>>>)
      return std::type_identity<std::conditional_t<CanBeEmpty, detail::skip_nulls<Function>, Function>>{};
    else return std::type_identity<plan_error::function_is_no_aggregate<Function, Type>>{};
  }
  template <class Type, bool CanBeEmpty>
  using function = typename decltype(find<Type, CanBeEmpty>())::type;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    if constexpr (std::same_as<function<Type, CanBeEmpty>, Function>) return user;
    else return detail::skip_nulls<Function>{user};
  }
  static constexpr auto name(auto const&) { return fixed_string{""}; }
};

/// `count()`: the rows. Called `count` behind a group_by, `count(1)` inside aggregate, as Spark does.
struct row_count : aggregate_call<count_family, literal<int>> {
  constexpr row_count() : aggregate_call{count_family{}, literal<int>{1}} {}
  static constexpr auto name = fixed_string{"count(1)"};
  static constexpr auto shorthand_name = fixed_string{"count"};
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const {
    return aliased_aggregate<Name, row_count>{{}, *this};
  }
};

/// The number of rows of a group.
[[nodiscard]] constexpr row_count count() { return {}; }
/// The number of values that are not NULL.
template <expression Argument>
[[nodiscard]] constexpr auto count(Argument argument) {
  return aggregate_call<count_family, Argument>{{}, std::move(argument)};
}
/// The sum: std::int64_t for integers (throws evaluation_error on overflow), double for floating point.
template <expression Argument>
[[nodiscard]] constexpr auto sum(Argument argument) {
  return aggregate_call<sum_family, Argument>{{}, std::move(argument)};
}
/// The mean, in double.
template <expression Argument>
[[nodiscard]] constexpr auto avg(Argument argument) {
  return aggregate_call<avg_family, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto min(Argument argument) {
  return aggregate_call<min_family, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto max(Argument argument) {
  return aggregate_call<max_family, Argument>{{}, std::move(argument)};
}

/// Whether first and last pass over NULLs.
struct ignore_nulls_t {};
inline constexpr ignore_nulls_t ignore_nulls{};

/// The value of the first row that arrived; NULL counts unless `ignore_nulls` is given.
template <expression Argument>
[[nodiscard]] constexpr auto first(Argument argument) {
  return aggregate_call<position_family<false, false>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto first(Argument argument, ignore_nulls_t) {
  return aggregate_call<position_family<false, true>, Argument>{{}, std::move(argument)};
}
/// The value of the newest row.
template <expression Argument>
[[nodiscard]] constexpr auto last(Argument argument) {
  return aggregate_call<position_family<true, false>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto last(Argument argument, ignore_nulls_t) {
  return aggregate_call<position_family<true, true>, Argument>{{}, std::move(argument)};
}

/// The refused forms: `sum("amount")`.
template <detail::text_like Name>
[[nodiscard]] constexpr auto count(Name const&) { return count(refused_column_name<"count">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto sum(Name const&) { return sum(refused_column_name<"sum">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto avg(Name const&) { return avg(refused_column_name<"avg">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto min(Name const&) { return min(refused_column_name<"min">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto max(Name const&) { return max(refused_column_name<"max">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto first(Name const&) { return first(refused_column_name<"first">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto last(Name const&) { return last(refused_column_name<"last">{}); }

/// `sum<"amount">()` and friends: a column by its name.
template <fixed_string Column>
[[nodiscard]] constexpr auto count() { return count(col<Column>); }
template <fixed_string Column>
[[nodiscard]] constexpr auto sum() { return sum(col<Column>); }
template <fixed_string Column>
[[nodiscard]] constexpr auto avg() { return avg(col<Column>); }
template <fixed_string Column>
[[nodiscard]] constexpr auto min() { return min(col<Column>); }
template <fixed_string Column>
[[nodiscard]] constexpr auto max() { return max(col<Column>); }

/// A user's aggregate function made ready for a column.
template <class Function>
struct user_aggregate_maker {
  Function function;
  template <expression Argument>
  [[nodiscard]] constexpr auto operator()(Argument argument) const {
    return aggregate_call<user_family<Function>, Argument>{user_family<Function>{function}, std::move(argument)};
  }
};
/// Makes a user's aggregate function usable: `udaf(spread{})(col<"amount">).as<"spread">()`.
template <class Function>
[[nodiscard]] constexpr auto udaf(Function function) {
  return user_aggregate_maker<Function>{std::move(function)};
}

}  // namespace sluice
