// SPDX-License-Identifier: Apache-2.0
// The refusals of single operators on the rows they are put on.
#pragma once

#include <sluice/expressions/errors.hpp>

namespace sluice::plan_error {

template <class Select>
struct one_explode_per_select : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Select>, "a select takes one explode: put the second into a select of its own");
  }
};

template <class Item>
struct select_takes_expressions : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Item>, "select takes columns, expressions of them and lit(value): an aggregate stands in aggregate(...), over all rows or behind group_by(...)");
  }
};

template <class Keys>
struct group_by_takes_expressions : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Keys>, "group_by takes columns, expressions of them and windows: aggregates stand behind it, group_by(...) | sum(...)");
  }
};

template <class Keys>
struct order_by_takes_expressions : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Keys>, "order_by takes columns and expressions of them, each in asc(...) or desc(...) if you like: name an aggregate, order_by(desc<\"count\">())");
  }
};

template <class Type>
struct order_by_needs_an_order : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "order_by needs values with an order, which maps do not have: order by map_entries or by one of the values");
  }
};

template <class... Nothing>
struct condition_is_no_text : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Nothing...>, "where takes a condition made of columns, where(col<\"amount\"> > 10), or a callable on rows: SQL is not parsed");
  }
};

template <class Column, class Type>
struct watermark_needs_a_timestamp : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "with_watermark needs a column of type sluice::timestamp: cast<sluice::timestamp>(...) it first");
  }
};

template <class Column>
struct watermark_needs_a_top_level_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "with_watermark needs a column of the row, not a field of one: with_column<...>(col<...>) it first");
  }
};

template <class Column>
struct watermark_is_already_declared : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "these rows carry a watermark already: declare one watermark per stream");
  }
};

template <class... Keys>
struct group_by_is_not_followed_by_aggregate : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Keys...>, "group_by(...) must be followed by aggregate(...) or an aggregate such as count()");
  }
};

template <class Key>
struct one_time_window_per_group_by : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Key>, "a group_by takes one time window: aggregate in two queries, or by one window");
  }
};

template <class... Facts>
struct union_needs_equal_columns : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Facts...>,
                  "union_with needs the same column types in the same order on both sides: select(...) one side's columns in the other's "
                  "order, and cast<T>(...) what differs");
  }
};

template <class Row>
struct union_of_stream_and_batch : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Row>, "union_with joins two streams or two bounded inputs: a stream with a bounded input is not supported");
  }
};

template <class Callable, class Row>
struct condition_does_not_take_the_row : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Callable>, "where needs a callable that takes the row, by value or as const&, and tells true or false");
  }
};

template <class Column, class Record>
struct record_field_has_no_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "as<Record>() needs a column for each field of the record: select or rename it first");
  }
};

template <class Column, class From, class To>
struct record_field_has_another_type : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "as<Record>() cannot put the column into the record's field: cast<T>(...) the column, or make the field std::optional");
  }
};

template <class Type>
struct column_cannot_be_a_key : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "this type cannot be grouped by: group by its fields, or a value made of them");
  }
};

}  // namespace sluice::plan_error
