// SPDX-License-Identifier: Apache-2.0
// Reads one Parquet file, row by row, decoding only the columns that are wanted: their names are known at compile time, and the file's other
// columns are never touched, those inside of structs included.
#pragma once

#include <sluice/formats/parquet/arrow.hpp>
#include <sluice/formats/parquet/columns.hpp>
#include <sluice/formats/wanted_row.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::parquet_format {

namespace detail {

inline void add_leaves(::parquet::arrow::SchemaField const& field, std::vector<int>& leaves) {
  if (field.is_leaf()) leaves.push_back(field.column_index);
  for (auto const& child : field.children) add_leaves(child, leaves);
}

/// The leaves of the columns that `Want` names, of those that `Row` has.
template <class Row, class Want>
struct wanted_leaves;
template <class Row, class Want, class Slot>
void add_wanted(std::vector<::parquet::arrow::SchemaField> const& fields, std::vector<int>& leaves) {
  for (auto const& field : fields) {
    if (field.field->name() != Slot::name.view()) continue;
    using inner = non_null_t<typename Slot::type>;
    if constexpr (row_like<inner>) wanted_leaves<inner, Want>::add(field.children, leaves);
    else add_leaves(field, leaves);
    return;
  }
}
template <class Row, class Want>
struct wanted_leaves {
  static void add(std::vector<::parquet::arrow::SchemaField> const& fields, std::vector<int>& leaves) { add(fields, leaves, slots_of<Row>{}); }
  template <class... Slots>
  static void add(std::vector<::parquet::arrow::SchemaField> const& fields, std::vector<int>& leaves, type_list<Slots...>) {
    (add_wanted<Row, Want, Slots>(fields, leaves), ...);
  }
};

/// Finds a column of a batch by its name.
struct find_column {
  ::arrow::RecordBatch const* batch;
  ::arrow::Array const* operator()(std::string_view name) const {
    int const index = batch->schema()->GetFieldIndex(std::string{name});
    return index < 0 ? nullptr : batch->column(index).get();
  }
};

}  // namespace detail

/// What a file is read as.
struct read_options {
  std::int64_t batch_rows = 65'536;  ///< rows that are decoded at once
};

/// Reads Parquet files into rows of the wanted fields of `Record`. Texts are views that live for the call. Not thread safe.
template <record Record, class Want>
class file_reader {
 public:
  using row_type = wanted_row_t<Record, Want>;

  explicit file_reader(read_options how = {}) : how_(how) {}

  /// Calls `take(row)` for each row of a file, and `reject(column, row number)` for one that has NULL where the field takes none. Returns when
  /// `stop()` is true. Throws source_error, naming the file, if it cannot be read or a column has a type that does not fit.
  template <class Take, class Reject, class Stop>
  void read(std::string const& path, Take&& take, Reject&& reject, Stop&& stop) {
    try {
      read_batches(path, take, reject, stop);
    } catch (::parquet::ParquetException const& failed) {
      detail::raise_read(::arrow::Status::IOError(failed.what()), path);
    }
  }
  /// How many leaf columns the last file was read by.
  [[nodiscard]] std::size_t columns_read() const { return leaves_.size(); }

 private:
  template <class Take, class Reject, class Stop>
  void read_batches(std::string const& path, Take& take, Reject& reject, Stop& stop) {
    auto input = detail::take_read(::arrow::io::ReadableFile::Open(path), path);
    ::parquet::ArrowReaderProperties properties;
    properties.set_batch_size(how_.batch_rows);
    properties.set_use_threads(false);
    auto const reader = detail::take_read(
        ::parquet::arrow::FileReader::Make(::arrow::default_memory_pool(), ::parquet::ParquetFileReader::Open(std::move(input)), properties), path);
    leaves_.clear();
    detail::wanted_leaves<row_type, Want>::add(reader->manifest().schema_fields, leaves_);
    // A file without any of the columns still has rows: its first column says how many.
    bool const counts_only = leaves_.empty();
    if (counts_only) {
      std::int64_t const rows = reader->parquet_reader()->metadata()->num_rows();
      rows_.bind([](std::string_view) -> ::arrow::Array const* { return nullptr; }, {&path, {}});
      for (std::int64_t row = 0; row < rows; ++row) push(row, row, take, reject);
      return;
    }
    std::vector<int> groups(static_cast<std::size_t>(reader->num_row_groups()));
    std::iota(groups.begin(), groups.end(), 0);
    auto const batches = detail::take_read(reader->GetRecordBatchReader(groups, leaves_), path);
    std::int64_t before = 0;
    while (!stop()) {
      std::shared_ptr<::arrow::RecordBatch> batch;
      detail::require_read(batches->ReadNext(&batch), path);
      if (!batch) return;
      rows_.bind(detail::find_column{batch.get()}, {&path, {}});
      for (std::int64_t row = 0; row < batch->num_rows(); ++row) push(row, before + row, take, reject);
      before += batch->num_rows();
    }
  }
  template <class Take, class Reject>
  void push(std::int64_t row, std::int64_t number, Take& take, Reject& reject) {
    try {
      rows_.get(row, row_);
    } catch (detail::unexpected_null const& null) {
      reject(null.column, number);
      return;
    }
    take(std::as_const(row_));
  }

  read_options how_;
  std::vector<int> leaves_;
  detail::row_columns<row_type> rows_;
  row_type row_{};
};

}  // namespace sluice::parquet_format
