// SPDX-License-Identifier: Apache-2.0
// What this folder takes of Arrow, and how its failures become ours. Only headers of this folder include it: Arrow costs a file that includes
// it about four seconds.
#pragma once

#include <sluice/base/error.hpp>

#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

#include <string>
#include <utility>

namespace sluice::parquet_format {

namespace detail {

/// Throws source_error if Arrow says no; `path` is the file.
[[gnu::cold]] inline void raise_read(::arrow::Status const& status, std::string const& path) {
  throw source_error({error_code::source_failed, path, "the Parquet file cannot be read", status.ToString(),
                      "If it was being written, write it elsewhere and move it here when it is whole"});
}
inline void require_read(::arrow::Status const& status, std::string const& path) {
  if (!status.ok()) [[unlikely]] raise_read(status, path);
}
template <class Value>
Value take_read(::arrow::Result<Value>&& result, std::string const& path) {
  if (!result.ok()) [[unlikely]] raise_read(result.status(), path);
  return std::move(result).ValueUnsafe();
}
inline void require_write(::arrow::Status const& status) {
  if (!status.ok()) [[unlikely]] {
    throw sink_error({error_code::sink_failed, "parquet", "the Parquet file cannot be written", status.ToString(), ""});
  }
}

}  // namespace detail

}  // namespace sluice::parquet_format
