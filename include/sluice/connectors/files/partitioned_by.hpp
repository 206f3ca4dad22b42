// SPDX-License-Identifier: Apache-2.0
// The columns that folders give: `csv::files<sale, files::partitioned_by<"year", "region">>` reads `year=2024/region=eu/a.csv`. Names of folders
// are read as Spark's partition discovery does: escapes as %2F, `__HIVE_DEFAULT_PARTITION__` for NULL.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/connectors/files/file_facts.hpp>
#include <sluice/connectors/files/uri.hpp>
#include <sluice/formats/csv/marks.hpp>
#include <sluice/formats/csv/options.hpp>
#include <sluice/formats/csv/value.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/types.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::files {

/// Fields of the record that stand in no file, but in the names of the folders above it, in any order. Which ones is said here rather than
/// discovered, since a record's columns are known when it is compiled; a folder that is named as another column is an error.
template <fixed_string... Names>
struct partitioned_by {
  [[nodiscard]] static constexpr bool has(std::string_view name) { return (false || ... || (Names.view() == name)); }
  template <class Schema>
  static constexpr bool all_in = (true && ... && (Schema::index_of(Names.view()) != npos));
  /// Whether each of the schema's columns that are named here can be told by the name of a folder.
  template <class... Columns>
  [[nodiscard]] static constexpr bool have_form(schema<Columns...>) {
    return (true && ... && (!has(Columns::name.view()) || csv::detail::has_form<typename Columns::type>));
  }

  /// The value of the folder `name=...` of a path. Throws source_error for a folder that is missing or whose value does not fit.
  template <class Type>
  static void fill(Type& target, std::string_view path, std::string_view name) {
    auto const value = detail::folder_value(path, name);
    if (!value) detail::refuse_folder(path, name, "no folder of the path gives it a value", "");
    if (*value == "__HIVE_DEFAULT_PARTITION__") {
      if constexpr (is_nullable<Type>) target.reset();
      else detail::refuse_folder(path, name, "it is NULL, which the field does not take", *value);
      return;
    }
    std::string text = detail::undo_escapes(*value);
    std::size_t const size = text.size();
    text.append(csv::padding, '\0');
    csv::options const plain;
    csv::detail::value_context context{plain};
    bool fits = true;
    std::string_view const view{text.data(), size};
    if constexpr (text_type<non_null_t<Type>>) target = std::string{view};
    else if constexpr (is_nullable<Type>) fits = size != 0 && csv::detail::read_value(view, target.emplace(), context);
    else fits = size != 0 && csv::detail::read_value(view, target, context);
    if (!fits) detail::refuse_folder(path, name, csv::detail::expectation<non_null_t<Type>>(), view);
  }
};

}  // namespace sluice::files
