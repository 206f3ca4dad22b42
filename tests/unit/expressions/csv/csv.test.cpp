// SPDX-License-Identifier: Apache-2.0
// from_csv and to_csv in queries: what is decoded, what is rejected and where it goes (semantics 16.1).
#include <sluice/csv.hpp>
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

using namespace sluice;

struct message {
  std::optional<bytes> value;
};
SLUICE_RECORD(message, value);

struct order {
  std::string customer;
  double amount;
  std::optional<std::int32_t> items;
};
SLUICE_RECORD(order, customer, amount, items);

struct loose {
  std::optional<std::string> customer;
  std::optional<double> amount;
  std::optional<std::string> _corrupt_record;
};
SLUICE_RECORD(loose, customer, amount, _corrupt_record);

struct nested {
  std::vector<std::int32_t> numbers;
};
SLUICE_RECORD(nested, numbers);

message text(char const* csv) { return {bytes{std::string{csv}}}; }

}  // namespace

TEST_CASE("a line's fields come out as columns, and what no step reads is not decoded") {
  std::vector<message> const messages{text("ann,9.5,2"), text("\"bob, jr\",1,x"), text("eve,x,1")};
  auto const decoded = read(messages) | select(from_csv<order>(col<"value">).as<"data">()) | select(all_of<"data">);
  auto const names = collect(decoded | select(col<"customer">));
  REQUIRE(names.size() == 3);
  CHECK(names[1].get<"customer">() == "bob, jr");

  std::vector<std::string> rejected;
  reject_log log([&](rejected_row const& row) {
    rejected.push_back(std::string{row.stage} + " " + std::string{row.column} + ": " + std::string{row.reason} + " [" + std::string{row.data} + "]");
  });
  std::vector<std::optional<std::int32_t>> items;
  for_each_row(decoded, [&](auto const& row) { items.push_back(row.template get<"items">()); }, log);
  CHECK(items == std::vector<std::optional<std::int32_t>>{2, std::nullopt});
  CHECK(rejected == std::vector<std::string>{"from_csv amount: expected a number [eve,x,1]"});
}

TEST_CASE("drop_malformed rejects lines whose nullable field does not fit, fail_fast fails the query") {
  std::vector<message> const messages{text("ann|1|x"), text("bob|2|3")};
  csv::options const how{.delimiter = "|"};
  CHECK(collect(read(messages) | select(from_csv<order>(col<"value">, how, parse_mode::drop_malformed).as<"data">())).size() == 1);
  CHECK_THROWS_WITH(collect(read(messages) | select(from_csv<order>(col<"value">, how, parse_mode::fail_fast).as<"data">())),
                    Catch::Contains("from_csv field items") && Catch::Contains("ann|1|x"));
  CHECK_THROWS_AS(from_csv<order>(col<"value">, {.delimiter = ""}), option_error);
}

TEST_CASE("the text of a malformed line stands in the column of corrupt records, and NULL is a row of NULLs") {
  std::vector<message> const messages{text("ann,1"), text("bob,x"), {std::nullopt}};
  auto const rows = collect(read(messages) | select(from_csv<loose>(col<"value">).as<"data">()) | select(all_of<"data">));
  REQUIRE(rows.size() == 3);
  CHECK_FALSE(rows[0].get<"_corrupt_record">());
  CHECK(rows[1].get<"_corrupt_record">() == "bob,x");
  CHECK(rows[1].get<"customer">() == "bob");
  CHECK_FALSE(rows[2].get<"customer">());
}

TEST_CASE("rows are written as lines of CSV") {
  std::vector<order> const orders{{"ann, jr", 9.5, 2}, {"bob", 1, std::nullopt}};
  auto const whole = collect(read(orders) | select(to_csv().as<"value">()));
  CHECK(whole[0].get<"value">() == "\"ann, jr\",9.5,2");
  CHECK(whole[1].get<"value">() == "bob,1.0,");
  auto const some = collect(read(orders) | select(to_csv(struct_of(col<"items">, col<"customer">), {.delimiter = ";"}).as<"value">()));
  CHECK(some[0].get<"value">() == "2;ann, jr");
}

/// The type of an expression that stands as a column of its own, which is where from_csv may stand.
template <class Expression, class Schema>
using type_as_column = typename detail::find_column_result<Expression, Schema>::type;

TEST_CASE("records with arrays, and columns that are no text, are refused") {
  using schema = schema_of<message>;
  CHECK(refused<type_as_column<decltype(from_csv<nested>(col<"value">)), schema>>);
  CHECK_FALSE(refused<type_as_column<decltype(from_csv<order>(col<"value">)), schema>>);
  CHECK(refused<type_as_column<decltype(from_csv<order>(col<"amount">)), schema_of<order>>>);
  CHECK(refused<result_of<decltype(to_csv()), schema_of<nested>>>);
}
