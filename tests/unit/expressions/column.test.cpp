// SPDX-License-Identifier: Apache-2.0
// Columns, paths into structs, constants, struct_of, and what each reads.
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/literal.hpp>
#include <sluice/expressions/projection.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::x;
using support::xy;

namespace {

struct address {
  std::string city;
  std::optional<int> number;
};
SLUICE_RECORD(address, city, number);

struct person {
  std::string name;
  std::optional<address> home;
  address work;
};
SLUICE_RECORD(person, name, home, work);

struct letter {
  std::optional<person> from;
  person to;
  std::vector<std::string> lines;
};
SLUICE_RECORD(letter, from, to, lines);

letter const sample{person{"ann", address{"Ulm", 1}, {"Bonn", std::nullopt}}, {"bob", std::nullopt, {"Kiel", 7}}, {"hello", "bye"}};
letter const anonymous{std::nullopt, {"bob", std::nullopt, {"Kiel", 7}}, {}};

template <class Expression>
using on_letter = result_of<Expression, schema_of<letter>>;
template <fixed_string Path>
using path_type = typename on_letter<column_reference<Path>>::type;
template <fixed_string Path>
constexpr bool no_path = refused<on_letter<column_reference<Path>>>;

}  // namespace

TEST_CASE("a column is read as a view, without a copy") {
  STATIC_REQUIRE(std::is_same_v<decltype(col<"name">.evaluate(sample.to)), std::string_view>);
  CHECK(col<"name">.evaluate(sample.to).data() == sample.to.name.data());
  CHECK(&col<"lines">.evaluate(sample) == &sample.lines);
  CHECK(&col<"work">.evaluate(sample.to) == &sample.to.work);
  CHECK(col<"x">.evaluate(x(5)) == 5);
  STATIC_REQUIRE(std::is_same_v<decltype(col<"x">.evaluate(x(std::optional<std::string>{}))), std::optional<std::string_view>>);
}

TEST_CASE("a dotted path reads into structs, and is nullable below a nullable one") {
  STATIC_REQUIRE(std::is_same_v<path_type<"to.name">, std::string>);
  STATIC_REQUIRE(std::is_same_v<path_type<"to.work.city">, std::string>);
  STATIC_REQUIRE(std::is_same_v<path_type<"to.home.city">, std::optional<std::string>>);
  STATIC_REQUIRE(std::is_same_v<path_type<"from.work.city">, std::optional<std::string>>);
  STATIC_REQUIRE(std::is_same_v<path_type<"from.home.number">, std::optional<int>>);
  STATIC_REQUIRE(std::is_same_v<path_type<"from.home">, std::optional<address>>);

  CHECK(col<"to.name">.evaluate(sample) == "bob");
  CHECK(col<"to.work.city">.evaluate(sample) == "Kiel");
  CHECK(col<"to.work.number">.evaluate(sample) == std::optional<int>{7});
  CHECK(col<"to.home.city">.evaluate(sample) == std::nullopt);
  CHECK(col<"from.home.city">.evaluate(sample) == std::optional<std::string_view>{"Ulm"});
  CHECK(col<"from.home.number">.evaluate(sample) == std::optional<int>{1});
  CHECK(col<"from.work.number">.evaluate(sample) == std::nullopt);
  CHECK(col<"from.home.number">.evaluate(anonymous) == std::nullopt);
  CHECK(col<"from.work.city">.evaluate(anonymous) == std::nullopt);
}

TEST_CASE("a path that leads nowhere is refused") {
  STATIC_REQUIRE(no_path<"too">);
  STATIC_REQUIRE(no_path<"to.nme">);
  STATIC_REQUIRE(no_path<"to.name.first">);
  STATIC_REQUIRE(no_path<"from.home.citty">);
  STATIC_REQUIRE(no_path<"">);
  STATIC_REQUIRE(no_path<"to.">);
  STATIC_REQUIRE(no_path<".to">);
  STATIC_REQUIRE(no_path<"lines.size">);
}

TEST_CASE("a column whose own name has a dot wins over a path") {
  using dotted = row<cell<"a.b", int>, cell<"a", row<cell<"b", std::string_view>>>>;
  constexpr dotted both{{1}, {row<cell<"b", std::string_view>>{{"inner"}}}};
  STATIC_REQUIRE(std::is_same_v<result_of<decltype(col<"a.b">), schema_of<dotted>>, typed<int>>);
  CHECK(col<"a.b">.evaluate(both) == 1);
}

TEST_CASE("a path is named by its last part and reads its path") {
  STATIC_REQUIRE(decltype(col<"to.work.city">)::name == fixed_string{"city"});
  STATIC_REQUIRE(decltype(col<"to">)::name == fixed_string{"to"});
  STATIC_REQUIRE(support::holds(decltype(col<"to.work.city">)::needs, {"to.work.city"}));
  STATIC_REQUIRE(support::holds(decltype(col<"to.name">.as<"n">())::needs, {"to.name"}));
  STATIC_REQUIRE(decltype(col<"to.name">.as<"n">())::name == fixed_string{"n"});
  CHECK(col<"to.name">.as<"n">().evaluate(sample) == "bob");
}

namespace {

struct wants_two_parts {
  static constexpr auto value = one_column<"city"> | one_column<"number">;
};
struct wants_a_deep_part {
  static constexpr auto value = one_column<"work.city"> | no_columns;
};

}  // namespace

