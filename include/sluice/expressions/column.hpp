// SPDX-License-Identifier: Apache-2.0
// `col<"amount">`, `col<"data.amount">`: a column of the row, or a field of a struct column by its path.
#pragma once

#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/refused_forms.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

namespace detail {

/// The first part of a path, up to the dot; the rest behind it. A path without a dot has no rest.
template <fixed_string Path>
inline constexpr std::size_t dot_of = Path.first_of('.');
template <fixed_string Path>
inline constexpr auto head_of = substring<Path, 0, dot_of<Path>>();
template <fixed_string Path>
inline constexpr auto tail_of = substring<Path, dot_of<Path> + 1, Path.size() - dot_of<Path> - 1>();

template <fixed_string Path>
consteval auto last_part() {
  constexpr std::size_t dot = Path.last_of('.');
  if constexpr (dot == std::string_view::npos) {
    return Path;
  } else {
    return substring<Path, dot + 1, Path.size() - dot - 1>();
  }
}

template <class Typed, bool Nullable>
struct resolved {
  using type = Typed;
};
template <class Type, bool EventTime>
struct resolved<typed<Type, EventTime>, true> {
  using type = typed<nullable_t<Type>, EventTime>;
};

template <fixed_string Path, class Schema>
consteval auto resolve() {
  constexpr std::size_t index = Schema::index_of(Path.view());
  if constexpr (index != npos) {
    using found = typename Schema::template at<index>;
    return typed<typename found::type, found::event_time>{};
  } else if constexpr (dot_of<Path> == std::string_view::npos) {
    return refuse_column<Path, Schema>();
  } else {
    constexpr std::size_t head = Schema::index_of(head_of<Path>.view());
    if constexpr (head == npos) {
      return refuse_column<head_of<Path>, Schema>();
    } else {
      using outer = typename Schema::template at<head>::type;
      if constexpr (row_like<non_null_t<outer>>) {
        using inner = decltype(resolve<tail_of<Path>, schema_of<non_null_t<outer>>>());
        return typename resolved<inner, is_nullable<outer>>::type{};
      } else {
        return no_such_column_t<Path, Schema>{};
      }
    }
  }
}

template <fixed_string Path, class Row>
constexpr decltype(auto) read_path(Row const& row) {
  if constexpr (dot_of<Path> == std::string_view::npos || schema_of<Row>::index_of(Path.view()) != npos) {
    return as_view(get<Path>(row));
  } else {
    auto const& outer = get<head_of<Path>>(row);
    using outer_type = std::remove_cvref_t<decltype(outer)>;
    if constexpr (is_nullable<outer_type>) {
      using inner = std::remove_cvref_t<decltype(read_path<tail_of<Path>>(*outer))>;
      if (!outer) return nullable_t<inner>{};
      return nullable_t<inner>{read_path<tail_of<Path>>(*outer)};
    } else {
      return read_path<tail_of<Path>>(outer);
    }
  }
}

/// "data" wanted in part {"amount"} is the path "data.amount": the joined texts, kept in static storage.
template <fixed_string Path, class Want>
struct joined_paths {
  static constexpr auto wanted = Want::value;

  static consteval std::size_t length() {
    std::size_t total = 1;
    for (std::size_t i = 0; i < wanted.count; ++i) total += Path.size() + 1 + wanted.paths[i].size();
    return total;
  }
  static consteval auto join() {
    std::array<char, length()> joined{};
    std::size_t end = 0;
    for (std::size_t i = 0; i < wanted.count; ++i) {
      for (char letter : Path.view()) joined[end++] = letter;
      joined[end++] = '.';
      for (char letter : wanted.paths[i]) joined[end++] = letter;
    }
    return joined;
  }
  static constexpr auto text = join();

  static consteval auto make() {
    path_set<wanted.count + 1> set;
    if (wanted.everything) {
      set.insert(Path.view());
      return set;
    }
    std::size_t start = 0;
    for (std::size_t i = 0; i < wanted.count; ++i) {
      std::size_t const size = Path.size() + 1 + wanted.paths[i].size();
      set.insert(std::string_view{text.data() + start, size});
      start += size;
    }
    return set;
  }
  static constexpr auto value = make();
};

}  // namespace detail

/// A column of the row. A dotted path reads into struct columns; a column whose own name has the dot wins.
template <fixed_string Path>
struct column_reference : expression_base<column_reference<Path>> {
  static constexpr auto path = Path;
  static constexpr auto needs = one_column<Path>;
  /// A path is named by its last part, and inside of other expressions in full, as Spark does.
  static constexpr auto name = detail::last_part<Path>();
  static constexpr auto inner_name = Path;

  template <class Schema>
  using result = decltype(detail::resolve<Path, Schema>());
  template <class Want>
  using part_needs = detail::joined_paths<Path, Want>;

  template <class Row>
  [[nodiscard]] constexpr decltype(auto) evaluate(Row const& row) const {
    return detail::read_path<Path>(row);
  }

  /// The refused form: `where(col<"shop"> = 5)`.
  template <class Value>
  constexpr auto operator=(Value const&) const {
    return refused_expression<plan_error::column_is_not_assigned<column_reference>>{};
  }
};

/// The column called `Path`: `col<"amount">`, or a field of a struct column: `col<"data.amount">`.
template <fixed_string Path>
inline constexpr column_reference<Path> col{};

}  // namespace sluice
