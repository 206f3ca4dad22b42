// SPDX-License-Identifier: Apache-2.0
// A schema as a type: an ordered list of named, typed columns. Records and query rows both have one; every operator
// computes its output schema from its input's.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/schema/types.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

/// One column: its name, its logical (owned) type, and whether it carries the watermark of the stream.
template <fixed_string Name, class Type, bool EventTime = false>
struct column {
  static constexpr auto name = Name;
  static constexpr bool event_time = EventTime;
  using type = Type;
};

/// Where a name stands in a list of names; `npos` if nowhere.
inline constexpr std::size_t npos = static_cast<std::size_t>(-1);

/// An ordered list of columns.
template <class... Columns>
struct schema {
  static constexpr std::size_t size = sizeof...(Columns);
  static constexpr std::array<std::string_view, size> names{Columns::name.view()...};
  static constexpr bool has_event_time = (false || ... || Columns::event_time);

  /// Position of the column `name`, or `npos`.
  [[nodiscard]] static constexpr std::size_t index_of(std::string_view name) {
    for (std::size_t i = 0; i < size; ++i)
      if (names[i] == name) return i;
    return npos;
  }

  template <std::size_t Index>
  using at = nth_type<Index, Columns...>;
};

/// Two schemas, one behind the other.
template <class Left, class Right>
struct join_schemas;
template <class... Left, class... Right>
struct join_schemas<schema<Left...>, schema<Right...>> {
  using type = schema<Left..., Right...>;
};
template <class Left, class Right>
using join_schemas_t = typename join_schemas<Left, Right>::type;

/// Whether a name occurs twice, which no row may have.
template <std::size_t Size>
[[nodiscard]] constexpr bool has_duplicates(std::array<std::string_view, Size> const& names) {
  for (std::size_t i = 0; i < Size; ++i)
    for (std::size_t j = i + 1; j < Size; ++j)
      if (names[i] == names[j]) return true;
  return false;
}

}  // namespace sluice
