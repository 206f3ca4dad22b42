// SPDX-License-Identifier: Apache-2.0
// Generators, which make rows of an array or a map: explode, explode_outer, posexplode, posexplode_outer. They stand in a select: of an array
// without positions also in with_column, as the one column that it makes.
#pragma once

#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// What a generator makes besides the elements.
struct explode_kind {
  bool position = false;  ///< the element's place too, from 0
  bool outer = false;     ///< a row of NULLs for a collection that is empty or NULL
};

template <class Generator, fixed_string... Names>
struct named_generator;

/// A generator: one output row per element of an array or entry of a map. At most one in a select.
template <expression Collection, explode_kind Kind = explode_kind{}>
struct explode_expression : expression_base<explode_expression<Collection, Kind>> {
  Collection collection;

  constexpr explicit explode_expression(Collection of) : collection(std::move(of)) {}

  static constexpr explode_kind kind = Kind;
  static constexpr auto name = fixed_string{"col"};
  static constexpr auto needs = Collection::needs;

  /// The column's name.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const {
    return aliased<Name, explode_expression>{{}, *this};
  }
  /// The columns' names, where there are several: `posexplode(col<"tags">).as<"place", "tag">()`.
  template <fixed_string First, fixed_string Second, fixed_string... Rest>
  [[nodiscard]] constexpr auto as() const {
    return named_generator<explode_expression, First, Second, Rest...>{{}, *this};
  }

  /// A type as it comes out: nullable in an outer generator.
  template <class Type>
  using made = std::conditional_t<Kind.outer, nullable_t<Type>, Type>;

  /// The columns that it makes, as a schema, or a refusal.
  template <class Schema>
  static consteval auto find_columns() {
    using inner = result_of<Collection, Schema>;
    if constexpr (refused<inner>) {
      return inner{};
    } else {
      using type = non_null_t<typename inner::type>;
      if constexpr (is_array<type> && Kind.position)
        return schema<column<"pos", made<std::int32_t>>, column<"col", made<typename type::value_type>>>{};
      else if constexpr (is_array<type>) return schema<column<"col", made<typename type::value_type>>>{};
      else if constexpr (is_map<type> && Kind.position)
        return schema<column<"pos", made<std::int32_t>>, column<"key", made<typename type::key_type>>,
                      column<"value", made<typename type::mapped_type>>>{};
      else if constexpr (is_map<type>)
        return schema<column<"key", made<typename type::key_type>>, column<"value", made<typename type::mapped_type>>>{};
      else return plan_error::explode_needs_an_array<typename inner::type>{};
    }
  }
  template <class Schema>
  using columns = decltype(find_columns<Schema>());

  /// The type of the one column that it makes; a refusal if it makes several.
  template <class Schema>
  static consteval auto find_element() {
    using all = columns<Schema>;
    if constexpr (refused<all>) return all{};
    else if constexpr (all::size > 1) return plan_error::generator_needs_a_name_per_column<all>{};
    else return typed<typename all::template at<0>::type>{};
  }
  template <class Schema>
  using element = decltype(find_element<Schema>());

  /// As a value, within another expression or an operator that makes no columns, it is refused.
  template <class Schema>
  using result = first_refusal_t<element<Schema>, plan_error::explode_stands_alone<Collection>>;
};

/// A generator whose columns the user has named.
template <class Generator, fixed_string... Names>
struct named_generator : expression_base<named_generator<Generator, Names...>> {
  Generator generator;

  static constexpr auto name = fixed_string{""};
  static constexpr auto needs = Generator::needs;
  template <class Schema>
  using result = typename Generator::template result<Schema>;
};
template <class Generator, fixed_string... Names>
named_generator(expression_base<named_generator<Generator, Names...>>, Generator) -> named_generator<Generator, Names...>;

namespace detail {

struct no_generator {};

/// One of several columns of a generator. The first of them has the generator itself.
template <class Generator, fixed_string Part, bool First>
struct generated_column : expression_base<generated_column<Generator, Part, First>> {
  std::conditional_t<First, Generator, no_generator> generator;

  constexpr explicit generated_column(std::conditional_t<First, Generator, no_generator> of) : generator(std::move(of)) {}

