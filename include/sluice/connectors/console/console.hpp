// SPDX-License-Identifier: Apache-2.0
// `write_stream(console::sink{})`: each batch as Spark's table on the terminal, for trying things out. `read(...) | show()`: the result of a batch
// query.
#pragma once

#include <sluice/connectors/console/page.hpp>
#ifndef SLUICE_COMPILED
#include <sluice/connectors/console/page_body.hpp>
#endif
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/schema/cell_text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

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
    explicit writer(sink const& options) : page_(options.num_rows, {options.truncate, options.vertical}, options.out, options.text) {}

    void begin(std::uint64_t, mode) { page_.begin(); }
    template <class Row>
    void write(Row const& row) {
      if (page_.add_row(sizeof...(Columns))) (append_cell_text(page_.add_cell(), get<Columns::name>(row)), ...);
    }
    void commit(std::uint64_t epoch) { page_.print(epoch, {Columns::name.view()...}); }
    void print() { page_.print({Columns::name.view()...}); }
    [[nodiscard]] std::string describe() const { return "ConsoleSink"; }

   private:
    page page_;
  };

  /// The result of a batch query: no number above it.
  template <class Schema>
  class batch_writer {
   public:
    explicit batch_writer(sink const& options) : rows_(options) {}
    bool begin() {
      rows_.begin(0, mode::append);
      return true;
    }
    template <class Row>
    void write(Row const& row) {
      rows_.write(row);
    }
    void commit() { rows_.print(); }
    [[nodiscard]] std::uint64_t files() const { return 0; }

   private:
    writer<Schema> rows_;
  };

  template <class Schema>
  [[nodiscard]] writer<Schema> open(sink_context const&) const {
    return writer<Schema>{*this};
  }
  template <class Schema>
  [[nodiscard]] batch_writer<Schema> open_batch(sink_context const&, save_mode) const {
    return batch_writer<Schema>{*this};
  }
};

}  // namespace sluice::console

namespace sluice {

/// Runs a batch query and prints the first rows of its result: `read(orders) | spent | show()`. `num_rows`, `truncate` and `vertical` as in
/// console::sink. The pipe returns what `write` does: how many rows there were.
[[nodiscard]] inline write_part<console::sink> show(std::size_t num_rows = 20, std::size_t truncate = 20, bool vertical = false) {
  return {{.num_rows = num_rows, .truncate = truncate, .vertical = vertical}, save_mode::append, {}};
}

}  // namespace sluice
