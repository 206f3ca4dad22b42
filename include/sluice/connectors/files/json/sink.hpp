// SPDX-License-Identifier: Apache-2.0
// `write_stream(json::sink{.path = "/data/out"})`, `write(json::sink{...})`: rows as files of JSON, an object a line (semantics 16.2, 17.6).
// Options have Spark's names and defaults.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/fixed_string.hpp>
#include <sluice/base/time_pattern.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/sink/batch_writer.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/folders.hpp>
#include <sluice/connectors/files/sink/options.hpp>
#include <sluice/connectors/files/sink/stream_writer.hpp>
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/formats/json/encode.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::json {

namespace detail {

/// JSON as a format of output, see sink/part_writer.hpp.
struct output_format {
  static constexpr std::string_view name = "json";

  bool ignore_null_fields = true;
  std::string date_format;
  std::string timestamp_format;
  std::string line_sep;

  [[nodiscard]] static std::string suffix() { return ".json"; }
  template <class Schema>
  using refusal = accepted;

  template <class Schema>
  class file {
   public:
    file(output_format const& format, sluice::files::byte_target& to) : line_sep_(format.line_sep), to_(&to) {
      how_.ignore_null_fields = format.ignore_null_fields;
      if (!format.date_format.empty()) how_.dates = &days_.emplace(format.date_format, "json date_format");
      if (!format.timestamp_format.empty()) how_.timestamps = &times_.emplace(format.timestamp_format, "json timestamp_format");
    }
    file(file const&) = delete;  // it points into itself
    file& operator=(file const&) = delete;

    template <class Row>
    void write(Row const& row) {
      append_json(pending_, row, how_);
      pending_ += line_sep_;
      if (pending_.size() >= piece) close();
    }
    void close() {
      to_->write(pending_);
      pending_.clear();
    }

   private:
    static constexpr std::size_t piece = std::size_t{64} << 10U;

    write_options how_;
    std::optional<time_pattern> days_;
    std::optional<time_pattern> times_;
    std::string line_sep_;
    sluice::files::byte_target* to_;
    std::string pending_;
  };
};

}  // namespace detail

/// A folder of JSON files as a sink. `Folders`: the columns that name folders; users write `json::sink` or `json::sink_by<"day">`. In a stream:
/// append mode, with a checkpoint, and exactly once for readers that obey the manifest. In batch: see query/write.hpp.
template <class Folders>
struct basic_sink {
  std::string path;                  ///< a local folder, "file:///folder", or "s3://bucket/prefix" with <sluice/s3.hpp>
  bool ignore_null_fields = true;    ///< fields that are NULL are left out, else they are null
  std::string date_format{};         ///< pattern of days (base/time_pattern.hpp); empty: yyyy-mm-dd
  std::string timestamp_format{};    ///< pattern of times; empty: ISO 8601 in UTC with three or six digits of fraction
  std::string line_sep = "\n";
  sluice::files::compression compression = sluice::files::compression::none;  ///< this and the following as in csv::sink
  std::uint64_t max_records_per_file = 0;
  std::size_t max_open_files = 100;
  std::chrono::milliseconds retention{-1};

  static constexpr sink_traits traits{.name = "json", .update = false, .complete = false, .continuous = false, .needs_checkpoint = true};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = typename Folders::template refusal<Schema>;

  /// Throws option_error for options that cannot work, without a look at the disk.
  void check() const {
    sluice::files::output_options_of(*this).check();
    if (line_sep.empty()) throw option_error("json line_sep", "lines need an end", "", "Set \\n or \\r\\n");
    if (!date_format.empty()) time_pattern{date_format, "json date_format"};
    if (!timestamp_format.empty()) time_pattern{timestamp_format, "json timestamp_format"};
  }
  template <class Schema>
  [[nodiscard]] sluice::files::stream_writer<detail::output_format, Folders, Schema> open(sink_context const& context) const {
    check();
    return {format(), sluice::files::output_options_of(*this), context};
  }
  template <class Schema>
  [[nodiscard]] sluice::files::batch_writer<detail::output_format, Folders, Schema> open_batch(sink_context const&, save_mode mode) const {
    check();
    return {format(), sluice::files::output_options_of(*this), mode};
  }

 private:
  [[nodiscard]] detail::output_format format() const { return {ignore_null_fields, date_format, timestamp_format, line_sep}; }
};

/// All rows of a batch in one file, or in as many as max_records_per_file asks for: `json::sink{.path = "/data/out"}`.
using sink = basic_sink<sluice::files::folders_by<>>;
/// A folder for each value of some columns, outermost first: `json::sink_by<"day">{.path = "/data/out"}`.
template <fixed_string... Names>
using sink_by = basic_sink<sluice::files::folders_by<Names...>>;

}  // namespace sluice::json
