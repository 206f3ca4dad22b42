// SPDX-License-Identifier: Apache-2.0
// Fields of rows as columns of Arrow: the type of each, and a builder that takes values row by row. Timestamps are microseconds in UTC, enums their
// names, nested records structs, as Spark reads them.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/parquet/arrow.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::parquet_format::detail {

template <class Type>
inline constexpr bool has_no_parquet_form = false;

/// The Arrow type of a number.
template <class Number>
using number_type = std::conditional_t<
    std::is_floating_point_v<Number>, std::conditional_t<sizeof(Number) == 8, ::arrow::DoubleType, ::arrow::FloatType>,
    std::conditional_t<
        std::is_signed_v<Number>,
        std::conditional_t<sizeof(Number) == 1, ::arrow::Int8Type,
                           std::conditional_t<sizeof(Number) == 2, ::arrow::Int16Type,
                                              std::conditional_t<sizeof(Number) == 4, ::arrow::Int32Type, ::arrow::Int64Type>>>,
        std::conditional_t<sizeof(Number) == 1, ::arrow::UInt8Type,
                           std::conditional_t<sizeof(Number) == 2, ::arrow::UInt16Type,
                                              std::conditional_t<sizeof(Number) == 4, ::arrow::UInt32Type, ::arrow::UInt64Type>>>>>;

template <class Type>
concept list_like = requires(Type const& values) {
  typename Type::value_type;
  values.begin();
  values.size();
} && !text_type<Type> && !binary_type<Type> && !requires { typename Type::mapped_type; };
template <class Type>
concept map_like = requires { typename Type::mapped_type; };

/// A builder for values of `Type`, NULL aside.
template <class Type>
class column_builder;

/// A builder and whether NULL may come.
template <class Type>
class cell_builder {
 public:
  using inner = non_null_t<Type>;
  static constexpr bool nullable = is_nullable<Type>;

  [[nodiscard]] static std::shared_ptr<::arrow::Field> field(std::string const& name) {
    return ::arrow::field(name, column_builder<inner>::type(), nullable);
  }
  template <class Value>
  void append(Value const& value) {
    if constexpr (is_nullable<Value>) {
      if (value) builder_.append(*value);
      else builder_.append_null();
    } else {
      builder_.append(value);
    }
  }
  void append_null() { builder_.append_null(); }
  [[nodiscard]] std::shared_ptr<::arrow::ArrayBuilder> shared() const { return builder_.shared(); }

 private:
  column_builder<inner> builder_;
};

/// Builders that are one Arrow builder.
template <class Builder>
class plain_builder {
 public:
  void append_null() { require_write(builder_->AppendNull()); }
  [[nodiscard]] std::shared_ptr<::arrow::ArrayBuilder> shared() const { return builder_; }

 protected:
  explicit plain_builder(std::shared_ptr<Builder> made) : builder_(std::move(made)) {}
  std::shared_ptr<Builder> builder_;
};

template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>)
class column_builder<Number> : public plain_builder<::arrow::NumericBuilder<number_type<Number>>> {
  using base = plain_builder<::arrow::NumericBuilder<number_type<Number>>>;

 public:
  column_builder() : base(std::make_shared<::arrow::NumericBuilder<number_type<Number>>>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::TypeTraits<number_type<Number>>::type_singleton(); }
  void append(Number value) { require_write(this->builder_->Append(static_cast<typename number_type<Number>::c_type>(value))); }
};
template <>
class column_builder<bool> : public plain_builder<::arrow::BooleanBuilder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::BooleanBuilder>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::boolean(); }
  void append(bool value) { require_write(builder_->Append(value)); }
};
template <text_type Text>
class column_builder<Text> : public plain_builder<::arrow::StringBuilder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::StringBuilder>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::utf8(); }
  void append(std::string_view value) { require_write(builder_->Append(value)); }
};
template <binary_type Bytes>
class column_builder<Bytes> : public plain_builder<::arrow::BinaryBuilder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::BinaryBuilder>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::binary(); }
  void append(Bytes const& value) { require_write(builder_->Append(bytes_view{value}.text())); }
};
template <class Enum>
  requires std::is_enum_v<Enum>
