// SPDX-License-Identifier: Apache-2.0
// `rename<"old", "new">()`: the same rows under another column name. A watermark stays with its column.
#pragma once

#include <sluice/operators/project.hpp>

#include <tuple>

namespace sluice {

template <fixed_string From, fixed_string To>
struct rename_operator : detail::projecting_operator<rename_operator<From, To>, operator_kind::rename> {
  template <class Schema>
  using own_refusal = decltype(detail::check_column<From, Schema>());

  template <class Schema>
  [[nodiscard]] constexpr auto columns_for() const {
    return renamed(Schema{});
  }

 private:
  template <fixed_string Name>
  static consteval auto new_name() {
    if constexpr (Name == From) return To;
    else return Name;
  }
  template <class... Columns>
  [[nodiscard]] static constexpr auto renamed(schema<Columns...>) {
    return std::tuple<named<new_name<Columns::name>(), column_reference<Columns::name>>...>{};
  }
};

/// Renames one column.
template <fixed_string From, fixed_string To>
[[nodiscard]] constexpr auto rename() {
  return rename_operator<From, To>{};
}

}  // namespace sluice
