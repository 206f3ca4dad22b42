// SPDX-License-Identifier: Apache-2.0
// Parquet files: `read_stream(parquet_files<order>{.path = "/data/orders"})`, `read(parquet_files<order>{...})` (semantics 15.3). Only the columns that
// some step reads are decoded. Needs Arrow (component `parquet`). Its names stand outside of a namespace `parquet`, which is Arrow's.
#pragma once

#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/reader.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/formats/parquet/read.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

namespace parquet_format {

/// Parquet as a format of files, see connectors/files/reader.hpp.
struct file_format {
  static constexpr std::string_view name = "parquet";

  read_options how;

  template <class Record, class Want>
  class decoding {
   public:
    explicit decoding(file_format const& format) : reader_(format.how) {}

    template <class Sink>
    void read(files::file_input& input, Sink& sink) {
      if (!input.exists()) throw files::missing_file{};
      reader_.read(input.path(), take_row<Sink>{&sink}, take_null<Sink>{&input, &sink}, is_stopping{&input});
    }

   private:
    template <class Sink>
    struct take_row {
      Sink* sink;
      template <class Row>
      void operator()(Row const& row) const {
        sink->row(row);
      }
    };
    struct problem {
      std::string_view column;
      std::string_view reason;
    };
    template <class Sink>
    struct take_null {
      files::file_input* input;
      Sink* sink;
      void operator()(std::string_view column, std::int64_t row) const {
        sink->rejected_at(problem{column, "NULL in a field that takes none"}, {}, input->path() + ": row " + std::to_string(row + 1));
      }
    };
    struct is_stopping {
      files::file_input* input;
      bool operator()() const {
        input->check_stopping();
        return false;
      }
    };

    file_reader<Record, Want> reader_;
  };
};

}  // namespace parquet_format

/// Parquet files as a stream of the files that appear, or all of them once. `Partitions`: the columns that folders give (files::partitioned_by). A
/// column that a file has not is NULL; one whose type does not fit the field fails the query and is named.
template <record Record, class Partitions = files::no_partitions>
struct parquet_files {
  std::string path;                           ///< a folder, a file, or a pattern as Hadoop has them: "/data/*/in-{a,b}"
  std::int64_t batch_rows = 65'536;           ///< rows that are decoded at once
  parse_mode mode = parse_mode::permissive;   ///< what becomes of rows that have NULL where the field takes none
  std::string glob_filter{};                  ///< this and the following as in csv::files
  bool recursive = false;
  bool ignore_missing_files = false;
  bool ignore_corrupt_files = false;
  files::watch watch{};

  using record_type = Record;
  using columns = files::file_columns<Record, Partitions, false>;
  static constexpr bool readable_once = true;
  static constexpr files::compression compression = files::compression::none;  // a Parquet file packs its pages itself

  static_assert(Partitions::template all_in<schema_of<Record>>, "partitioned_by names a column that the record has not");

  /// Throws option_error for options that cannot work.
  void check() const {
    files::options_of(*this).check();
    if (batch_rows < 1) throw option_error("batch_rows", "it must be at least 1", std::to_string(batch_rows), "The default is 65536");
  }
  /// Opens a reader. Throws option_error as `check`, checkpoint_error for a damaged log.
  [[nodiscard]] files::reader<parquet_format::file_format, columns> open(source_context const& context) const {
    check();
    return {format(), files::options_of(*this), mode, context};
  }
  /// Reads all files once, by path; returns the number of rows.
  template <class Want, class Receiver>
  std::uint64_t read_once(reject_log& rejects, Receiver& receiver) const {
    check();
    return files::read_files<columns, Want>(format(), files::options_of(*this), mode, rejects, receiver);
  }

 private:
  [[nodiscard]] parquet_format::file_format format() const { return {{batch_rows}}; }
};

}  // namespace sluice
