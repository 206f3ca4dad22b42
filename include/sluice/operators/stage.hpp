// SPDX-License-Identifier: Apache-2.0
// What the plan knows of an operator: its kind and the few facts that rules about the whole plan need. A query carries
// the list of its stages as a constant, source first.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

/// The kinds of operator. plan/validity.hpp has one line for each.
enum class operator_kind {
  select,
  with_column,
  drop,
  rename,
  where,
  explode,
  union_with,
  with_watermark,
  aggregate,
  as_record,
  order_by,
  limit,
};

[[nodiscard]] constexpr std::string_view to_string(operator_kind kind) {
  switch (kind) {
    case operator_kind::select: return "select";
    case operator_kind::with_column: return "with_column";
    case operator_kind::drop: return "drop";
    case operator_kind::rename: return "rename";
    case operator_kind::where: return "where";
    case operator_kind::explode: return "explode";
    case operator_kind::union_with: return "union_with";
    case operator_kind::with_watermark: return "with_watermark";
    case operator_kind::aggregate: return "aggregate";
    case operator_kind::as_record: return "as";
    case operator_kind::order_by: return "order_by";
    case operator_kind::limit: return "limit";
  }
  return "";
}

/// One operator of a plan.
struct stage {
  operator_kind kind{};
  bool keyed_by_event_time = false;  ///< an aggregation one of whose keys carries the watermark
  bool behind_aggregation = false;   ///< an aggregation stands before it, on its way from a source
  bool exact_distinct = false;       ///< an aggregation that keeps each distinct value
  bool two_event_times = false;      ///< an aggregation more than one of whose keys carries the watermark
  bool behind_watermark = false;     ///< a with_watermark stands before it
  bool behind_two_event_times = false;
};

/// The stages of a plan, source first. A union's two sides stand one behind the other, before it.
template <std::size_t Size>
struct stage_list {
  std::array<stage, Size> stages{};

  static constexpr std::size_t size = Size;

  [[nodiscard]] constexpr std::size_t count(operator_kind kind) const {
    std::size_t found = 0;
    for (auto const& one : stages) found += one.kind == kind ? 1U : 0U;
    return found;
  }

  /// A stage as it stands behind these.
  [[nodiscard]] constexpr stage followed_by(stage next) const {
    for (auto const& before : stages) {
      next.behind_aggregation |= before.kind == operator_kind::aggregate;
      next.behind_watermark |= before.kind == operator_kind::with_watermark;
      next.behind_two_event_times |= before.two_event_times;
    }
    return next;
  }
};

template <std::size_t Left, std::size_t Right>
[[nodiscard]] constexpr stage_list<Left + Right> operator+(stage_list<Left> const& left, stage_list<Right> const& right) {
  stage_list<Left + Right> joined;
  for (std::size_t i = 0; i < Left; ++i) joined.stages[i] = left.stages[i];
  for (std::size_t i = 0; i < Right; ++i) joined.stages[Left + i] = right.stages[i];
  return joined;
}

}  // namespace sluice
