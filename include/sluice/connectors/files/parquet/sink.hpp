// SPDX-License-Identifier: Apache-2.0
// `write_stream(parquet_sink{.path = "/data/out"})`, `write(parquet_sink{...})`: rows as Parquet files that Spark, pyarrow and parquet_files read
// (semantics 17.6). Needs Arrow (component `parquet`).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/fixed_string.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/sink/batch_writer.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/folders.hpp>
#include <sluice/connectors/files/sink/options.hpp>
#include <sluice/connectors/files/sink/stream_writer.hpp>
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/formats/parquet/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

namespace parquet_format {

/// Parquet as a format of output, see sink/part_writer.hpp.
struct output_format {
  static constexpr std::string_view name = "parquet";

  write_options how;

  /// Spark's names say how pages are packed.
  [[nodiscard]] std::string suffix() const {
    switch (how.compression) {
      case codec::none: break;
      case codec::snappy: return ".snappy.parquet";
      case codec::gzip: return ".gz.parquet";
      case codec::zstd: return ".zstd.parquet";
    }
    return ".parquet";
  }
  template <class Schema>
  using refusal = accepted;

  template <class Schema>
  class file {
   public:
    file(output_format const& format, files::byte_target& to) : writer_(format.how, forward{&to}) {}
    template <class Row>
    void write(Row const& row) {
      writer_.write(row);
    }
    void close() { writer_.close(); }

   private:
    struct forward {
      files::byte_target* to;
      void operator()(std::string_view bytes) const { to->write(bytes); }
    };
    file_writer<Schema> writer_;
  };
};

}  // namespace parquet_format

/// A folder of Parquet files as a sink. `Folders`: the columns that name folders; users write `parquet_sink` or `parquet_sink_by<"day">`. In a
/// stream: append mode, with a checkpoint, and exactly once for readers that obey the manifest. In batch: see query/write.hpp.
template <class Folders>
struct basic_parquet_sink {
  using codec = parquet_format::codec;

  std::string path;  ///< a local folder, "file:///folder", or "s3://bucket/prefix" with <sluice/s3.hpp>
  codec pages = codec::snappy;                              ///< how pages are packed
  std::int64_t row_group_rows = 1'000'000;                  ///< most rows of a row group
  std::int64_t row_group_bytes = std::int64_t{128} << 20U;  ///< about how large a row group may grow in memory
  bool dictionary = true;                                   ///< whether columns of few different values are written by dictionary
  std::uint64_t max_records_per_file = 0;                   ///< this and the following as in csv::sink
  std::size_t max_open_files = 100;
  std::chrono::milliseconds retention{-1};

  static constexpr files::compression compression = files::compression::none;  // a Parquet file packs its pages itself
  static constexpr sink_traits traits{.name = "parquet", .update = false, .complete = false, .continuous = false, .needs_checkpoint = true};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = typename Folders::template refusal<Schema>;

  /// Throws option_error for options that cannot work, without a look at the disk.
  void check() const {
    files::output_options_of(*this).check();
    if (row_group_rows < 1) throw option_error("row_group_rows", "it must be at least 1", std::to_string(row_group_rows), "The default is 1000000");
    if (row_group_bytes < 1) throw option_error("row_group_bytes", "it must be at least 1", std::to_string(row_group_bytes), "The default is 128 MiB");
  }
  template <class Schema>
  [[nodiscard]] files::stream_writer<parquet_format::output_format, Folders, Schema> open(sink_context const& context) const {
    check();
    return {format(), files::output_options_of(*this), context};
  }
  template <class Schema>
  [[nodiscard]] files::batch_writer<parquet_format::output_format, Folders, Schema> open_batch(sink_context const&, save_mode mode) const {
    check();
    return {format(), files::output_options_of(*this), mode};
  }

 private:
  [[nodiscard]] parquet_format::output_format format() const { return {{pages, row_group_rows, row_group_bytes, dictionary}}; }
};

/// All rows of a batch in one file, or in as many as max_records_per_file asks for: `parquet_sink{.path = "/data/out"}`.
using parquet_sink = basic_parquet_sink<files::folders_by<>>;
/// A folder for each value of some columns, outermost first: `parquet_sink_by<"day">{.path = "/data/out"}`.
template <fixed_string... Names>
using parquet_sink_by = basic_parquet_sink<files::folders_by<Names...>>;

}  // namespace sluice
