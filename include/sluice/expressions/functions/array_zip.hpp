// SPDX-License-Identifier: Apache-2.0
// `arrays_zip(col<"a">, col<"b">)`: arrays side by side, as one array of structs.
#pragma once

#include <sluice/expressions/functions/array_memory.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// The place in a list as a column name; places from ten on have two digits.
template <std::size_t Place>
consteval auto place_name() {
  if constexpr (Place < 10) {
    constexpr char text[2]{static_cast<char>('0' + Place), '\0'};
    return fixed_string{text};
  } else {
    constexpr char text[3]{static_cast<char>('0' + Place / 10), static_cast<char>('0' + Place % 10), '\0'};
    return fixed_string{text};
  }
}
template <std::size_t Place, fixed_string Name>
consteval auto name_or_place() {
  if constexpr (Name.view().empty()) return place_name<Place>();
  else return Name;
}

template <class Places, fixed_string... Names>
struct zipped;
template <std::size_t... Place, fixed_string... Names>
struct zipped<std::index_sequence<Place...>, Names...> {
  using names = decltype(check_names<name_or_place<Place, Names>()...>());
  template <class... Arrays>
  using element = row<cell<name_or_place<Place, Names>(), nullable_t<element_t<Arrays>>>...>;
};

template <class Cell, class Iterator>
void put_next(Cell& place, Iterator& here, Iterator const& end) {
  if (here == end) {
    place.value.reset();
  } else {
    put(place.value, *here);
    ++here;
  }
}

}  // namespace detail

template <fixed_string... Names>
struct arrays_zip_function {
  [[no_unique_address]] detail::scratch memory;

  template <class... Arrays>
  using element = typename detail::zipped<std::index_sequence_for<Arrays...>, Names...>::template element<Arrays...>;

  template <class... Arrays>
  static consteval auto find_type() {
    if constexpr (!(true && ... && is_array<Arrays>)) {
      return std::type_identity<plan_error::needs_an_array<"arrays_zip", Arrays...>>{};
    } else {
      using names = typename detail::zipped<std::index_sequence_for<Arrays...>, Names...>::names;
      if constexpr (refused<names>) return std::type_identity<names>{};
      else return std::type_identity<std::vector<element<Arrays...>>>{};
    }
  }
  template <class... Arrays>
  using type = typename decltype(find_type<Arrays...>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"arrays_zip">(names...); }

  template <class... Arrays>
  [[nodiscard]] auto operator()(Arrays const&... arrays) const {
    auto& out = detail::emptied<element<owned_t<Arrays>...>>(memory);
    std::size_t const size = std::max({detail::count_elements(arrays)...});
    auto here = std::make_tuple(arrays.begin()...);
    auto const ends = std::make_tuple(arrays.end()...);
    for (std::size_t i = 0; i < size; ++i) put_all(out.append(), here, ends, std::index_sequence_for<Arrays...>{});
    return out.view();
  }

 private:
  template <class... Cells, class Here, class Ends, std::size_t... Index>
  static void put_all(row<Cells...>& to, Here& here, Ends const& ends, std::index_sequence<Index...>) {
    (detail::put_next(static_cast<Cells&>(to), std::get<Index>(here), std::get<Index>(ends)), ...);
  }
};

/// The arrays side by side: an array of structs, whose fields have the names of the arrays, or their places from 0 on where these have
/// none. Shorter arrays are filled with NULL; NULL if an array is.
template <operand... Arrays>
  requires function_operands<Arrays...>
[[nodiscard]] constexpr auto arrays_zip(Arrays&&... arrays) {
  return make_call(arrays_zip_function<expression_for<Arrays>::name...>{}, std::forward<Arrays>(arrays)...);
}

}  // namespace sluice