class column_builder<Enum> : public plain_builder<::arrow::StringBuilder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::StringBuilder>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::utf8(); }
  void append(Enum value) {
    for (auto const& one : enum_names<Enum>::values)
      if (one.value == value) return require_write(builder_->Append(one.name));
    throw sink_error({error_code::sink_failed, "parquet", "an enum has a value without a name",
                      std::to_string(static_cast<std::int64_t>(value)), "Name it with SLUICE_ENUM"});
  }
};
template <>
class column_builder<timestamp> : public plain_builder<::arrow::TimestampBuilder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::TimestampBuilder>(type(), ::arrow::default_memory_pool())) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::timestamp(::arrow::TimeUnit::MICRO, "UTC"); }
  void append(timestamp value) { require_write(builder_->Append(value.microseconds)); }
};
template <>
class column_builder<date> : public plain_builder<::arrow::Date32Builder> {
 public:
  column_builder() : plain_builder(std::make_shared<::arrow::Date32Builder>()) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::date32(); }
  void append(date value) { require_write(builder_->Append(value.days)); }
};

template <list_like List>
class column_builder<List> : public plain_builder<::arrow::ListBuilder> {
  using element = typename List::value_type;

 public:
  column_builder() : column_builder(cell_builder<element>{}) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::list(cell_builder<element>::field("element")); }
  void append(List const& values) {
    require_write(builder_->Append());
    for (auto const& one : values) elements_.append(static_cast<element const&>(one));
  }

 private:
  explicit column_builder(cell_builder<element> elements)
      : plain_builder(std::make_shared<::arrow::ListBuilder>(::arrow::default_memory_pool(), elements.shared(), type())), elements_(std::move(elements)) {}
  cell_builder<element> elements_;
};

template <map_like Map>
class column_builder<Map> : public plain_builder<::arrow::MapBuilder> {
  using key = typename Map::key_type;
  using item = typename Map::mapped_type;

 public:
  column_builder() : column_builder(cell_builder<key>{}, cell_builder<item>{}) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() {
    return std::make_shared<::arrow::MapType>(cell_builder<key>::field("key"), cell_builder<item>::field("value"));
  }
  void append(Map const& values) {
    require_write(builder_->Append());
    for (auto const& [each, value] : values) {
      keys_.append(each);
      items_.append(value);
    }
  }

 private:
  column_builder(cell_builder<key> keys, cell_builder<item> items)
      : plain_builder(std::make_shared<::arrow::MapBuilder>(::arrow::default_memory_pool(), keys.shared(), items.shared(), type())),
        keys_(std::move(keys)), items_(std::move(items)) {}
  cell_builder<key> keys_;
  cell_builder<item> items_;
};

/// The columns of a schema.
template <class Schema>
class row_builders;
template <class... Columns>
class row_builders<schema<Columns...>> {
 public:
  [[nodiscard]] static std::vector<std::shared_ptr<::arrow::Field>> fields() {
    return {cell_builder<typename Columns::type>::field(std::string{Columns::name.view()})...};
  }
  template <class Row>
  void append(Row const& row) {
    append(row, std::index_sequence_for<Columns...>{});
  }
  void append_null() {
    std::apply([](auto&... each) { (each.append_null(), ...); }, builders_);
  }
  [[nodiscard]] std::vector<std::shared_ptr<::arrow::ArrayBuilder>> shared() const {
    return std::apply([](auto const&... each) { return std::vector<std::shared_ptr<::arrow::ArrayBuilder>>{each.shared()...}; }, builders_);
  }

 private:
  template <class Row, std::size_t... Index>
  void append([[maybe_unused]] Row const& row, std::index_sequence<Index...>) {
    (std::get<Index>(builders_).append(get<Columns::name>(row)), ...);
  }
  std::tuple<cell_builder<typename Columns::type>...> builders_;
};

/// A nested record.
template <row_like Row>
class column_builder<Row> : public plain_builder<::arrow::StructBuilder> {
 public:
  column_builder() : column_builder(row_builders<schema_of<Row>>{}) {}
  [[nodiscard]] static std::shared_ptr<::arrow::DataType> type() { return ::arrow::struct_(row_builders<schema_of<Row>>::fields()); }
  template <class Value>
  void append(Value const& value) {
    require_write(builder_->Append());
    fields_.append(value);
  }

 private:
  explicit column_builder(row_builders<schema_of<Row>> fields)
      : plain_builder(std::make_shared<::arrow::StructBuilder>(type(), ::arrow::default_memory_pool(), fields.shared())), fields_(std::move(fields)) {}
  row_builders<schema_of<Row>> fields_;
};

}  // namespace sluice::parquet_format::detail
