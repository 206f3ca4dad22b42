// SPDX-License-Identifier: Apache-2.0
// A batch on its way to the console: its first rows as texts, printed when it is committed. No templates; the bodies are in page_body.hpp.
#pragma once

#include <sluice/base/compiled.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::console {

/// How a table is laid out.
struct table_style {
  std::size_t truncate = 20;  ///< longest cell, in characters; 0 shows cells whole, and aligned left
  bool vertical = false;      ///< a line per cell instead of a row per line
};

/// The page of one batch. `out` and `text` outlive it.
class page {
 public:
  page(std::size_t num_rows, table_style style, std::FILE* out, std::string* text);

  void begin();
  /// Counts a row; whether it is one of those that are shown.
  bool add_row(std::size_t columns);
  /// The next cell of the row that was added, empty.
  std::string& add_cell();
  /// Prints the page of an epoch. Throws sink_error if that fails.
  void print(std::uint64_t epoch, std::initializer_list<std::string_view> names);
  /// As above, without an epoch: the result of a batch query.
  void print(std::initializer_list<std::string_view> names);

 private:
  void print(std::string printed, std::initializer_list<std::string_view> names);

  std::size_t num_rows_;
  table_style style_;
  std::FILE* out_;
  std::string* text_;
  std::vector<std::vector<std::string>> rows_;
  std::size_t seen_ = 0;
};

}  // namespace sluice::console
