// SPDX-License-Identifier: Apache-2.0
// What becomes of each record of a file: a row goes on, with the columns that its file gives; a record that does not fit is treated as the
// parse mode says (semantics 16), and whoever is told of it is told the file and the line.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_facts.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/contract/reject.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::files {

/// Takes what decoders hand out. `Partitions`: which columns folders give, and how. `Constants`: the row of the columns that do not come from the bytes, which may be empty.
template <class Partitions, class Constants, class Receiver>
class row_sink {
 public:
  row_sink(std::string_view format, parse_mode mode, file_input& input, reject_log& rejects, Receiver& receiver)
      : format_(format), mode_(mode), input_(&input), rejects_(&rejects), receiver_(&receiver) {}

  /// The file that `input` stands at begins.
  void begin_file() { fill_constants<Partitions>(constants_, input_->path()); }

  /// A good record.
  template <class Row>
  void row(Row const& row) {
    if constexpr (Constants::size == 0) receiver_->push(row);
    else receiver_->push(join_row(row, constants_));
    ++rows_;
  }
  /// A record some of whose nullable fields did not fit and are NULL; `text` is its own in the piece that is being read.
  template <class Row, class Problem>
  [[gnu::cold]] void malformed(Row const& row, Problem const& problem, std::string_view text) {
    if (mode_ != parse_mode::permissive) return rejected(problem, text);
    if constexpr (has_corrupt_record) static_cast<corrupt_cell&>(constants_).value = text;
    this->row(row);
    if constexpr (has_corrupt_record) static_cast<corrupt_cell&>(constants_).value.reset();
  }
  /// A record that gives no row.
  template <class Problem>
  [[gnu::cold]] void rejected(Problem const& problem, std::string_view text) {
    rejected_at(problem, text, input_->place(text.data()));
  }
  /// Likewise, for formats that do not read by pieces; `place` says where in the file.
  template <class Problem>
  [[gnu::cold]] void rejected_at(Problem const& problem, std::string_view text, std::string const& place) {
    if (mode_ == parse_mode::fail_fast) {
      throw record_error({error_code::malformed_record,
                          place + ": " + std::string{format_} + (problem.column.empty() ? std::string{} : " column " + std::string{problem.column}),
                          std::string{problem.reason}, std::string{text.substr(0, 200)},
                          "Mend the file, or use parse_mode::permissive and on_rejected to set such records aside"});
    }
    rejects_->reject({format_, problem.column, problem.reason, text, place});
  }
  /// A file that cannot be read, or no further.
  [[gnu::cold]] void rejected_file(std::string_view reason) { rejects_->reject({format_, {}, reason, input_->path(), input_->path()}); }

  /// How many rows went on.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  using corrupt_cell = cell<"_corrupt_record", std::optional<std::string_view>>;
  static constexpr bool has_corrupt_record = std::is_base_of_v<corrupt_cell, Constants>;

  std::string_view format_;
  parse_mode mode_;
  file_input* input_;
  reject_log* rejects_;
  Receiver* receiver_;
  Constants constants_{};
  std::uint64_t rows_ = 0;
};

}  // namespace sluice::files
