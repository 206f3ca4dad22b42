// SPDX-License-Identifier: Apache-2.0
// `write_stream(console::sink{})`: each batch as Spark's table on the terminal, for trying things out.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/console/table.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/schema/cell_text.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

namespace sluice::console {

/// Prints the first rows of every batch, when it is committed, on the query's thread and in one piece; throws sink_error if that fails. `out`
/// and `text` must outlive the query. An epoch that is run again is printed again, with its number.
struct sink {
  std::size_t num_rows = 20;  ///< rows shown of a batch; the others are counted only
  std::size_t truncate = 20;  ///< longest cell in characters; 0 shows cells whole
  bool vertical = false;      ///< a line per cell
  std::FILE* out = stdout;
  std::string* text = nullptr;  ///< appended to instead of `out`, for tests

  static constexpr sink_traits traits{.name = "console"};

  template <class Schema>
  class writer;
  template <class... Columns>
  class writer<schema<Columns...>> {
   public:
    explicit writer(sink const& options)
        : num_rows_(options.num_rows), style_{options.truncate, options.vertical}, out_(options.out), text_(options.text) {}

    void begin(std::uint64_t, mode) {
      rows_.clear();
      seen_ = 0;
    }
    template <class Row>
    void write(Row const& row) {
      if (seen_++ >= num_rows_) return;
      auto& cells = rows_.emplace_back();
      cells.reserve(sizeof...(Columns));
      (append_cell_text(cells.emplace_back(), get<Columns::name>(row)), ...);
    }
    void commit(std::uint64_t epoch) {
      std::string page;
      std::string const line(43, '-');
      page += line + "\nBatch: " + std::to_string(epoch) + "\n" + line + "\n";
      append_table(page, {std::string{Columns::name.view()}...}, rows_, seen_ > num_rows_, style_);
      if (text_ != nullptr) {
        *text_ += page;
      } else if (std::fwrite(page.data(), 1, page.size(), out_) != page.size() || std::fflush(out_) != 0) {
        throw sink_error({error_code::sink_failed, "console", "a batch could not be printed",
                          std::generic_category().message(errno), "Check where the output of the query goes"});
      }
    }
    [[nodiscard]] std::string describe() const { return "ConsoleSink"; }

   private:
    std::size_t num_rows_;
    table_style style_;
    std::FILE* out_;
    std::string* text_;
    std::vector<std::vector<std::string>> rows_;
    std::size_t seen_ = 0;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const&) const {
    return writer<Schema>{*this};
  }
};

}  // namespace sluice::console
