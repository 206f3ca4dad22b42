// SPDX-License-Identifier: Apache-2.0
// For tests of queries: their results as texts, `{a, 5}`; times on 2024-01-01 (see sluice::at) without the day.
#pragma once

#include <sluice/plan/live_query.hpp>
#include <sluice/query/read.hpp>
#include <sluice/schema/cell_text.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using texts = std::vector<std::string>;

template <class Row>
std::string text_of(Row const& row) {
  std::string text;
  sluice::append_cell_text(text, row);
  constexpr std::string_view day = "2024-01-01 ";
  for (auto at = text.find(day); at != std::string::npos; at = text.find(day)) text.erase(at, day.size());
  return text;
}

/// Takes rows and gives what came since the last time.
class output {
 public:
  struct receiver {
    output* to;
    template <class Row>
    void operator()(Row const& row) const {
      to->rows_.push_back(text_of(row));
    }
  };
  [[nodiscard]] receiver take() { return {this}; }

  /// The rows in the order they came in, or sorted.
  [[nodiscard]] texts in_order() { return std::exchange(rows_, {}); }
  [[nodiscard]] texts rows() {
    std::sort(rows_.begin(), rows_.end());
    return in_order();
  }

 private:
  texts rows_;
};

/// The result of a batch query, in order or sorted.
template <class Node>
texts result_in_order(Node const& query) {
  output out;
  sluice::for_each_row(query, out.take());
  return out.in_order();
}
template <class Node>
texts result(Node const& query) {
  output out;
  sluice::for_each_row(query, out.take());
  return out.rows();
}

/// The column names of a query, joined.
template <class Node>
std::string columns(Node const&) {
  std::string joined;
  for (auto name : Node::schema::names) joined += (joined.empty() ? "" : " ") + std::string{name};
  return joined;
}

}  // namespace support
