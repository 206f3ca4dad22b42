// SPDX-License-Identifier: Apache-2.0
// Which columns are wanted of a row, known at compile time. Sets of paths ("amount", "data.amount") flow from the sink
// to the source, so that a reader decodes only what some step uses.
#pragma once

#include <sluice/base/fixed_string.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

/// A set of column paths; `everything` makes the paths irrelevant. `Capacity` bounds the number of paths.
template <std::size_t Capacity>
struct path_set {
  std::array<std::string_view, Capacity> paths{};
  std::size_t count = 0;
  bool everything = false;

  constexpr void insert(std::string_view path) {
    for (std::size_t i = 0; i < count; ++i)
      if (paths[i] == path) return;
    paths[count++] = path;
  }

  /// Whether the column, or a part of it, is wanted.
  [[nodiscard]] constexpr bool wants(std::string_view column) const {
    if (everything) return true;
    for (std::size_t i = 0; i < count; ++i)
      if (belongs(paths[i], column)) return true;
    return false;
  }

  /// Number of different columns wanted of `names`.
  template <std::size_t Size>
  [[nodiscard]] constexpr std::size_t count_wanted(std::array<std::string_view, Size> const& names) const {
    std::size_t wanted = 0;
    for (auto name : names) wanted += wants(name) ? 1U : 0U;
    return wanted;
  }

  /// The paths below a column: of {"data.amount", "data.customer", "key"} below "data", {"amount", "customer"}.
  /// Everything, if the column itself is wanted as a whole.
  [[nodiscard]] constexpr path_set below(std::string_view column) const {
    path_set inner;
    inner.everything = everything;
    for (std::size_t i = 0; i < count; ++i) {
      if (paths[i] == column) inner.everything = true;
      else if (belongs(paths[i], column)) inner.insert(paths[i].substr(column.size() + 1));
    }
    return inner;
  }

  /// The set without a column and all below it.
  [[nodiscard]] constexpr path_set without(std::string_view column) const {
    path_set rest;
    rest.everything = everything;
    for (std::size_t i = 0; i < count; ++i)
      if (!belongs(paths[i], column)) rest.insert(paths[i]);
    return rest;
  }

 private:
  static constexpr bool belongs(std::string_view path, std::string_view column) {
    return path == column ||
           (path.size() > column.size() && path.substr(0, column.size()) == column && path[column.size()] == '.');
  }
};

/// The union of two sets.
template <std::size_t Left, std::size_t Right>
[[nodiscard]] constexpr path_set<Left + Right> operator|(path_set<Left> const& left, path_set<Right> const& right) {
  path_set<Left + Right> both;
  both.everything = left.everything || right.everything;
  for (std::size_t i = 0; i < left.count; ++i) both.insert(left.paths[i]);
  for (std::size_t i = 0; i < right.count; ++i) both.insert(right.paths[i]);
  return both;
}

/// The set of nothing, the set of one path, the set of everything.
inline constexpr path_set<0> no_columns{};
template <fixed_string Path>
inline constexpr path_set<1> one_column{{Path.view()}, 1, false};
inline constexpr path_set<0> all_columns{{}, 0, true};

/// A set as a type, which is how it travels through templates: `Want::value`.
struct want_all {
  static constexpr auto value = all_columns;
};
template <class Want, fixed_string Column>
struct want_below {
  static constexpr auto value = Want::value.below(Column.view());
};

}  // namespace sluice
