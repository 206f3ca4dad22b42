// SPDX-License-Identifier: Apache-2.0
// A batch query's result as a range-v3 view: `read(orders) | revenue | as_view() | views::take(3)`. The way in needs nothing of this file:
// `read` takes range-v3 views as it takes containers.
#pragma once

#include <range/v3/view/interface.hpp>

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// The rows of a result: a random access, sized view. Copies are cheap and share the rows, which live as long as any of them.
template <class Row>
class rows_view : public ::ranges::view_interface<rows_view<Row>, ::ranges::finite> {
 public:
  using iterator = typename std::vector<Row>::const_iterator;

  rows_view() : rows_(std::make_shared<std::vector<Row>>()) {}
  explicit rows_view(std::vector<Row> rows) : rows_(std::make_shared<std::vector<Row>>(std::move(rows))) {}

  [[nodiscard]] iterator begin() const { return rows_->cbegin(); }
  [[nodiscard]] iterator end() const { return rows_->cend(); }

 private:
  std::shared_ptr<std::vector<Row>> rows_;
};

struct as_view_part {};

/// Runs a batch query and gives its rows as a view that every range-v3 adaptor takes. A result is whole before its first row is seen.
[[nodiscard]] constexpr as_view_part as_view() { return {}; }

template <class Query>
  requires requires(Query const& query) { collect(query); }
[[nodiscard]] auto operator|(Query const& query, as_view_part) {
  auto rows = collect(query);
  return rows_view<typename decltype(rows)::value_type>{std::move(rows)};
}

}  // namespace sluice