  static consteval auto find_needs() {
    if constexpr (First) return Generator::needs;
    else return no_columns;
  }
  static constexpr auto name = Part;
  static constexpr auto needs = find_needs();
  template <class Schema>
  static consteval auto find_result() {
    using all = typename Generator::template columns<Schema>;
    if constexpr (refused<all>) return all{};
    else return typed<typename all::template at<all::index_of(Part.view())>::type>{};
  }
  template <class Schema>
  using result = decltype(find_result<Schema>());
};

/// A value as it is handed on; outer generators, which may hand on NULL, copy structs.
template <class Generator, class Value>
using made_value =
    typename Generator::template made<std::conditional_t<Generator::kind.outer, std::remove_cvref_t<view_t<Value>>, view_t<Value>>>;

/// Hands the elements of a collection to `push(element)`, one after the other: of one column its value, of several a row.
template <class Generator, class Collection, class Push>
void generate(Collection const& collection, Push const& push) {
  constexpr explode_kind kind = Generator::kind;
  using place = typename Generator::template made<std::int32_t>;
  if constexpr (is_map<owned_t<Collection>>) {
    using key = made_value<Generator, typename Collection::key_type>;
    using value = made_value<Generator, typename Collection::mapped_type>;
    [[maybe_unused]] std::int32_t index = 0;
    for (auto const& entry : collection) {
      if constexpr (kind.position)
        push(row<cell<"pos", place>, cell<"key", key>, cell<"value", value>>{{index++}, {as_view(entry.first)}, {as_view(entry.second)}});
      else push(row<cell<"key", key>, cell<"value", value>>{{as_view(entry.first)}, {as_view(entry.second)}});
    }
    if constexpr (kind.outer && kind.position) {
      if (collection.begin() == collection.end()) push(row<cell<"pos", place>, cell<"key", key>, cell<"value", value>>{});
    } else if constexpr (kind.outer) {
      if (collection.begin() == collection.end()) push(row<cell<"key", key>, cell<"value", value>>{});
    }
  } else if constexpr (kind.position) {
    using value = made_value<Generator, typename owned_t<Collection>::value_type>;
    std::int32_t index = 0;
    for (auto const& element : collection) push(row<cell<"pos", place>, cell<"col", value>>{{index++}, {as_view(element)}});
    if constexpr (kind.outer) {
      if (index == 0) push(row<cell<"pos", place>, cell<"col", value>>{});
    }
  } else if constexpr (kind.outer) {
    using value = made_value<Generator, typename owned_t<Collection>::value_type>;
    for (auto const& element : collection) push(value{as_view(element)});
    if (collection.begin() == collection.end()) push(value{});
  } else {
    for (auto const& element : collection) push(as_view(element));
  }
}

/// What an outer generator makes of a collection that is NULL.
template <class Generator, class Collection, class Push>
void generate_from_null(Push const& push) {
  if constexpr (Generator::kind.outer) generate<Generator>(owned_t<Collection>{}, push);
}

template <fixed_string Part, class Type>
constexpr Type part_of(cell<Part, Type> const& made) {
  return made.value;
}

}  // namespace detail

/// One row per element; an empty or NULL array gives none. The column is called `col` unless renamed. Of a map, one row per entry, with
/// columns `key` and `value`; `.as<"k", "v">()` renames both.
template <expression Collection>
[[nodiscard]] constexpr auto explode(Collection collection) {
  return explode_expression<Collection>{std::move(collection)};
}
/// The same, and a row of NULLs where there is no element.
template <expression Collection>
[[nodiscard]] constexpr auto explode_outer(Collection collection) {
  return explode_expression<Collection, explode_kind{false, true}>{std::move(collection)};
}
/// As explode, with the element's place, from 0, in a column `pos` before it.
template <expression Collection>
[[nodiscard]] constexpr auto posexplode(Collection collection) {
  return explode_expression<Collection, explode_kind{true, false}>{std::move(collection)};
}
/// The same, and a row of NULLs where there is no element.
template <expression Collection>
[[nodiscard]] constexpr auto posexplode_outer(Collection collection) {
  return explode_expression<Collection, explode_kind{true, true}>{std::move(collection)};
}

template <class Type>
inline constexpr bool is_generator = false;
template <class Collection, explode_kind Kind>
inline constexpr bool is_generator<explode_expression<Collection, Kind>> = true;
template <fixed_string Name, class Expression>
inline constexpr bool is_generator<aliased<Name, Expression>> = is_generator<Expression>;
template <class Generator, fixed_string Part>
inline constexpr bool is_generator<detail::generated_column<Generator, Part, true>> = true;

}  // namespace sluice
