// SPDX-License-Identifier: Apache-2.0
// `drop<"a", "b">()`: all columns but these. A name that is not there is an error, unlike in Spark, which ignores it.
#pragma once

#include <sluice/operators/project.hpp>

#include <tuple>

namespace sluice {

template <fixed_string... Names>
struct drop_operator : detail::projecting_operator<drop_operator<Names...>, operator_kind::drop> {
  template <class Schema>
  using own_refusal = first_refusal_t<decltype(detail::check_column<Names, Schema>())...>;

  template <class Schema>
  [[nodiscard]] constexpr auto columns_for() const {
    return kept(Schema{});
  }

 private:
  template <class Column>
  [[nodiscard]] static constexpr auto keep() {
    if constexpr ((false || ... || (Column::name == Names))) return std::tuple<>{};
    else return std::tuple<named<Column::name, column_reference<Column::name>>>{};
  }
  template <class... Columns>
  [[nodiscard]] static constexpr auto kept(schema<Columns...>) {
    return std::tuple_cat(keep<Columns>()...);
  }
};

/// Leaves the columns out.
template <fixed_string... Names>
[[nodiscard]] constexpr auto drop() {
  return drop_operator<Names...>{};
}
/// The same: `drop(col<"a">, col<"b">)`.
template <fixed_string First, fixed_string... More>
[[nodiscard]] constexpr auto drop(column_reference<First>, column_reference<More>...) {
  return drop_operator<First, More...>{};
}
/// The refused form.
template <detail::text_like... Names>
  requires(sizeof...(Names) > 0)
[[nodiscard]] constexpr auto drop(Names const&...) {
  return refused_operator<plan_error::column_name_is_no_text<"drop">>{};
}

}  // namespace sluice
