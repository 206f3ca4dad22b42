// SPDX-License-Identifier: Apache-2.0
// Columns of Arrow read as fields of records: one class per kind of type, bound to an array once per batch of rows and asked row by row. Types that
// a file may have for a field are those that hold no more than the field does; anything else is refused when a file is opened.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/parquet/arrow.hpp>
#include <sluice/formats/wanted_row.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/types.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice::parquet_format::detail {

/// Where a column is, for messages: "file.parquet: amount".
struct column_place {
  std::string const* path;
  std::string name;

  [[nodiscard]] column_place below(std::string_view part) const { return {path, name + '.' + std::string{part}}; }
  [[noreturn, gnu::cold]] void refuse(::arrow::DataType const& found, std::string_view wanted) const {
    throw source_error({error_code::source_failed, *path + ": " + name, "the column's type does not fit the field, which takes " + std::string{wanted},
                        found.ToString(), "Change the field's type, or leave it out of the record"});
  }
};

/// A NULL where the field takes none.
struct unexpected_null {
  std::string_view column;
};

template <class Type>
class column;

/// Numbers: the field's own type quickly, smaller ones by conversion.
template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>)
class column<Number> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    array_ = &array;
    read_ = nullptr;
    using enum ::arrow::Type::type;
    switch (array.type_id()) {
      case INT8: use<::arrow::Int8Array>(); break;
      case INT16: use<::arrow::Int16Array>(); break;
      case INT32: use<::arrow::Int32Array>(); break;
      case INT64: use<::arrow::Int64Array>(); break;
      case UINT8: use<::arrow::UInt8Array>(); break;
      case UINT16: use<::arrow::UInt16Array>(); break;
      case UINT32: use<::arrow::UInt32Array>(); break;
      case UINT64: use<::arrow::UInt64Array>(); break;
      case FLOAT: use<::arrow::FloatArray>(); break;
      case DOUBLE: use<::arrow::DoubleArray>(); break;
      default: break;
    }
    if (read_ == nullptr) place.refuse(*array.type(), std::is_floating_point_v<Number> ? "floating point" : "integers up to its own size");
  }
  void get(std::int64_t row, Number& to) const { to = read_(*array_, row); }

 private:
  template <class Array>
  void use() {
    using value = typename Array::value_type;
    constexpr bool exact = std::is_same_v<Number, value>;
    constexpr bool wider_float = std::is_floating_point_v<Number> && std::is_floating_point_v<value> && sizeof(Number) >= sizeof(value);
    constexpr bool integers = std::is_integral_v<Number> && std::is_integral_v<value>;
    constexpr bool wider_integer = integers && ((std::is_signed_v<Number> == std::is_signed_v<value> && sizeof(Number) >= sizeof(value)) ||
                                                (std::is_signed_v<Number> && sizeof(Number) > sizeof(value)));
    if constexpr (exact || wider_float || wider_integer) read_ = read<Array>;
  }
  template <class Array>
  static Number read(::arrow::Array const& array, std::int64_t row) {
    return static_cast<Number>(static_cast<Array const&>(array).Value(row));
  }

  ::arrow::Array const* array_ = nullptr;
  Number (*read_)(::arrow::Array const&, std::int64_t) = nullptr;
};

template <>
class column<bool> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    if (array.type_id() != ::arrow::Type::BOOL) place.refuse(*array.type(), "booleans");
    array_ = static_cast<::arrow::BooleanArray const*>(&array);
  }
  void get(std::int64_t row, bool& to) const { to = array_->Value(row); }

 private:
  ::arrow::BooleanArray const* array_ = nullptr;
};

