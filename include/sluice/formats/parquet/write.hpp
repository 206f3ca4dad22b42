// SPDX-License-Identifier: Apache-2.0
// Writes rows as one Parquet file, through a function that takes its bytes in order: to a disk, to a bucket, to memory.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/formats/parquet/arrow.hpp>
#include <sluice/formats/parquet/builders.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::parquet_format {

/// How pages are packed. Snappy is what Spark takes.
enum class codec : std::uint8_t { none, snappy, gzip, zstd };

/// How a file is written.
struct write_options {
  codec compression = codec::snappy;
  std::int64_t row_group_rows = 1'000'000;             ///< most rows of a row group
  std::int64_t row_group_bytes = std::int64_t{128} << 20U;  ///< about how large its columns may grow in memory before it is written
  bool dictionary = true;                              ///< whether columns of few different values are written by dictionary
};

namespace detail {

/// Bytes on their way out, as Arrow sees it.
class forwarding_stream final : public ::arrow::io::OutputStream {
 public:
  explicit forwarding_stream(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

  ::arrow::Status Close() override {
    closed_ = true;
    return ::arrow::Status::OK();
  }
  ::arrow::Result<std::int64_t> Tell() const override { return written_; }
  [[nodiscard]] bool closed() const override { return closed_; }
  ::arrow::Status Write(void const* data, std::int64_t size) override {
    if (write_) write_({static_cast<char const*>(data), static_cast<std::size_t>(size)});
    written_ += size;
    return ::arrow::Status::OK();
  }
  using ::arrow::io::OutputStream::Write;
  /// From here on bytes go nowhere: Arrow ends a file also when its writer is destroyed.
  void drop() { write_ = nullptr; }

 private:
  std::function<void(std::string_view)> write_;
  std::int64_t written_ = 0;
  bool closed_ = false;
};

inline std::shared_ptr<::parquet::WriterProperties> properties_of(write_options const& how) {
  ::parquet::WriterProperties::Builder builder;
  switch (how.compression) {
    case codec::none: builder.compression(::parquet::Compression::UNCOMPRESSED); break;
    case codec::snappy: builder.compression(::parquet::Compression::SNAPPY); break;
    case codec::gzip: builder.compression(::parquet::Compression::GZIP); break;
    case codec::zstd: builder.compression(::parquet::Compression::ZSTD); break;
  }
  if (!how.dictionary) builder.disable_dictionary();
  builder.max_row_group_length(how.row_group_rows);
  return builder.build();
}

}  // namespace detail

/// Writes rows of `Schema`. Not thread safe. Members throw sink_error for what Arrow refuses, and pass on what `write` throws.
template <class Schema>
class file_writer {
 public:
  /// `write`: takes the bytes of the file, in order.
  file_writer(write_options how, std::function<void(std::string_view)> write)
      : how_(how), schema_(::arrow::schema(detail::row_builders<Schema>::fields())),
        stream_(std::make_shared<detail::forwarding_stream>(std::move(write))) {
    auto opened = ::parquet::arrow::FileWriter::Open(*schema_, ::arrow::default_memory_pool(), stream_, detail::properties_of(how));
    detail::require_write(opened.status());
    writer_ = std::move(opened).ValueUnsafe();
    arrays_ = builders_.shared();
  }

  file_writer(file_writer const&) = delete;
  file_writer& operator=(file_writer const&) = delete;
  /// A file that was not closed stays without its end, which no reader takes.
  ~file_writer() { stream_->drop(); }

  template <class Row>
  void write(Row const& row) {
    builders_.append(row);
    if (++pending_ == batch_rows) flush_batch();
  }
  /// Writes what is left and the footer. Nothing may be written afterwards.
  void close() {
    flush_batch();
    detail::require_write(writer_->Close());
  }

 private:
  // Rows go to Arrow in batches that stay in the cache; it gathers them into row groups.
  static constexpr std::int64_t batch_rows = 8'192;

  void flush_batch() {
    if (pending_ == 0) return;
    std::vector<std::shared_ptr<::arrow::Array>> columns;
    for (auto const& builder : arrays_) {
      auto finished = builder->Finish();
      detail::require_write(finished.status());
      columns.push_back(std::move(finished).ValueUnsafe());
      for (auto const& buffer : columns.back()->data()->buffers)
        if (buffer) group_bytes_ += buffer->size();
    }
    if (group_bytes_ > how_.row_group_bytes) {
      detail::require_write(writer_->NewBufferedRowGroup());
      group_bytes_ = 0;
    }
    detail::require_write(writer_->WriteRecordBatch(*::arrow::RecordBatch::Make(schema_, pending_, std::move(columns))));
    pending_ = 0;
  }

  write_options how_;
  std::shared_ptr<::arrow::Schema> schema_;
  std::shared_ptr<detail::forwarding_stream> stream_;
  std::unique_ptr<::parquet::arrow::FileWriter> writer_;
  detail::row_builders<Schema> builders_;
  std::vector<std::shared_ptr<::arrow::ArrayBuilder>> arrays_;  // those of builders_
  std::int64_t pending_ = 0;
  std::int64_t group_bytes_ = 0;
};

}  // namespace sluice::parquet_format
