// SPDX-License-Identifier: Apache-2.0
// `a | union_with(b)`: the rows of both queries, with a's column names. Columns are matched by position, as in Spark.
#pragma once

#include <sluice/expressions/conditional.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/node.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// The type in which two columns meet: their own, nullable if one is, or the common one of numbers.
template <class Left, class Right>
using union_type_t = common_value_t<typename Left::type, typename Right::type>;

template <class Left, class Right>
struct union_verdict {
  using type = plan_error::union_needs_equal_columns<Left, Right>;
};
template <class Left, class Right>
using union_column_verdict_t = std::conditional_t<refused<union_type_t<Left, Right>>,
                                                  plan_error::union_needs_equal_columns<plan_error::column_named<Left::name>, typename Left::type,
                                                                                        typename Right::type>,
                                                  accepted>;
template <class... Left, class... Right>
  requires(sizeof...(Left) == sizeof...(Right))
struct union_verdict<schema<Left...>, schema<Right...>> {
  using type = first_refusal_t<union_column_verdict_t<Left, Right>...>;
};

template <class Left, class Right>
struct union_schema;
template <class... Left, class... Right>
struct union_schema<schema<Left...>, schema<Right...>> {
  // The mark of the event time survives only if both sides carry it in the same place.
  using type = schema<column<Left::name, union_type_t<Left, Right>, Left::event_time && Right::event_time>...>;
};
template <class Left, class Right>
using union_schema_t = typename union_schema<typename Left::schema, typename Right::schema>::type;

/// Whether rows of one schema are rows of another but for the mark of the event time.
template <class From, class To>
inline constexpr bool equal_columns = false;
template <class... From, class... To>
  requires(sizeof...(From) == sizeof...(To))
inline constexpr bool equal_columns<schema<From...>, schema<To...>> =
    (true && ... && (From::name == To::name && std::same_as<typename From::type, typename To::type>));

/// A cell as one of a type in which it goes: a view as it is, in an optional where the type is nullable; a number in the wider type.
template <class To, class Value>
constexpr auto union_cell(Value const& value) {
  using plain = std::conditional_t<numeric_type<non_null_t<To>>, non_null_t<To>, non_null_t<Value>>;
  if constexpr (is_nullable<To>) return branch_cast<std::optional<plain>>(value);
  else return branch_cast<plain>(value);
}

template <class From, class To>
struct fitted_row;
template <class... From, class... To>
struct fitted_row<schema<From...>, schema<To...>> {
  template <class Row>
  static constexpr auto make(Row const& source) {
    return row<cell<To::name, decltype(union_cell<typename To::type>(as_view(get<From::name>(source))))>...>{
        {union_cell<typename To::type>(as_view(get<From::name>(source)))}...};
  }
};

}  // namespace detail

/// Where one side of a union ends: hands rows to what the sides share.
template <class Next, class From, class To>
struct union_end {
  Next* next;

  static constexpr bool same = detail::equal_columns<From, To>;

  /// Where the columns have other names or types, all of them are asked for.
  static consteval auto find_needs() {
    if constexpr (same) return Next::needs;
    else return all_columns;
  }
  static constexpr auto needs = find_needs();

  template <class Row>
  void push(Row const& row) {
    if constexpr (same) next->push(row);
    else next->push(detail::fitted_row<From, To>::make(row));
  }
  void begin(batch_context const&) {}
  void finish() {}
  void report(step_report&) const {}
  void fold_watermark(watermark_fold&) const {}
  [[nodiscard]] bool wants_batch(std::int64_t) const { return false; }
  void list_state(durable_parts&) {}
};

/// Two chains that end in one. Made in place, since both sides point into it.
template <emission Mode, class Left, class Right, class Next>
class union_operation {
 public:
  union_operation(Left const& left, Right const& right, Next next)
      : next_(std::move(next)),
        left_(left.template connect<Mode>(left_end{&next_})),
        right_(right.template connect<Mode>(right_end{&next_})) {}
  union_operation(union_operation const&) = delete;
  union_operation& operator=(union_operation const&) = delete;