/// Texts and bytes, by view into the batch.
class text_column {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    small_ = nullptr;
    large_ = nullptr;
    using enum ::arrow::Type::type;
    if (array.type_id() == STRING || array.type_id() == BINARY) small_ = static_cast<::arrow::BinaryArray const*>(&array);
    else if (array.type_id() == LARGE_STRING || array.type_id() == LARGE_BINARY) large_ = static_cast<::arrow::LargeBinaryArray const*>(&array);
    else place.refuse(*array.type(), "texts");
  }
  [[nodiscard]] std::string_view view(std::int64_t row) const { return small_ != nullptr ? small_->GetView(row) : large_->GetView(row); }

 private:
  ::arrow::BinaryArray const* small_ = nullptr;
  ::arrow::LargeBinaryArray const* large_ = nullptr;
};
template <text_type Text>
class column<Text> : public text_column {
 public:
  void get(std::int64_t row, Text& to) const { to = Text{view(row)}; }
};
template <binary_type Bytes>
class column<Bytes> : public text_column {
 public:
  void get(std::int64_t row, Bytes& to) const {
    if constexpr (std::is_same_v<Bytes, bytes_view>) to = bytes_view{view(row)};
    else to = Bytes{std::string{view(row)}};
  }
};

/// An enum by the name of its value.
template <class Enum>
  requires std::is_enum_v<Enum>
class column<Enum> : public text_column {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    text_column::bind(array, place);
    place_ = place;
  }
  void get(std::int64_t row, Enum& to) const {
    for (auto const& one : enum_names<Enum>::values) {
      if (one.name != view(row)) continue;
      to = one.value;
      return;
    }
    throw source_error({error_code::source_failed, *place_.path + ": " + place_.name, "this is no name of the field's enum", std::string{view(row)}, ""});
  }

 private:
  column_place place_{};
};

template <>
class column<date> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    if (array.type_id() != ::arrow::Type::DATE32) place.refuse(*array.type(), "days");
    array_ = static_cast<::arrow::Date32Array const*>(&array);
  }
  void get(std::int64_t row, date& to) const { to = date{array_->Value(row)}; }

 private:
  ::arrow::Date32Array const* array_ = nullptr;
};

/// Instants of any unit, rounded down to microseconds. Spark writes nanoseconds (INT96), most others microseconds.
template <>
class column<timestamp> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    if (array.type_id() != ::arrow::Type::TIMESTAMP) place.refuse(*array.type(), "timestamps");
    array_ = static_cast<::arrow::TimestampArray const*>(&array);
    unit_ = static_cast<::arrow::TimestampType const&>(*array.type()).unit();
  }
  void get(std::int64_t row, timestamp& to) const {
    std::int64_t const value = array_->Value(row);
    switch (unit_) {
      case ::arrow::TimeUnit::SECOND: to = timestamp{value * 1'000'000}; break;
      case ::arrow::TimeUnit::MILLI: to = timestamp{value * 1'000}; break;
      case ::arrow::TimeUnit::MICRO: to = timestamp{value}; break;
      case ::arrow::TimeUnit::NANO: to = timestamp{(value - floor_modulo(value, 1'000)) / 1'000}; break;
    }
  }

 private:
  ::arrow::TimestampArray const* array_ = nullptr;
  ::arrow::TimeUnit::type unit_{};
};

/// A value where there may be NULL; `Cell` of a type that takes none throws unexpected_null.
template <class Type>
class cell_column {
 public:
  void bind(::arrow::Array const* array, column_place const& place) {
    array_ = array;
    // A column that the file has not is NULL throughout, as Spark has it.
    if (array != nullptr) inner_.bind(*array, place);
  }
  void get(std::int64_t row, Type& to, std::string_view name) const {
    if (array_ == nullptr || array_->IsNull(row)) {
      if constexpr (is_nullable<Type>) to.reset();
      else throw unexpected_null{name};
    } else if constexpr (is_nullable<Type>) {
      inner_.get(row, to ? *to : to.emplace());
    } else {
      inner_.get(row, to);
    }
  }

 private:
  ::arrow::Array const* array_ = nullptr;
  column<non_null_t<Type>> inner_;
};

template <class Sequence>
  requires requires(Sequence& values, typename Sequence::value_type one) {
    values.push_back(one);
    requires !text_type<Sequence> && !binary_type<Sequence>;
  }
class column<Sequence> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    small_ = nullptr;
    large_ = nullptr;
    if (array.type_id() == ::arrow::Type::LIST) {
      small_ = static_cast<::arrow::ListArray const*>(&array);
      elements_.bind(small_->values().get(), place.below("element"));
    } else if (array.type_id() == ::arrow::Type::LARGE_LIST) {
      large_ = static_cast<::arrow::LargeListArray const*>(&array);
      elements_.bind(large_->values().get(), place.below("element"));
    } else {
      place.refuse(*array.type(), "lists");
    }
  }
  void get(std::int64_t row, Sequence& to) const {
    std::int64_t const begin = small_ != nullptr ? small_->value_offset(row) : large_->value_offset(row);
    std::int64_t const end = small_ != nullptr ? small_->value_offset(row + 1) : large_->value_offset(row + 1);
    to.clear();
    for (std::int64_t at = begin; at < end; ++at) elements_.get(at, to.emplace_back(), "element");
  }

 private:
  ::arrow::ListArray const* small_ = nullptr;
  ::arrow::LargeListArray const* large_ = nullptr;
  cell_column<typename Sequence::value_type> elements_;
};

