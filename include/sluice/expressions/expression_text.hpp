// SPDX-License-Identifier: Apache-2.0
// Expressions in words, with their constants: "(amount > 10)". For explain(); a query that nobody asks for its plan does not compile this. Column
// names cannot serve: they must be known at compile time, so that an expression with a constant has none.
#pragma once

#include <sluice/base/type_name.hpp>
#include <sluice/expressions/aggregate.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/explode.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/literal.hpp>
#include <sluice/expressions/logic.hpp>
#include <sluice/schema/cell_text.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace sluice {

namespace detail {

/// What stands for the n-th argument in the name of a function, until its words take the place.
inline constexpr char argument_mark = '\1';
template <std::size_t Index>
[[nodiscard]] consteval fixed_string<3> marked_argument() {
  static_assert(Index < 120, "a function of so many arguments has no words");
  fixed_string<3> mark;
  mark.text[0] = argument_mark;
  mark.text[1] = static_cast<char>(Index + 2);
  return mark;
}

/// The name with the marks replaced.
template <std::size_t Count>
[[nodiscard]] std::string fill_name(std::string_view name, std::array<std::string, Count> const& arguments) {
  std::string words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == argument_mark) words += arguments[static_cast<std::size_t>(name[++i] - 2)];
    else words += name[i];
  }
  return words;
}

/// The columns of a set: "amount, data.customer".
template <std::size_t Capacity>
[[nodiscard]] std::string columns_text(path_set<Capacity> const& set) {
  if (set.everything) return "all columns";
  std::string text;
  for (std::size_t i = 0; i < set.count; ++i) {
    if (i > 0) text += ", ";
    text += set.paths[i];
  }
  return text.empty() ? std::string{"no column"} : text;
}

/// The words of an expression of some kind; those below for some, its name or its columns for others.
template <class Expression>
struct expression_words {
  static std::string of(Expression const&) {
    std::string const name{Expression::name.view()};
    if (Expression::needs.everything) return "a function of the row";
    bool const whole = name.find('(') != std::string::npos || (Expression::needs.count == 0 && !name.empty());
    return whole ? name : (name.empty() ? "a function" : name) + "(" + columns_text(Expression::needs) + ")";
  }
};

template <class Expression>
[[nodiscard]] std::string words_of(Expression const& expression) {
  return expression_words<Expression>::of(expression);
}

template <fixed_string Path>
struct expression_words<column_reference<Path>> {
  static std::string of(column_reference<Path> const&) { return std::string{Path.view()}; }
};

template <class Value>
struct expression_words<literal<Value>> {
  static std::string of(literal<Value> const& constant) {
    std::string text;
    append_cell_text(text, constant.value);
    if constexpr (text_type<Value>) return "'" + text + "'";
    else return text;
  }
};

template <fixed_string Name, class Expression>
struct expression_words<aliased<Name, Expression>> {
  static std::string of(aliased<Name, Expression> const& named) { return words_of(named.inner); }
};

/// What a function without a name is called: "udf" if it is the user's, else as its type, "split" for split_function.
template <class Function>
struct unnamed_function {
  static std::string name() {
    std::string text = type_name<Function>();
    text = text.substr(0, text.find('<'));
    if (std::size_t const colon = text.rfind(':'); colon != std::string::npos) text.erase(0, colon + 1);
    return text.ends_with("_function") ? text.substr(0, text.size() - 9) : text;
  }
};
template <class Callable>
struct unnamed_function<user_function<Callable>> {
  static std::string name() { return "udf"; }
};

template <class Function, class... Arguments>
struct expression_words<call<Function, Arguments...>> {
  static std::string of(call<Function, Arguments...> const& made) { return of(made, std::index_sequence_for<Arguments...>{}); }

 private:
  template <std::size_t... Index>
  static consteval auto text_name(std::index_sequence<Index...>) {
    if constexpr (requires { Function::inner_name(marked_argument<Index>()...); }) return Function::inner_name(marked_argument<Index>()...);
    else return Function::name(marked_argument<Index>()...);
  }
  template <std::size_t... Index>
  static std::string of(call<Function, Arguments...> const& made, std::index_sequence<Index...>) {
    constexpr auto name = text_name(std::index_sequence<Index...>{});
    std::array<std::string, sizeof...(Index)> const words{words_of(std::get<Index>(made.arguments))...};
    if constexpr (name.empty()) return unnamed_function<Function>::name() + fill_name(call_name<"">(marked_argument<Index>()...).view(), words);
    else return fill_name(name.view(), words);
  }
};

template <class Left, class Right>
struct expression_words<logical_and<Left, Right>> {
  static std::string of(logical_and<Left, Right> const& both) { return "(" + words_of(both.left) + " AND " + words_of(both.right) + ")"; }
};
template <class Left, class Right>
struct expression_words<logical_or<Left, Right>> {
  static std::string of(logical_or<Left, Right> const& either) { return "(" + words_of(either.left) + " OR " + words_of(either.right) + ")"; }
};

template <class Collection, explode_kind Kind>
struct expression_words<explode_expression<Collection, Kind>> {
  static std::string of(explode_expression<Collection, Kind> const& generator) {
    return std::string{Kind.position ? "posexplode" : "explode"} + (Kind.outer ? "_outer(" : "(") + words_of(generator.collection) + ")";
  }
};
template <class Generator, fixed_string Part>
struct expression_words<generated_column<Generator, Part, true>> {
  static std::string of(generated_column<Generator, Part, true> const& first) { return words_of(first.generator); }
};

template <class Family, class Argument>
struct expression_words<aggregate_call<Family, Argument>> {
  static std::string of(aggregate_call<Family, Argument> const& made) {
    constexpr auto name = Family::name(marked_argument<0>());
    return fill_name(name.empty() ? std::string_view{"udaf(\1\2)"} : name.view(), std::array{words_of(made.argument)});
  }
};
template <fixed_string Name, class Aggregate>
struct expression_words<aliased_aggregate<Name, Aggregate>> {
  static std::string of(aliased_aggregate<Name, Aggregate> const& named) { return words_of(named.inner); }
};

}  // namespace detail

/// An expression, or an aggregate, in words: columns by their paths, constants as they are, callables as "udf". Allocates.
template <class Expression>
[[nodiscard]] std::string expression_text(Expression const& expression) {
  return detail::words_of(expression);
}

}  // namespace sluice