 private:
  using together = detail::union_schema_t<Left, Right>;
  using left_end = union_end<Next, typename Left::schema, together>;
  using right_end = union_end<Next, typename Right::schema, together>;
  using left_operation = decltype(std::declval<Left const&>().template connect<Mode>(std::declval<left_end>()));
  using right_operation = decltype(std::declval<Right const&>().template connect<Mode>(std::declval<right_end>()));

 public:
  static constexpr std::size_t source_count = left_operation::source_count + right_operation::source_count;

  template <std::size_t Source>
  struct wanted {
    static consteval auto find() {
      if constexpr (Source < left_operation::source_count) return left_operation::template wanted<Source>::value;
      else return right_operation::template wanted<Source - left_operation::source_count>::value;
    }
    static constexpr auto value = find();
  };

  template <std::size_t Source, class Row>
  void push(Row const& row) {
    if constexpr (Source < left_operation::source_count) left_.template push<Source>(row);
    else right_.template push<Source - left_operation::source_count>(row);
  }
  void begin(batch_context const& context) {
    left_.begin(context);
    right_.begin(context);
    next_.begin(context);
  }
  void finish() {
    left_.finish();
    right_.finish();
    next_.finish();
  }
  void report(step_report& report) const {
    left_.report(report);
    right_.report(report);
    next_.report(report);
  }
  void fold_watermark(watermark_fold& fold) const {
    left_.fold_watermark(fold);
    right_.fold_watermark(fold);
    next_.fold_watermark(fold);
  }
  [[nodiscard]] bool wants_batch(std::int64_t watermark) const {
    return left_.wants_batch(watermark) || right_.wants_batch(watermark) || next_.wants_batch(watermark);
  }
  void list_state(durable_parts& found) {
    left_.list_state(found);
    right_.list_state(found);
    next_.list_state(found);
  }

 private:
  Next next_;
  left_operation left_;
  right_operation right_;
};

/// The node of a union: two inputs.
template <query_node Left, query_node Right>
struct union_node : node_base<detail::union_schema_t<Left, Right>, row_of_t<detail::union_schema_t<Left, Right>>, Left::streaming> {
  Left left;
  Right right;

  constexpr union_node(Left first, Right second) : left(std::move(first)), right(std::move(second)) {}

  static constexpr auto stages =
      Left::stages + Right::stages + stage_list<1>{{(Left::stages + Right::stages).followed_by(stage{operator_kind::union_with})}};

  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return union_operation<Mode, Left, Right, Next>{left, right, std::move(next)};
  }
  [[nodiscard]] auto sources() const { return std::tuple_cat(left.sources(), right.sources()); }
  static constexpr std::size_t source_count = Left::source_count + Right::source_count;
  template <std::size_t First, class Visitor>
  constexpr void visit_sources(Visitor const& visit) const {
    left.template visit_sources<First>(visit);
    right.template visit_sources<First + Left::source_count>(visit);
  }
};

template <query_node Right>
struct union_operator : operator_base<union_operator<Right>> {
  Right right;

  constexpr explicit union_operator(Right other) : right(std::move(other)) {}

  template <class Schema>
  using refusal = typename detail::union_verdict<Schema, typename Right::schema>::type;
  template <class Row, bool Streaming>
  using flow_refusal = std::conditional_t<Streaming == Right::streaming, accepted, plan_error::union_of_stream_and_batch<Row>>;

  template <class Node>
  [[nodiscard]] constexpr auto apply(Node left) const {
    return union_node<Node, Right>{std::move(left), right};
  }
};

/// All rows of both queries. `other` is a query with a source; its columns are matched by position, take this query's names, and meet its types:
/// equal, nullable if one is, or the common one of numbers. The watermark is the lesser of both sides' (semantics 3.1). Costs nothing per record
/// where names and types agree; else the cells of that side's rows are moved.
template <query_node Right>
[[nodiscard]] constexpr auto union_with(Right other) {
  return union_operator<Right>{std::move(other)};
}

}  // namespace sluice
