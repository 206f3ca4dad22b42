// SPDX-License-Identifier: Apache-2.0
// Where the columns of a record come from: most from the bytes of a file, some from what is known of the file itself - the folders it lies in
// (`day=2024-01-31/`), its name and age, the text of a record that could not be read. The latter never reach a decoder: it reads the record
// without them, and they are joined to its rows, by reference.
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::files {

/// No column comes from folders; see partitioned_by.hpp.
struct no_partitions {
  [[nodiscard]] static constexpr bool has(std::string_view) { return false; }
  template <class Schema>
  static constexpr bool all_in = true;
  template <class Schema>
  [[nodiscard]] static constexpr bool have_form(Schema) {
    return true;
  }
};

/// What is known of the file a row came from. A field of this type, whatever its name, is filled by every file source; names as Spark's.
struct metadata {
  std::string file_path;  ///< as a URI
  std::string file_name;
  std::int64_t file_size = 0;  ///< bytes
  timestamp file_modification_time;
};
SLUICE_RECORD(metadata, file_path, file_name, file_size, file_modification_time);

/// The nullable text field that gets the text of a record that could not be read as it should be.
inline constexpr std::string_view corrupt_record_column = "_corrupt_record";

namespace detail {

/// The fields of a record that stand in files.
template <class Record, class Partitions, bool Corrupt>
struct data_part {};

template <class Field>
inline constexpr bool is_metadata_field = std::same_as<non_null_t<typename Field::type>, metadata>;
template <class Field, bool Corrupt>
inline constexpr bool is_corrupt_field =
    Corrupt && Field::name.view() == corrupt_record_column && is_nullable<typename Field::type> && text_type<non_null_t<typename Field::type>>;
template <class Field, class Partitions, bool Corrupt>
inline constexpr bool is_data_field =
    !Partitions::has(Field::name.view()) && !is_metadata_field<Field> && !is_corrupt_field<Field, Corrupt>;

template <class List>
struct as_fields;
template <class... Fields>
struct as_fields<type_list<Fields...>> {
  using type = field_list<Fields...>;
};
template <class List>
struct as_row;
template <class... Cells>
struct as_row<type_list<Cells...>> {
  using type = row<Cells...>;
};

template <class Fields, class Partitions, bool Corrupt>
struct split_fields;
template <class... Fields, class Partitions, bool Corrupt>
struct split_fields<field_list<Fields...>, Partitions, Corrupt> {
  static constexpr bool whole = (true && ... && is_data_field<Fields, Partitions, Corrupt>);
  using data =
      typename as_fields<concat_t<std::conditional_t<is_data_field<Fields, Partitions, Corrupt>, type_list<Fields>, type_list<>>...>>::type;

  template <class Field>
  using constant_cell = cell<Field::name, std::conditional_t<is_corrupt_field<Field, Corrupt>, std::optional<std::string_view>,
                                                             owned_t<typename Field::type>>>;
  template <class Field, class Want>
  static constexpr bool is_wanted_constant = !is_data_field<Field, Partitions, Corrupt> && Want::value.wants(Field::name.view());
  template <class Want>
  using constants = typename as_row<
      concat_t<std::conditional_t<is_wanted_constant<Fields, Want>, type_list<constant_cell<Fields>>, type_list<>>...>>::type;
};

template <class Data, class Constants>
struct joined;
template <class... Data, class... Constants>
struct joined<row<Data...>, row<Constants...>> {
  using type = row<cell<Data::name, typename Data::type const&>..., cell<Constants::name, typename Constants::type const&>...>;

  [[nodiscard]] static type join(row<Data...> const& data, row<Constants...> const& constants) {
    return {{static_cast<Data const&>(data).value}..., {static_cast<Constants const&>(constants).value}...};
  }
};

}  // namespace detail

/// The columns of `Record` by where they come from. `Corrupt`: whether `_corrupt_record` is joined, too.
template <record Record, class Partitions, bool Corrupt>
struct file_columns {
  using partitions = Partitions;
  using split = detail::split_fields<fields_of<Record>, Partitions, Corrupt>;
  /// What a decoder reads.
  using data_record = std::conditional_t<split::whole, Record, detail::data_part<Record, Partitions, Corrupt>>;
  /// A row of those of the other columns that are wanted, in their owned form.
  template <class Want>
  using constants = typename split::template constants<Want>;
};

/// A decoded row and the other columns side by side.
template <class Row, class Constants>
[[nodiscard]] auto join_row(Row const& data, Constants const& constants) {
  return detail::joined<Row, Constants>::join(data, constants);
}

}  // namespace sluice::files

template <class Record, class Partitions, bool Corrupt>
struct sluice::record_traits<sluice::files::detail::data_part<Record, Partitions, Corrupt>> {
  using fields = typename sluice::files::detail::split_fields<sluice::fields_of<Record>, Partitions, Corrupt>::data;
};
