// SPDX-License-Identifier: Apache-2.0
// What must be refused, and as what: the verdicts of operators on rows, asked for without failing to compile. The words are
// tested in tests/reject.
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace sluice;
using namespace sluice::plan_error;

namespace {

struct place {
  std::string city;
};
SLUICE_RECORD(place, city);

struct event {
  timestamp time;
  std::string key;
  int amount;
  std::vector<std::string> tags;
  place where_from;
};
SLUICE_RECORD(event, time, key, amount, tags, where_from);

struct needs_name {
  std::string name;
};
SLUICE_RECORD(needs_name, name);
struct needs_number {
  int key;
};
SLUICE_RECORD(needs_number, key);

using rows = schema_of<event>;
using marked = typename decltype(pushed_rows<event>{} | with_watermark<"time">(1s))::schema;

/// Whether an operator is refused on rows of `Schema`, for this reason.
template <class Refusal, class Schema = rows, class Operator>
constexpr bool refuses(Operator const&) {
  return std::is_same_v<detail::refusal_of<Operator, Schema>, Refusal>;
}
template <class Schema = rows, class Operator>
constexpr bool takes(Operator const&) {
  return !refused<detail::refusal_of<Operator, Schema>>;
}
/// The same for aggregates behind keys.
template <class Refusal, class... Keys, class... Columns>
constexpr bool refuses_by(group_by_operator<Keys...> const&, aggregate_operator<Columns...> const&) {
  return std::is_same_v<detail::refusal_of<aggregation_operator<std::tuple<Keys...>, Columns...>, rows>, Refusal>;
}

template <fixed_string Name, fixed_string Nearest>
using no_column = no_such_column<column_named<Name>, did_you_mean<Nearest>>;
template <int Position>
using nameless = column_needs_a_name<at_position<Position>>;
template <fixed_string Name>
using twice = duplicate_column<column_named<Name>>;

constexpr auto shout = [](std::string_view text) { return std::string{text}; };
using shout_type = std::remove_const_t<decltype(shout)>;

}  // namespace

// Unknown columns, wherever they stand; the nearest name is told.
static_assert(refuses<no_column<"amuont", "amount">>(select(col<"amuont">)));
static_assert(refuses<no_column<"amuont", "amount">>(select(col<"key">, (col<"amuont"> * 2).as<"twice">())));
static_assert(refuses<no_column<"amuont", "amount">>(with_column<"amount">(col<"amuont">)));
static_assert(refuses<no_column<"amuont", "amount">>(where(col<"key"> == "a" && col<"amuont"> > 1)));
static_assert(refuses<no_column<"kye", "key">>(drop<"amount", "kye">()));
static_assert(refuses<no_column<"kye", "key">>(rename<"kye", "k">()));
static_assert(refuses<no_column<"kye", "key">>(group_by<"amount", "kye">()));
static_assert(refuses<no_column<"kye", "key">>(order_by<"kye">()));
static_assert(refuses<no_column<"tme", "time">>(with_watermark<"tme">(1s)));
static_assert(refuses<no_column<"tme", "time">>(group_by(window(col<"tme">, 5min))));
static_assert(refuses<no_column<"citty", "city">>(select(col<"where_from.citty">)));
static_assert(refuses<no_column<"where_form", "where_from">>(select(col<"where_form.city">)));
static_assert(refuses<no_column<"where_form", "where_from">>(select(all_of<"where_form">)));
static_assert(refuses<no_column<"tgas", "tags">>(select(explode(col<"tgas">))));
static_assert(refuses<no_column<"amuont", "amount">>(aggregate(sum(col<"amuont">))));
static_assert(refuses_by<no_column<"amuont", "amount">>(group_by<"key">(), aggregate(count(), max(col<"amuont">))));
static_assert(refuses<no_such_column<column_named<"a">, the_row_has_no_columns>, schema<>>(select(col<"a">)));
// Part of a column is none for the operators that name columns.
static_assert(refuses<no_column<"where_from.city", "where_from">>(drop<"where_from.city">()));
static_assert(refuses<no_column<"where_from.city", "where_from">>(rename<"where_from.city", "city">()));

