// SPDX-License-Identifier: Apache-2.0
// Output by folders: rows go to `day=2024-01-31/region=eu/`, named as Spark names them, and the columns in the names leave the files
// (semantics 13.3). Which columns is said where the sink is named, so that a wrong name does not compile.
#pragma once

#include <sluice/base/edit_distance.hpp>
#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/connectors/files/sink/errors.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::files {

namespace detail {

/// Appends a text as a part of a folder's name; what file systems or Hive take amiss is written %2F.
inline void append_folder_text(std::string& out, std::string_view text) {
  constexpr std::string_view special = "\"#%'*/:=?\\\x7F{[]^";
  constexpr char const* digits = "0123456789ABCDEF";
  for (char const letter : text) {
    auto const code = static_cast<std::uint8_t>(letter);
    if (code >= 0x20 && special.find(letter) == std::string_view::npos) {
      out += letter;
    } else {
      out += '%';
      out += digits[code >> 4U];
      out += digits[code & 15U];
    }
  }
}

/// Appends `=value`. NULL has a name of its own, and so has the empty text, which no folder could tell.
template <class Value>
void append_folder_value(std::string& out, std::string& scratch, Value const& value) {
  if constexpr (is_nullable<Value>) {
    if (value) append_folder_value(out, scratch, *value);
    else out += "=__HIVE_DEFAULT_PARTITION__";
  } else {
    scratch.clear();
    append_cell_text(scratch, value);
    if (scratch.empty()) {
      out += "=__HIVE_DEFAULT_PARTITION__";
    } else {
      out += '=';
      append_folder_text(out, scratch);
    }
  }
}

template <class Type>
concept folder_type = text_type<Type> || std::is_arithmetic_v<Type> || std::is_enum_v<Type> || std::same_as<Type, timestamp> || std::same_as<Type, date>;

template <class List>
struct as_schema;
template <class... Columns>
struct as_schema<type_list<Columns...>> {
  using type = schema<Columns...>;
};

template <fixed_string Name, class Schema>
consteval auto check_folder_column() {
  constexpr std::size_t index = Schema::index_of(Name.view());
  if constexpr (index == npos) {
    constexpr std::size_t near = nearest_name(Name.view(), Schema::names);
    return plan_error::file_sink_has_no_such_partition_column<plan_error::partition_column_named<Name>,
                                                              plan_error::nearest_column<Schema::template at<near>::name>>{};
  } else if constexpr (!folder_type<non_null_t<typename Schema::template at<index>::type>>) {
    return plan_error::file_sink_cannot_name_folders_by<plan_error::partition_column_named<Name>, typename Schema::template at<index>::type>{};
  } else {
    return accepted{};
  }
}

/// The cells of some columns of a row, by reference.
template <class Schema>
struct cells_of;
template <class... Columns>
struct cells_of<schema<Columns...>> {
  template <class Row>
  [[nodiscard]] static auto of(Row const& source) {
    return row<cell<Columns::name, decltype(get<Columns::name>(source))>...>{{get<Columns::name>(source)}...};
  }
};

}  // namespace detail

/// The columns that folders are named by, outermost first; none for files that lie side by side.
template <fixed_string... Names>
struct folders_by {
  static constexpr bool any = sizeof...(Names) > 0;

  [[nodiscard]] static constexpr bool has([[maybe_unused]] std::string_view name) { return (false || ... || (Names.view() == name)); }

  /// The columns that files hold.
  template <class Schema>
  struct split;
  template <class... Columns>
  struct split<schema<Columns...>> {
    using data = typename detail::as_schema<concat_t<std::conditional_t<has(Columns::name.view()), type_list<>, type_list<Columns>>...>>::type;
    using needs_data = std::conditional_t<data::size == 0, plan_error::file_sink_needs_a_column_beside_its_folders<schema<Columns...>>, accepted>;
    using refusal = first_refusal_t<decltype(detail::check_folder_column<Names, schema<Columns...>>())..., needs_data>;
  };
  template <class Schema>
  using data_schema = typename split<Schema>::data;
  /// Why rows of a schema cannot be written so; `accepted` if they can.
  template <class Schema>
  using refusal = typename split<Schema>::refusal;

  /// Writes the folder of a row: "day=2024-01-31/region=eu".
  template <class Row>
  static void write_path(std::string& path, [[maybe_unused]] std::string& scratch, [[maybe_unused]] Row const& row) {
    path.clear();
    (append_folder<Names>(path, scratch, row), ...);
  }

 private:
  template <fixed_string Name, class Row>
  static void append_folder(std::string& path, std::string& scratch, Row const& row) {
    if (!path.empty()) path += '/';
    detail::append_folder_text(path, Name.view());
    detail::append_folder_value(path, scratch, get<Name>(row));
  }
};

}  // namespace sluice::files
