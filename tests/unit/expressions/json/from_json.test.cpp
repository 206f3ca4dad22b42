// SPDX-License-Identifier: Apache-2.0
// from_json in queries: what is decoded, what is rejected and where it goes (semantics 16.2).
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/map_build.hpp>
#include <sluice/expressions/json/from_json.hpp>
#include <sluice/expressions/json/to_json.hpp>
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
  std::string order_id;
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, order_id, customer, amount, event_time);

struct loose {
  std::optional<std::string> customer;
  std::optional<double> amount;
};
SLUICE_RECORD(loose, customer, amount);

struct marked {
  std::optional<std::string> customer;
  std::optional<double> amount;
  std::optional<std::string> _corrupt_record;
};
SLUICE_RECORD(marked, customer, amount, _corrupt_record);

struct address {
  std::string city;
  std::string street;
};
SLUICE_RECORD(address, city, street);
struct person {
  std::string name;
  std::optional<address> home;
};
SLUICE_RECORD(person, name, home);

message text(char const* json) { return {bytes{std::string{json}}}; }

struct rejection {
  std::string column;
  std::string reason;
  std::string data;
};

/// Runs a query and returns what it rejected.
template <class Query>
std::vector<rejection> rejections(Query const& query, std::size_t& rows) {
  std::vector<rejection> found;
  reject_log log([&](rejected_row const& row) {
    CHECK(row.stage == "from_json");
    found.push_back({std::string{row.column}, std::string{row.reason}, std::string{row.data}});
  });
  rows = 0;
  for_each_row(query, [&](auto const&) { ++rows; }, log);
  CHECK(log.count() == found.size());
  return found;
}

auto orders(std::vector<message> const& messages) {
  return read(messages) | select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">);
}

}  // namespace

TEST_CASE("an order's fields come out as columns") {
  std::vector<message> const messages{
      text(R"({"order_id":"o-1","customer":"ann","amount":9.5,"event_time":"2024-01-01T12:00:00Z","unknown":[1,2]})")};
  auto const rows = collect(orders(messages));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].get<"order_id">() == "o-1");
  CHECK(rows[0].get<"customer">() == "ann");
  CHECK(rows[0].get<"amount">() == 9.5);
  CHECK(rows[0].get<"event_time">() == at(12h));
}

TEST_CASE("a field that no step reads is not decoded, so it cannot reject the row") {
  // order_id is an object, event_time is no time: wrong for the record, but neither is wanted.
  std::vector<message> const messages{
      text(R"({"order_id":{"a":1},"customer":"ann","amount":2,"event_time":"tomorrow"})"),
      text(R"({"customer":"ann","amount":3})")};
  auto const totals = collect(orders(messages) | group_by<"customer">() | sum<"amount">());
  REQUIRE(totals.size() == 1);
  CHECK(totals[0].get<"sum(amount)">() == 5);

  std::size_t rows = 0;
  CHECK(rejections(orders(messages), rows).size() == 2);
  CHECK(rows == 0);
}

TEST_CASE("the columns wanted of the source are those of the text only") {
  auto const query = pushed_rows<message>{} | select(from_json<order>(col<"value">).as<"data">()) | select(col<"data.amount">);
  auto const operation = query.connect<emission::append>(receiver_step{[](auto const&) {}});
  constexpr auto wanted = decltype(operation)::wanted<0>::value;
  CHECK_FALSE(wanted.everything);
  CHECK(wanted.count == 1);
  CHECK(wanted.wants("value"));
}

TEST_CASE("what cannot be a row is rejected with its field, reason and text") {
  std::vector<message> const messages{
      text(R"({"order_id":"o","customer":"bob","amount":"much","event_time":"2024-01-01T12:00:00Z"})"),
      text(R"({"order_id":"o","customer":"bob","event_time":"2024-01-01T12:00:00Z"})"),
      text(R"({"order_id":"o","customer":null,"amount":1,"event_time":"2024-01-01T12:00:00Z"})"),
      text(R"({"order_id":"o","customer":)"),
      text(""),
      {std::nullopt},
      text(R"({"order_id":"o","customer":"ann","amount":1,"event_time":"2024-01-01T12:00:00Z"})")};
  std::size_t rows = 0;
  auto const found = rejections(orders(messages), rows);
  CHECK(rows == 1);
  REQUIRE(found.size() == 6);
  CHECK(found[0].column == "amount");
  CHECK(found[0].reason == "expected a number");
  CHECK(found[0].data == messages[0].value->view().text());
  CHECK(found[1].column == "amount");
  CHECK(found[2].column == "customer");
  CHECK(found[3].column.empty());
  CHECK(found[5].reason == "the text is NULL");
}

TEST_CASE("nullable fields become NULL instead of rejecting the row") {
  std::vector<message> const messages{text(R"({"customer":"ann"})"), text(R"({"customer":"bob","amount":"x"})"), text("{broken"),
                                      text("  "), {std::nullopt}};
  auto const rows =
      collect(read(messages) | select(from_json<loose>(col<"value">).as<"data">()) | select(all_of<"data">));
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].get<"customer">() == "ann");
  CHECK_FALSE(rows[0].get<"amount">());
  CHECK(rows[1].get<"customer">() == "bob");
  CHECK_FALSE(rows[1].get<"amount">());
  for (std::size_t i = 2; i < 5; ++i) {
    CHECK_FALSE(rows[i].get<"customer">());
    CHECK_FALSE(rows[i].get<"amount">());
  }
}