// Types that do not fit.
static_assert(refuses<no_such_operation<"+", std::string, int>>(select((col<"key"> + 1).as<"x">())));
static_assert(refuses<no_such_operation<"==", std::string, int>>(where(col<"key"> == 1)));
static_assert(refuses<no_such_operation<"&&", std::string, bool>>(where(col<"key"> && true)));
static_assert(refuses<no_such_operation<"!", int>>(where(!col<"amount">)));
static_assert(refuses<no_such_operation<"when", int>>(select(when(col<"amount">, 1).as<"x">())));
static_assert(refuses<branches_differ_in_type<std::string, int>>(select(coalesce(col<"key">, col<"amount">))));
static_assert(refuses<no_such_cast<std::vector<std::string>, int>>(select(cast<int>(col<"tags">))));
static_assert(refuses<function_does_not_take<shout_type, int>>(select(udf(shout)(col<"amount">).as<"x">())));
static_assert(refuses<predicate_is_not_boolean<int>>(where(col<"amount"> + 1)));
static_assert(refuses<window_needs_a_timestamp<std::string>>(group_by(window(col<"key">, 5min))));
static_assert(refuses<window_time_needs_a_window<timestamp>>(select(window_time(col<"time">))));
static_assert(refuses<explode_needs_an_array<std::string>>(select(explode(col<"key">))));
static_assert(refuses<explode_stands_alone<column_reference<"tags">>>(where(explode(col<"tags">) == "a")));
static_assert(refuses<explode_stands_alone<column_reference<"tags">>>(group_by(explode(col<"tags">))));
static_assert(refuses<explode_stands_alone<column_reference<"tags">>>(order_by(explode(col<"tags">))));
static_assert(refuses<explode_stands_alone<column_reference<"tags">>>(aggregate(max(explode(col<"tags">)))));
static_assert(refuses<all_of_needs_a_struct<std::string>>(select(all_of<"key">)));
static_assert(refuses<aggregate_needs_a_number<"sum", std::string>>(aggregate(sum(col<"key">))));
static_assert(refuses<aggregate_needs_an_order<"max", std::vector<std::string>>>(aggregate(max(col<"tags">))));

// Names.
static_assert(refuses<nameless<2>>(select(col<"key">, col<"amount"> + 1)));
static_assert(refuses<nameless<1>>(select(struct_of(lit(1)).as<"s">())));
static_assert(refuses<twice<"key">>(select(col<"key">, col<"amount">, col<"key">)));
static_assert(refuses<twice<"key">>(rename<"amount", "key">()));
static_assert(refuses<twice<"key">>(select(all_of<"where_from">, col<"key">, col<"where_from.city">.as<"key">())));
static_assert(refuses_by<twice<"key">>(group_by<"key">(), aggregate(max(col<"amount">).as<"key">())));
static_assert(refuses_by<nameless<2>>(group_by<"key">(), aggregate(sum(col<"amount"> + 1))));
static_assert(refuses_by<nameless<1>>(group_by(col<"amount"> + 1), aggregate(count())));
static_assert(refuses<one_explode_per_select<rows>>(select(explode(col<"tags">), explode(col<"tags">).as<"again">())));

// Watermarks.
static_assert(refuses<watermark_needs_a_timestamp<column_named<"key">, std::string>>(with_watermark<"key">(1s)));
static_assert(refuses<watermark_needs_a_top_level_column<column_named<"where_from.city">>>(with_watermark<"where_from.city">(1s)));
static_assert(refuses<watermark_is_already_declared<column_named<"time">>, marked>(with_watermark<"time">(1s)));
static_assert(takes<schema<column<"window", time_window>>>(with_watermark<"window">(1s)));

// Keys.
static_assert(refuses<one_time_window_per_group_by<rows>>(group_by(window(col<"time">, 5min), window(col<"time">, 1h).as<"hour">())));
static_assert(refuses<column_cannot_be_a_key<std::vector<std::string>>>(group_by<"tags">()));
static_assert(refuses<column_cannot_be_a_key<place>>(group_by<"where_from">()));
static_assert(takes(group_by<"where_from.city">()));

// Records and unions.
static_assert(refuses<record_field_has_no_column<column_named<"name">, rows>>(as<needs_name>()));
static_assert(refuses<record_field_has_another_type<column_named<"key">, std::string, int>>(as<needs_number>()));
static_assert(refuses<union_needs_equal_columns<rows, schema_of<place>>>(union_with(pushed_rows<place>{})));

namespace {

using bounded = decltype(read(std::declval<std::vector<event> const&>()));
template <class Operator>
constexpr bool refuses_flow(Operator const&) {
  return refused<detail::flow_refusal_of<Operator, event, true>>;
}

}  // namespace

static_assert(refused<detail::flow_refusal_of<union_operator<bounded>, event, true>>);
static_assert(!refused<detail::flow_refusal_of<union_operator<bounded>, event, false>>);
static_assert(refuses_flow(where([](place const&) { return true; })));
static_assert(refuses_flow(where([](event&) { return true; })));
static_assert(refuses_flow(where([](event const&) {})));
static_assert(!refuses_flow(where([](event const&) { return true; })));
static_assert(!refuses_flow(where([](auto const& row) { return row.amount > 1; })));
static_assert(!refuses_flow(where([](event) { return true; })));
