// SPDX-License-Identifier: Apache-2.0
// Fills the columns that a file's path and its entry on the disk give, once per file: partition values from the names of folders
// (partitioned_by.hpp), and the metadata.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/listing.hpp>
#include <sluice/connectors/files/uri.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::files {

namespace detail {

/// The value of the folder `name=value` in a path; of several the last one.
[[nodiscard]] inline std::optional<std::string_view> folder_value(std::string_view path, std::string_view name) {
  std::optional<std::string_view> found;
  while (true) {
    auto const slash = path.find('/');
    if (slash == std::string_view::npos) return found;
    if (slash > name.size() && path.starts_with(name) && path[name.size()] == '=') found = path.substr(name.size() + 1, slash - name.size() - 1);
    path.remove_prefix(slash + 1);
  }
}

[[noreturn, gnu::cold]] inline void refuse_folder(std::string_view path, std::string_view name, std::string_view problem, std::string_view value) {
  throw source_error({error_code::source_failed, "partition column " + std::string{name} + " of " + std::string{path}, std::string{problem},
                      std::string{value}, "Put the file into a folder such as " + std::string{name} + "=..., or change the field"});
}

}  // namespace detail

/// What is known of a file as it stands on the disk now; its size is 0 if it is gone.
[[nodiscard]] inline metadata metadata_of(std::string const& path) {
  metadata facts{to_uri(path), std::string{name_of(path)}, 0, {}};
  if (auto const found = look_at(path)) {
    auto const entry = listed(path, *found);
    facts.file_size = static_cast<std::int64_t>(entry.size);
    facts.file_modification_time = timestamp::from_milliseconds(entry.modification_time);
  }
  return facts;
}

namespace detail {

template <class Partitions, class Cell>
void fill_constant(Cell& target, std::string const& path) {
  using type = typename Cell::type;
  if constexpr (std::is_same_v<non_null_t<type>, metadata>) target.value = metadata_of(path);
  else if constexpr (std::is_same_v<type, std::optional<std::string_view>>) target.value.reset();
  else Partitions::fill(target.value, path, Cell::name.view());
}

}  // namespace detail

/// Fills the row of constants for a file. Throws source_error for a folder that is missing or whose value does not fit its field.
template <class Partitions, class... Cells>
void fill_constants([[maybe_unused]] row<Cells...>& constants, [[maybe_unused]] std::string const& path) {
  (detail::fill_constant<Partitions>(static_cast<Cells&>(constants), path), ...);
}

/// Refuses a file in a folder that is named as a column that is read from files: what it says would be lost. `below`: the path behind the folder
/// that the source names. Throws source_error.
template <class Schema>
void check_folders(std::string const& path, std::string_view below) {
  for (std::string_view const name : Schema::names)
    if (detail::folder_value(below, name))
      throw source_error({error_code::source_failed, "column " + std::string{name} + " of " + path, "a folder of the path gives it a value, too", "",
                          "Say so: files::partitioned_by<\"" + std::string{name} + "\">, or set recursive = true to take the column from the files"});
}

}  // namespace sluice::files
