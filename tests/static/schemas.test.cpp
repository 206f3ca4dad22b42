// SPDX-License-Identifier: Apache-2.0
// The schema behind each operator: names, types, nullability, and the mark of the event time.
#include <sluice/plan.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace sluice;

namespace {

struct event {
  timestamp time;
  std::string key;
  std::optional<int> value;
};
SLUICE_RECORD(event, time, key, value);

struct named_value {
  std::string_view key;
  std::optional<std::int64_t> value;
  timestamp time;
};
SLUICE_RECORD(named_value, value, key, time);

using time_column = column<"time", timestamp>;
using marked_time = column<"time", timestamp, true>;
using key_column = column<"key", std::string>;
using value_column = column<"value", std::optional<int>>;

template <class Schema, class Query>
constexpr bool makes(Query const&) {
  return std::is_same_v<typename decltype(pushed_rows<event>{} | std::declval<Query>())::schema, Schema>;
}
template <class Row, class Query>
constexpr bool makes_rows(Query const&) {
  return std::is_same_v<typename decltype(pushed_rows<event>{} | std::declval<Query>())::row_type, Row>;
}

constexpr auto mark = with_watermark<"time">(10min);

}  // namespace

static_assert(std::is_same_v<pushed_rows<event>::schema, schema<time_column, key_column, value_column>>);

// Rows as they are.
static_assert(makes<schema<time_column, key_column, value_column>>(where(col<"key"> == "a")));
static_assert(makes<schema<time_column, key_column, value_column>>(limit(1)));
static_assert(makes<schema<time_column, key_column, value_column>>(order_by<"key">()));
static_assert(makes<schema<marked_time, key_column, value_column>>(mark));
static_assert(makes<schema<marked_time, key_column, value_column>>(mark | limit(1) | order_by<"key">()));
static_assert(makes<schema<marked_time, key_column, value_column>>(mark | where(col<"key"> == "a")));
static_assert(makes_rows<event>(where(col<"key"> == "a") | limit(1) | with_watermark<"time">(0s)));

// Projections.
static_assert(makes<schema<value_column, column<"k", std::string>>>(select(col<"value">, col<"key">.as<"k">())));
static_assert(makes<schema<column<"t", timestamp, true>>>(mark | select(col<"time">.as<"t">())));
static_assert(makes<schema<marked_time, key_column, column<"value", double>>>(mark | with_column<"value">(1.5)));
static_assert(makes<schema<column<"time", date>, key_column, value_column>>(mark | with_column<"time">(cast<date>(col<"time">))));
static_assert(makes<schema<marked_time, key_column, value_column, column<"w", time_window, true>>>(mark | with_column<"w">(window(col<"time">, 5min))));
static_assert(makes<schema<key_column, value_column>>(drop<"time">()));
static_assert(makes<schema<column<"t", timestamp, true>, key_column, value_column>>(mark | rename<"time", "t">()));
static_assert(makes<schema<column<"letter", std::string>>>(select(explode(split(col<"key">, "")).as<"letter">())));
static_assert(makes<schema<column<"s", row<cell<"key", std::string>, cell<"value", std::optional<int>>>>>>(
    select(struct_of(col<"key">, col<"value">).as<"s">())));
static_assert(makes<schema<key_column, value_column>>(select(struct_of(col<"key">, col<"value">).as<"s">()) | select(all_of<"s">)));
static_assert(makes<schema<column<"span", std::chrono::microseconds>>>(select(lit(5s).as<"span">())));
static_assert(makes_rows<row<cell<"key", std::string>, cell<"value", std::optional<int>>>>(drop<"time">()));

// Records of the user's: its fields in its order, the mark with its column.
static_assert(makes<schema<column<"value", std::optional<std::int64_t>>, key_column, marked_time>>(mark | as<named_value>()));
static_assert(makes_rows<named_value>(as<named_value>()));
static_assert(makes_rows<named_value>(as<named_value>() | where(col<"key"> == "a")));

// Unions: the left side's names; the mark only where both sides have it.
static_assert(makes<schema<time_column, key_column, value_column>>(mark | union_with(pushed_rows<event>{})));
static_assert(makes<schema<marked_time, key_column, value_column>>(mark | union_with(pushed_rows<event>{} | mark)));
static_assert(makes<schema<key_column>>(select<"key">() | union_with(pushed_rows<event>{} | select(col<"key">.as<"other">()))));

// Aggregations: keys with their mark, then results; nullable where a group may have no value.
static_assert(makes<schema<key_column, column<"count", std::int64_t>>>(group_by<"key">() | count()));
static_assert(makes<schema<column<"window", time_window, true>, key_column, column<"sum(value)", std::optional<std::int64_t>>>>(
    mark | group_by(window(col<"time">, 5min), col<"key">) | sum(col<"value">)));
static_assert(makes<schema<marked_time, column<"last", std::optional<int>>>>(mark | group_by<"time">() | last(col<"value">).as<"last">()));
static_assert(makes<schema<column<"count(1)", std::int64_t>, column<"max(key)", std::optional<std::string>>>>(aggregate(count(), max(col<"key">))));
static_assert(makes<schema<key_column, column<"max(time)", timestamp>>>(mark | group_by<"key">() | max(col<"time">)));
