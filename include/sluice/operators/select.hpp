// SPDX-License-Identifier: Apache-2.0
// `select(col<"a">, (col<"b"> * 2).as<"twice">(), all_of<"data">, explode(col<"tags">).as<"tag">())`.
#pragma once

#include <sluice/operators/project.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Type>
inline constexpr bool is_all_fields = false;
template <fixed_string Path>
inline constexpr bool is_all_fields<all_fields<Path>> = true;

template <fixed_string Path, class Schema, class Fields>
struct field_columns;
template <fixed_string Path, class Schema, class... Fields>
struct field_columns<Path, Schema, schema<Fields...>> {
  using type = std::tuple<named<Fields::name, column_reference<Path + fixed_string{"."} + Fields::name>>...>;
};

template <fixed_string... Names>
struct column_names {};

/// One of the columns of a generator that makes several.
template <fixed_string Name, fixed_string Part, bool First, class Generator>
constexpr auto make_part([[maybe_unused]] Generator const& generator) {
  using column = generated_column<Generator, Part, First>;
  if constexpr (First) return named<Name, column>{column{generator}};
  else return named<Name, column>{column{no_generator{}}};
}
/// All of them, under these names.
template <class Generator, class... Columns, fixed_string... Names, std::size_t... Place>
constexpr auto expand_generator(Generator const& generator, schema<Columns...>, column_names<Names...>, std::index_sequence<Place...>) {
  return std::tuple{make_part<Names, Columns::name, Place == 0>(generator)...};
}
template <class... Columns>
constexpr column_names<Columns::name...> own_names(schema<Columns...>) {
  return {};
}

/// The named columns one item of a select stands for.
template <class Schema, expression Expression>
constexpr auto expand(Expression const& item) {
  return std::tuple<named<Expression::name, Expression>>{named<Expression::name, Expression>{item}};
}
template <class Schema, class Collection, explode_kind Kind>
constexpr auto expand(explode_expression<Collection, Kind> const& item) {
  using generator = explode_expression<Collection, Kind>;
  if constexpr (refused<typename generator::template element<Schema>> && !refused<typename generator::template columns<Schema>>) {
    using columns = typename generator::template columns<Schema>;
    return expand_generator(item, columns{}, own_names(columns{}), std::make_index_sequence<columns::size>{});
  } else {
    return std::tuple<named<generator::name, generator>>{named<generator::name, generator>{item}};
  }
}
template <class Schema, class Generator, fixed_string... Names>
constexpr auto expand(named_generator<Generator, Names...> const& item) {
  return expand_generator(item.generator, typename Generator::template columns<Schema>{}, column_names<Names...>{},
                          std::make_index_sequence<sizeof...(Names)>{});
}
template <class Schema, fixed_string Path>
constexpr auto expand(all_fields<Path> const&) {
  using outer = result_of<column_reference<Path>, Schema>;
  return typename field_columns<Path, Schema, schema_of<non_null_t<typename outer::type>>>::type{};
}

template <class Item, class Schema>
struct item_verdict {
  using type = accepted;
};
template <fixed_string Path, class Schema>
struct item_verdict<all_fields<Path>, Schema> {
  static consteval auto check() {
    using outer = result_of<column_reference<Path>, Schema>;
    if constexpr (refused<outer>) return outer{};
    else if constexpr (!row_like<non_null_t<typename outer::type>>)
      return plan_error::all_of_needs_a_struct<typename outer::type>{};
    else return accepted{};
  }
  using type = decltype(check());
};

template <class Generator, fixed_string... Names, class Schema>
struct item_verdict<named_generator<Generator, Names...>, Schema> {
  static consteval auto check() {
    using columns = typename Generator::template columns<Schema>;
    if constexpr (refused<columns>) return columns{};
    else if constexpr (columns::size != sizeof...(Names)) return plan_error::generator_needs_a_name_per_column<columns>{};
    else return accepted{};
  }
  using type = decltype(check());
};

}  // namespace detail

/// What a select takes.
template <class Type>
concept select_item = expression<Type> || detail::is_all_fields<std::remove_cvref_t<Type>>;

template <class... Items>
struct select_operator : detail::projecting_operator<select_operator<Items...>, operator_kind::select> {
  std::tuple<Items...> items;

  constexpr explicit select_operator(Items... all) : items(std::move(all)...) {}

  template <class Schema>
  using own_refusal = first_refusal_t<typename detail::item_verdict<Items, Schema>::type...>;

  template <class Schema>
  [[nodiscard]] constexpr auto columns_for() const {
    return expand_all<Schema>(std::index_sequence_for<Items...>{});
  }

 private:
  template <class Schema, std::size_t... Index>
  [[nodiscard]] constexpr auto expand_all(std::index_sequence<Index...>) const {
    return std::tuple_cat(detail::expand<Schema>(std::get<Index>(items))...);
  }
};

/// Makes rows of the given columns. Costs the expressions that somebody behind it reads.
template <select_item... Items>
[[nodiscard]] constexpr auto select(Items... items) {
  return select_operator<Items...>{std::move(items)...};
}
/// The refused form.
template <class... Items>
  requires(!(select_item<Items> && ...))
[[nodiscard]] constexpr auto select(Items const&...) {
  if constexpr ((false || ... || detail::text_like<Items>)) return refused_operator<plan_error::column_name_is_no_text<"select">>{};
  else return refused_operator<plan_error::select_takes_expressions<std::tuple<Items...>>>{};
}
/// Columns by name: `select<"customer", "amount">()`.
template <fixed_string... Names>
  requires(sizeof...(Names) > 0)
[[nodiscard]] constexpr auto select() {
  return select(col<Names>...);
}

}  // namespace sluice