TEST_CASE("drop_malformed rejects a row whose nullable field does not fit, fail_fast fails the query") {
  std::vector<message> const messages{text(R"({"customer":"bob","amount":"x"})"), text(R"({"customer":"ann","amount":1})")};
  std::size_t rows = 0;
  auto const found = rejections(
      read(messages) | select(from_json<loose>(col<"value">, {.mode = parse_mode::drop_malformed}).as<"data">()), rows);
  CHECK(rows == 1);
  REQUIRE(found.size() == 1);
  CHECK(found[0].column == "amount");

  auto const strict = read(messages) | select(from_json<loose>(col<"value">, {.mode = parse_mode::fail_fast}).as<"data">());
  try {
    static_cast<void>(collect(strict));
    FAIL("a malformed row must fail the query");
  } catch (record_error const& failure) {
    CHECK(failure.code() == error_code::malformed_record);
    CHECK_THAT(failure.what(), Catch::Contains("amount") && Catch::Contains("expected a number") && Catch::Contains("\"x\""));
  }
}

TEST_CASE("the column of corrupt records has the text of malformed records, whatever they say of it, and NULL for good ones") {
  std::vector<message> messages;
  // Often enough for the fast way, which is learned from the first good text.
  for (int round = 0; round < 8; ++round)
    for (char const* json : {R"({"customer":"ann","amount":1})", R"({"customer":"ann","amount":1,"_corrupt_record":"mine"})",
                             R"({"customer":"bob","amount":"x"})", R"({"customer":"bob","_corrupt_record":"mine","amount":"x"})", "{broken", "5", " "})
      messages.push_back(text(json));
  auto const rows = collect(read(messages) | select(from_json<marked>(col<"value">).as<"data">()) | select(all_of<"data">));
  REQUIRE(rows.size() == messages.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bool const malformed = i % 7 >= 2 && i % 7 <= 5;
    CHECK(rows[i].get<"_corrupt_record">() == (malformed ? std::optional{std::string{messages[i].value->view().text()}} : std::nullopt));
  }
  CHECK(rows[2].get<"customer">() == "bob");
  CHECK_FALSE(rows[4].get<"customer">());
}

TEST_CASE("the column of corrupt records may have any name, is not needed, and is std::optional<std::string>") {
  std::vector<message> const messages{text(R"({"customer":"bob","amount":"x"})")};
  auto const named = collect(read(messages) |
                             select(from_json<marked>(col<"value">, {.column_name_of_corrupt_record = "customer"}).as<"data">()));
  CHECK(named[0].get<"data">().customer == messages[0].value->view().text());
  CHECK_FALSE(named[0].get<"data">()._corrupt_record);
  auto const pruned = collect(read(messages) | select(from_json<marked>(col<"value">).as<"data">()) | select(col<"data.customer">));
  CHECK(pruned[0].get<"customer">() == "bob");
  CHECK_THROWS_WITH(from_json<marked>(col<"value">, {.column_name_of_corrupt_record = "amount"}),
                    Catch::Contains("column_name_of_corrupt_record") && Catch::Contains("amount"));
}

TEST_CASE("NULL fields are written if they are asked for") {
  std::vector<loose> const rows{{"ann", std::nullopt}};
  CHECK(collect(read(rows) | select(to_json().as<"j">()))[0].get<"j">() == R"({"customer":"ann"})");
  CHECK(collect(read(rows) | select(to_json({.ignore_null_fields = false}).as<"j">()))[0].get<"j">() == R"({"customer":"ann","amount":null})");
  CHECK(collect(read(rows) | select(to_json(struct_of(col<"amount">), {.ignore_null_fields = false}).as<"j">()))[0].get<"j">() ==
        R"({"amount":null})");
}

TEST_CASE("arrays and maps that functions make are written as JSON") {
  std::vector<loose> const rows{{"ann b", 1.5}};
  auto const written = collect(read(rows) | select(to_json(split(coalesce(col<"customer">, ""), " ")).as<"a">(),
                                                   to_json(array(col<"amount">, null_of<double>())).as<"b">(),
                                                   to_json(struct_of(create_map("k", col<"amount">).as<"m">())).as<"c">()));
  CHECK(written[0].get<"a">() == R"(["ann","b"])");
  CHECK(written[0].get<"b">() == "[1.5,null]");
  CHECK(written[0].get<"c">() == R"({"m":{"k":1.5}})");
}

TEST_CASE("nested records are read by path, also through a nullable one") {
  std::vector<message> const messages{text(R"({"name":"ann","home":{"city":"Oslo","street":7}})"), text(R"({"name":"bob"})")};
  auto const rows = collect(read(messages) | select(from_json<person>(col<"value">).as<"data">()) |
                            select(col<"data.name">, col<"data.home.city">));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].get<"city">() == "Oslo");
  CHECK_FALSE(rows[1].get<"city">());
}

TEST_CASE("a struct column is kept whole when it is asked for whole") {
  std::vector<message> const messages{
      text(R"({"order_id":"o-1","customer":"ann","amount":9.5,"event_time":"2024-01-01T12:00:00Z"})")};
  auto const rows = collect(read(messages) | select(from_json<order>(col<"value">).as<"data">()));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].get<"data">().order_id == "o-1");
  CHECK(rows[0].get<"data">().event_time == at(12h));
}

TEST_CASE("an embedded query counts what it could not read") {
  double total = 0;
  auto live = (select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">) | sum<"amount">())
                  .connect<message>(update, [&](auto const& row) { total = row.template get<"sum(amount)">().value_or(0); });
  live.push(text(R"({"amount":2})"));
  live.push(text(R"({"amount":})"));
  live.push(text(R"({"amount":3})"));
  CHECK(total == 5);
  CHECK(live.rejected() == 1);
}