TEST_CASE("of a struct column only the wanted parts are read") {
  STATIC_REQUIRE(support::holds(needs_for<column_reference<"work">, wants_two_parts>, {"work.city", "work.number"}));
  STATIC_REQUIRE(support::holds(needs_for<column_reference<"to">, wants_a_deep_part>, {"to.work.city"}));
  STATIC_REQUIRE(support::holds(needs_for<column_reference<"to.work">, wants_two_parts>, {"to.work.city", "to.work.number"}));
  STATIC_REQUIRE(support::holds(needs_for<column_reference<"work">, want_all>, {"work"}));
  // An alias wants the same parts; an operator reads its operands as a whole.
  STATIC_REQUIRE(support::holds(needs_for<decltype(col<"work">.as<"w">()), wants_two_parts>, {"work.city", "work.number"}));
  STATIC_REQUIRE(support::holds(needs_for<decltype(col<"x"> + 1), wants_two_parts>, {"x"}));
}

TEST_CASE("a set of paths knows what is wanted of a row") {
  constexpr auto set = one_column<"data.amount"> | one_column<"data.customer"> | one_column<"key">;
  STATIC_REQUIRE(set.wants("data"));
  STATIC_REQUIRE(set.wants("key"));
  STATIC_REQUIRE_FALSE(set.wants("dat"));
  STATIC_REQUIRE_FALSE(set.wants("amount"));
  STATIC_REQUIRE(support::holds(set.below("data"), {"amount", "customer"}));
  STATIC_REQUIRE(set.below("key").everything);
  STATIC_REQUIRE(support::holds(set.without("data"), {"key"}));
  STATIC_REQUIRE(support::holds(one_column<"a"> | one_column<"a">, {"a"}));
  STATIC_REQUIRE(all_columns.wants("anything"));
  STATIC_REQUIRE((one_column<"a"> | all_columns).everything);
  STATIC_REQUIRE_FALSE(no_columns.wants("a"));
}

TEST_CASE("constants are the same on every row and read nothing") {
  STATIC_REQUIRE(gives<int, int>(lit(5)));
  STATIC_REQUIRE(gives<std::string, int>(lit("text")));
  STATIC_REQUIRE(gives<std::string, int>(lit(std::string_view{"text"})));
  STATIC_REQUIRE(gives<bool, int>(lit(true)));
  STATIC_REQUIRE(gives<timestamp, int>(lit(timestamp{5})));
  STATIC_REQUIRE(gives<std::chrono::microseconds, int>(lit(5min)));
  STATIC_REQUIRE(gives<std::optional<double>, int>(null_of<double>()));
  STATIC_REQUIRE(std::is_same_v<result_of<decltype(lit(std::string{"text"})), schema<>>, typed<std::string>>);
  CHECK(lit(5).evaluate(x(1)) == 5);
  CHECK(lit("text").evaluate(x(1)) == "text");
  CHECK(lit(5min).evaluate(x(1)) == 300'000'000us);
  CHECK(null_of<std::string>().evaluate(x(1)) == std::nullopt);
  auto const owned = lit(std::string{"a text that does not fit a small string"});
  CHECK(owned.evaluate(x(1)) == "a text that does not fit a small string");
  CHECK(owned.evaluate(x(1)).data() == owned.value.data());
  STATIC_REQUIRE(decltype(lit(5))::name.empty());
  STATIC_REQUIRE(decltype(lit(5))::needs.count == 0);
}

TEST_CASE("struct_of binds columns together under their names") {
  constexpr auto pair = struct_of(col<"x">, (col<"y"> * 2).as<"twice">());
  STATIC_REQUIRE(gives<row<cell<"x", std::string>, cell<"twice", int>>, std::string, int>(pair));
  STATIC_REQUIRE(support::holds(decltype(pair)::needs, {"x", "y"}));
  STATIC_REQUIRE(decltype(pair)::name.empty());
  auto const source = xy(std::string{"key"}, 4);
  auto const made = pair.evaluate(source);
  CHECK(made.get<"x">() == "key");
  CHECK(made.get<"twice">() == 8);
  CHECK(made.get<"x">().data() == source.get<"x">().data());
}

TEST_CASE("the fields of struct_of need different names") {
  STATIC_REQUIRE(refuses<int>(struct_of(col<"x">, lit(1))));
  STATIC_REQUIRE(refuses<int>(struct_of(col<"x">, col<"x">)));
  STATIC_REQUIRE(refuses<int>(struct_of(col<"x">, col<"y">)));
  STATIC_REQUIRE(std::is_same_v<support::result_on<decltype(struct_of(col<"x">, lit(1))), int>,
                                plan_error::column_needs_a_name<plan_error::at_position<2>>>);
  STATIC_REQUIRE(std::is_same_v<support::result_on<decltype(struct_of(col<"x">, col<"x">)), int>,
                                plan_error::duplicate_column<plan_error::column_named<"x">>>);
}

TEST_CASE("an explode is no value") {
  STATIC_REQUIRE(refuses<std::vector<int>>(explode(col<"x">)));
  STATIC_REQUIRE(refuses<std::vector<int>>(explode(col<"x">).as<"element">() + 1));
  STATIC_REQUIRE(refuses<std::vector<int>>(struct_of(explode(col<"x">))));
  // Its own mistakes come first.
  STATIC_REQUIRE(std::is_same_v<support::result_on<decltype(explode(col<"x">)), int>, plan_error::explode_needs_an_array<int>>);
}
