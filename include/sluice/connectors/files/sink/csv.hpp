// SPDX-License-Identifier: Apache-2.0
// `write_stream(csv::sink{.path = "/data/out", .header = true})`, `write(csv::sink{...})`: rows as files of CSV (semantics 17.6). Options have
// Spark's names and defaults. Needs nothing but the standard library.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/sink/batch_writer.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/errors.hpp>
#include <sluice/connectors/files/sink/folders.hpp>
#include <sluice/connectors/files/sink/options.hpp>
#include <sluice/connectors/files/sink/stream_writer.hpp>
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/formats/csv/encode.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace sluice::csv {

namespace detail {

/// CSV as a format of output, see sink/part_writer.hpp.
struct output_format {
  static constexpr std::string_view name = "csv";

  write_options how;

  [[nodiscard]] static std::string suffix() { return ".csv"; }
  template <class Schema>
  using refusal = std::conditional_t<columns_have_form<Schema>, accepted, plan_error::csv_sink_has_no_form_for_a_column<Schema>>;

  template <class Schema>
  class file {
   public:
    file(output_format const& format, sluice::files::byte_target& to) : encoder_(format.how), to_(&to) {
      if (format.how.header) encoder_.append_header(pending_, Schema{});
    }

    template <class Row>
    void write(Row const& row) {
      std::size_t const before = pending_.size();
      encoder_.append_record(pending_, row);
      // A record that is nothing at all would be a blank line, which readers skip.
      if (pending_.size() == before && encoder_.how().quote != '\0') pending_.append(2, encoder_.how().quote);
      pending_ += encoder_.how().line_sep;
      if (pending_.size() >= piece) flush();
    }
    void close() { flush(); }

   private:
    static constexpr std::size_t piece = std::size_t{64} << 10U;

    void flush() {
      to_->write(pending_);
      pending_.clear();
    }

    encoder encoder_;
    sluice::files::byte_target* to_;
    std::string pending_;
  };
};

}  // namespace detail

/// A folder of CSV files as a sink. `Folders`: the columns that name folders; users write `csv::sink` or `csv::sink_by<"day">`. In a stream:
/// append mode, with a checkpoint, and exactly once for readers that obey the manifest. In batch: see query/write.hpp.
template <class Folders>
struct basic_sink {
  std::string path;  ///< a local folder, "file:///folder", or "s3://bucket/prefix" with <sluice/s3.hpp>
  bool header = false;  ///< this and the following as in csv::write_options
  std::string delimiter = ",";
  char quote = '"';
  char escape = '\\';
  char char_to_escape_quote_escaping = '\0';
  bool quote_all = false;
  bool escape_quotes = true;
  std::string null_value{};
  std::string empty_value = "\"\"";
  std::string date_format{};
  std::string timestamp_format{};
  bool ignore_leading_white_space = true;
  bool ignore_trailing_white_space = true;
  std::string line_sep = "\n";
  sluice::files::compression compression = sluice::files::compression::none;
  std::uint64_t max_records_per_file = 0;    ///< 0: as many as a batch has
  std::size_t max_open_files = 100;          ///< with folders; beyond it the file that was not written to for longest ends
  std::chrono::milliseconds retention{-1};   ///< older files leave the manifest, and stay on the disk; negative: none

  static constexpr sink_traits traits{.name = "csv", .update = false, .complete = false, .continuous = false, .needs_checkpoint = true};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = first_refusal_t<typename Folders::template refusal<Schema>,
                                  detail::output_format::refusal<typename Folders::template data_schema<Schema>>>;

  /// Throws option_error for options that cannot work, without a look at the disk.
  void check() const {
    sluice::files::output_options_of(*this).check();
    static_cast<void>(encoder{format().how});
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
  [[nodiscard]] detail::output_format format() const {
    return {{.header = header,
             .delimiter = delimiter,
             .quote = quote,
             .escape = escape,
             .char_to_escape_quote_escaping = char_to_escape_quote_escaping,
             .quote_all = quote_all,
             .escape_quotes = escape_quotes,
             .null_value = null_value,
             .empty_value = empty_value,
             .date_format = date_format,
             .timestamp_format = timestamp_format,
             .ignore_leading_white_space = ignore_leading_white_space,
             .ignore_trailing_white_space = ignore_trailing_white_space,
             .line_sep = line_sep}};
  }
};

/// All rows of a batch in one file, or in as many as max_records_per_file asks for: `csv::sink{.path = "/data/out"}`.
using sink = basic_sink<sluice::files::folders_by<>>;
/// A folder for each value of some columns, outermost first: `csv::sink_by<"day", "region">{.path = "/data/out"}`.
template <fixed_string... Names>
using sink_by = basic_sink<sluice::files::folders_by<Names...>>;

}  // namespace sluice::csv