template <class Map>
  requires requires { typename Map::mapped_type; }
class column<Map> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    if (array.type_id() != ::arrow::Type::MAP) place.refuse(*array.type(), "maps");
    array_ = static_cast<::arrow::MapArray const*>(&array);
    keys_.bind(array_->keys().get(), place.below("key"));
    items_.bind(array_->items().get(), place.below("value"));
  }
  void get(std::int64_t row, Map& to) const {
    to.clear();
    for (std::int64_t at = array_->value_offset(row); at < array_->value_offset(row + 1); ++at) {
      typename Map::key_type key{};
      keys_.get(at, key, "key");
      items_.get(at, to[std::move(key)], "value");
    }
  }

 private:
  ::arrow::MapArray const* array_ = nullptr;
  cell_column<typename Map::key_type> keys_;
  cell_column<typename Map::mapped_type> items_;
};

/// The fields of a record or row, from columns of the same names.
template <row_like Row, class Slots = slots_of<Row>>
class row_columns;
template <row_like Row, class... Slots>
class row_columns<Row, type_list<Slots...>> {
 public:
  /// `find(name)`: the array of a column, or null.
  template <class Find>
  void bind(Find find, column_place const& place) {
    bind(find, place, std::index_sequence_for<Slots...>{});
  }
  void get(std::int64_t row, Row& to) const { get(row, to, std::index_sequence_for<Slots...>{}); }

 private:
  template <class Find, std::size_t... Index>
  void bind([[maybe_unused]] Find find, [[maybe_unused]] column_place const& place, std::index_sequence<Index...>) {
    (std::get<Index>(columns_).bind(find(Slots::name.view()),
                                    place.name.empty() ? column_place{place.path, std::string{Slots::name.view()}} : place.below(Slots::name.view())),
     ...);
  }
  template <std::size_t... Index>
  void get([[maybe_unused]] std::int64_t row, [[maybe_unused]] Row& to, std::index_sequence<Index...>) const {
    (std::get<Index>(columns_).get(row, Slots::of(to), Slots::name.view()), ...);
  }

  std::tuple<cell_column<typename Slots::type>...> columns_;
};

/// Finds a child of a struct by its name.
struct find_child {
  ::arrow::StructArray const* array;
  ::arrow::Array const* operator()(std::string_view name) const {
    int const index = static_cast<::arrow::StructType const&>(*array->type()).GetFieldIndex(std::string{name});
    return index < 0 ? nullptr : array->field(index).get();
  }
};

/// A nested record.
template <row_like Row>
class column<Row> {
 public:
  void bind(::arrow::Array const& array, column_place const& place) {
    if (array.type_id() != ::arrow::Type::STRUCT) place.refuse(*array.type(), "structs");
    fields_.bind(find_child{static_cast<::arrow::StructArray const*>(&array)}, place);
  }
  void get(std::int64_t row, Row& to) const { fields_.get(row, to); }

 private:
  row_columns<Row> fields_;
};

}  // namespace sluice::parquet_format::detail
