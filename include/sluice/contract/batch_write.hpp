// SPDX-License-Identifier: Apache-2.0
// What a sink may provide for the results of batch queries, `read(...) | write(sink)`. A sink that does not is opened as for a stream of one
// batch, with epoch 0 and a query id of its own, and can only add to what is there.
//
// A sink:
//   template <class Schema> batch_writer open_batch(sink_context const&, save_mode) const;
// A batch writer:
//   bool begin();                                     false if nothing is to be written; then nothing else is called
//   template <class Row> void write(Row const& row);  one row, alive for the call only
//   void commit();                                    makes all rows visible
//   std::uint64_t files() const;                      how many files were written
// Destroyed without a commit, it leaves what was there before, where the sink can see to that.
#pragma once

#include <sluice/contract/reject.hpp>

#include <cstdint>
#include <string_view>

namespace sluice {

/// What becomes of what is there already when the result of a batch query is written.
enum class save_mode : std::uint8_t {
  error_if_exists,  ///< fail
  append,           ///< keep it, and add
  overwrite,        ///< put the result in its place
  ignore,           ///< keep it, and write nothing
};

[[nodiscard]] constexpr std::string_view to_string(save_mode mode) {
  switch (mode) {
    case save_mode::error_if_exists: return "error_if_exists";
    case save_mode::append: return "append";
    case save_mode::overwrite: return "overwrite";
    case save_mode::ignore: return "ignore";
  }
  return "";
}

/// The end of a batch query, which query/write.hpp pipes it into: where its result goes.
template <class Sink>
struct write_part {
  Sink sink;
  save_mode mode = save_mode::error_if_exists;
  reject_handler rejected;
};

}  // namespace sluice
