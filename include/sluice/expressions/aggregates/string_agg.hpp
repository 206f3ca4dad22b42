// SPDX-License-Identifier: Apache-2.0
// `string_agg(x, ", ")`, or `listagg`: the texts of a group, or its binary values, joined in the order in which they came. NULL is passed
// over. Grows in state.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// A text's values joined; a view of the state.
template <class Value>
struct string_agg_function {
  std::string_view delimiter;
  struct state {
    std::string joined;
    bool begun = false;
  };

  [[nodiscard]] state init() const { return {}; }
  void update(state& current, view_t<Value> value) const {
    if constexpr (text_type<Value>) append(current, value);
    else append(current, value.text());
  }
  void merge(state& current, state const& other) const {
    if (other.begun) append(current, other.joined);
  }
  [[nodiscard]] view_t<Value> result(state const& current) const { return view_t<Value>{std::string_view{current.joined}}; }

 private:
  void append(state& current, std::string_view value) const {
    if (current.begun) current.joined += delimiter;
    current.joined += value;
    current.begun = true;
  }
};

template <fixed_string Name, bool Named>
struct string_agg_family {
  std::string_view delimiter;

  template <class Type, bool CanBeEmpty>
  static consteval auto find() {
    using value = non_null_t<Type>;
    if constexpr (!text_type<value> && !binary_type<value>) return std::type_identity<plan_error::string_agg_needs_texts<Name, value>>{};
    else if constexpr (CanBeEmpty) return std::type_identity<detail::skip_nulls<string_agg_function<value>>>{};
    else return std::type_identity<string_agg_function<value>>{};
  }
  template <class Type, bool CanBeEmpty>
  using function = typename decltype(find<Type, CanBeEmpty>())::type;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    return function<Type, CanBeEmpty>{{delimiter}};
  }
  // With a delimiter, the name would need that constant.
  static constexpr auto name([[maybe_unused]] auto const& argument) {
    if constexpr (Named) return detail::call_name<Name>(argument, fixed_string{"NULL"});
    else return fixed_string{""};
  }
};

/// The values joined, with nothing between them.
template <expression Argument>
[[nodiscard]] constexpr auto string_agg(Argument argument) {
  return aggregate_call<string_agg_family<"string_agg", true>, Argument>{{}, std::move(argument)};
}
/// The values joined with `delimiter` between them, which must outlive the query: a string literal. It has no name of its own:
/// `.as<"names">()`.
template <expression Argument>
[[nodiscard]] constexpr auto string_agg(Argument argument, std::string_view delimiter) {
  return aggregate_call<string_agg_family<"string_agg", false>, Argument>{{delimiter}, std::move(argument)};
}
/// The other name of string_agg.
template <expression Argument>
[[nodiscard]] constexpr auto listagg(Argument argument) {
  return aggregate_call<string_agg_family<"listagg", true>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto listagg(Argument argument, std::string_view delimiter) {
  return aggregate_call<string_agg_family<"listagg", false>, Argument>{{delimiter}, std::move(argument)};
}

}  // namespace sluice
