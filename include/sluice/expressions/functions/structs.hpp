// SPDX-License-Identifier: Apache-2.0
// Fields of structs that are not columns: `get_field<"city">(element_at(col<"homes">, 1))`. A struct column's field is a path,
// `col<"home.city">`, and struct_of (in sluice/plan.hpp) makes structs.
#pragma once

#include <sluice/expressions/functions/array_memory.hpp>

#include <type_traits>
#include <utility>

namespace sluice {

template <fixed_string Name>
struct get_field_function {
  template <class Struct>
  static consteval auto find_type() {
    if constexpr (!row_like<Struct>) {
      return std::type_identity<plan_error::needs_a_struct<"get_field", Struct>>{};
    } else {
      using schema = schema_of<Struct>;
      constexpr std::size_t index = schema::index_of(Name.view());
      if constexpr (index == npos) return std::type_identity<detail::no_such_column_t<Name, schema>>{};
      else return std::type_identity<typename schema::template at<index>::type>{};
    }
  }
  template <class Struct>
  using type = typename decltype(find_type<Struct>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return Name; }

  template <class Struct>
  [[nodiscard]] constexpr auto operator()(Struct const& source) const {
    return detail::flowing(get<Name>(source));
  }
};

/// The field of a struct; NULL if the struct is. Called as the field, unless renamed.
template <fixed_string Name, expression Struct>
[[nodiscard]] constexpr auto get_field(Struct source) {
  return make_call(get_field_function<Name>{}, std::move(source));
}

}  // namespace sluice
