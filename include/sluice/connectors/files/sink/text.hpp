// SPDX-License-Identifier: Apache-2.0
// `write_stream(text::sink{.path = "/data/out"})`, `write(text::sink{...})`: rows of one text column as lines (semantics 16.3, 17.6). NULL is an
// empty line, as Spark has it.
#pragma once

#include <sluice/base/error.hpp>
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
#include <sluice/schema/columns.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::text {

namespace detail {

template <class Schema>
inline constexpr bool is_one_text = false;
template <class Column>
inline constexpr bool is_one_text<schema<Column>> = text_type<non_null_t<typename Column::type>>;

/// Lines as a format of output, see sink/part_writer.hpp.
struct output_format {
  static constexpr std::string_view name = "text";

  std::string line_sep;

  [[nodiscard]] static std::string suffix() { return ".txt"; }
  template <class Schema>
  using refusal = std::conditional_t<is_one_text<Schema>, accepted, plan_error::text_sink_needs_one_text_column<Schema>>;

  template <class Schema>
  class file {
   public:
    file(output_format const& format, sluice::files::byte_target& to) : line_sep_(format.line_sep), to_(&to) {}

    template <class Row>
    void write(Row const& row) {
      append(get<Schema::template at<0>::name>(row));
      pending_ += line_sep_;
      if (pending_.size() >= piece) close();
    }
    void close() {
      to_->write(pending_);
      pending_.clear();
    }

   private:
    static constexpr std::size_t piece = std::size_t{64} << 10U;

    template <class Text>
    void append(Text const& text) {
      if constexpr (!is_nullable<Text>) pending_ += std::string_view{text};
      else if (text) append(*text);
    }

    std::string line_sep_;
    sluice::files::byte_target* to_;
    std::string pending_;
  };
};

}  // namespace detail

/// A folder of text files as a sink. `Folders`: the columns that name folders; users write `text::sink` or `text::sink_by<"day">`. In a stream:
/// append mode, with a checkpoint, and exactly once for readers that obey the manifest. In batch: see query/write.hpp.
template <class Folders>
struct basic_sink {
  std::string path;              ///< a local folder, "file:///folder", or "s3://bucket/prefix" with <sluice/s3.hpp>
  std::string line_sep = "\n";
  sluice::files::compression compression = sluice::files::compression::none;  ///< this and the following as in csv::sink
  std::uint64_t max_records_per_file = 0;
  std::size_t max_open_files = 100;
  std::chrono::milliseconds retention{-1};

  static constexpr sink_traits traits{.name = "text", .update = false, .complete = false, .continuous = false, .needs_checkpoint = true};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = first_refusal_t<typename Folders::template refusal<Schema>,
                                  detail::output_format::refusal<typename Folders::template data_schema<Schema>>>;

  /// Throws option_error for options that cannot work, without a look at the disk.
  void check() const {
    sluice::files::output_options_of(*this).check();
    if (line_sep.empty()) throw option_error("text line_sep", "lines need an end", "", "Set \\n or \\r\\n");
  }
  template <class Schema>
  [[nodiscard]] sluice::files::stream_writer<detail::output_format, Folders, Schema> open(sink_context const& context) const {
    check();
    return {detail::output_format{line_sep}, sluice::files::output_options_of(*this), context};
  }
  template <class Schema>
  [[nodiscard]] sluice::files::batch_writer<detail::output_format, Folders, Schema> open_batch(sink_context const&, save_mode mode) const {
    check();
    return {detail::output_format{line_sep}, sluice::files::output_options_of(*this), mode};
  }
};

/// All rows of a batch in one file, or in as many as max_records_per_file asks for: `text::sink{.path = "/data/out"}`.
using sink = basic_sink<sluice::files::folders_by<>>;
/// A folder for each value of some columns: `text::sink_by<"day">{.path = "/data/out"}`.
template <fixed_string... Names>
using sink_by = basic_sink<sluice::files::folders_by<Names...>>;

}  // namespace sluice::text
