// SPDX-License-Identifier: Apache-2.0
// How a page is gathered and printed.
#pragma once

#include <sluice/base/compiled.hpp>
#include <sluice/base/error.hpp>
#include <sluice/connectors/console/page.hpp>
#include <sluice/connectors/console/table.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace sluice::console {

SLUICE_INLINE page::page(std::size_t num_rows, table_style style, std::FILE* out, std::string* text)
    : num_rows_(num_rows), style_(style), out_(out), text_(text) {}

SLUICE_INLINE void page::begin() {
  rows_.clear();
  seen_ = 0;
}

SLUICE_INLINE bool page::add_row(std::size_t columns) {
  if (seen_++ >= num_rows_) return false;
  rows_.emplace_back().reserve(columns);
  return true;
}

SLUICE_INLINE std::string& page::add_cell() { return rows_.back().emplace_back(); }

SLUICE_INLINE void page::print(std::uint64_t epoch, std::initializer_list<std::string_view> names) {
  std::string const line(43, '-');
  print(line + "\nBatch: " + std::to_string(epoch) + "\n" + line + "\n", names);
}

SLUICE_INLINE void page::print(std::initializer_list<std::string_view> names) { print(std::string{}, names); }

SLUICE_INLINE void page::print(std::string printed, std::initializer_list<std::string_view> names) {
  append_table(printed, {names.begin(), names.end()}, rows_, seen_ > num_rows_, style_);
  if (text_ != nullptr) {
    *text_ += printed;
  } else if (std::fwrite(printed.data(), 1, printed.size(), out_) != printed.size() || std::fflush(out_) != 0) {
    throw sink_error({error_code::sink_failed, "console", "a batch could not be printed", std::generic_category().message(errno),
                      "Check where the output of the query goes"});
  }
}

}  // namespace sluice::console
