// SPDX-License-Identifier: Apache-2.0
// where, limit, union_with, order_by, as: operators that hand rows on. Fragments of them.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace sluice;
using support::columns;
using support::output;
using support::result;
using support::result_in_order;
using support::texts;

namespace {

struct sale {
  std::string shop;
  std::optional<int> amount;
};
SLUICE_RECORD(sale, shop, amount);

struct refund {
  std::string reason;
  std::string place;
  std::optional<int> money;
};
SLUICE_RECORD(refund, reason, place, money);

std::vector<sale> const sales{{"a", 1}, {"b", std::nullopt}, {"c", 3}, {"d", 2}};
std::vector<sale> const more{{"e", 5}};
std::vector<refund> const refunds{{"broken", "a", -1}, {"late", "f", std::nullopt}};

}  // namespace

TEST_CASE("where keeps the rows whose condition is true, and NULL is not") {
  CHECK(result_in_order(read(sales) | where(col<"amount"> > 1)) == texts{"{c, 3}", "{d, 2}"});
  CHECK(result_in_order(read(sales) | where(!(col<"amount"> > 1))) == texts{"{a, 1}"});
  CHECK(result_in_order(read(sales) | where(is_null(col<"amount">))) == texts{"{b, NULL}"});
  CHECK(result_in_order(read(sales) | where(lit(false))).empty());
}

TEST_CASE("where takes a callable on whole rows") {
  CHECK(result_in_order(read(sales) | where([](sale const& one) { return one.amount.value_or(0) > 1; })) == texts{"{c, 3}", "{d, 2}"});
  CHECK(result_in_order(read(sales) | select(col<"shop">) | where([](auto const& row) { return row.template get<"shop">() != "a"; })) ==
        texts{"{b}", "{c}", "{d}"});
}

TEST_CASE("rows that pass where and limit are the records themselves") {
  for_each_row(read(sales) | where(col<"amount"> == 3) | limit(5), [](sale const& one) { CHECK(&one == &sales[2]); });
  STATIC_REQUIRE(std::is_same_v<decltype(read(sales) | where(col<"amount"> == 3) | limit(5))::row_type, sale>);
}

TEST_CASE("limit passes at most so many rows") {
  CHECK(result_in_order(read(sales) | limit(2)) == texts{"{a, 1}", "{b, NULL}"});
  CHECK(result_in_order(read(sales) | limit(0)).empty());
  CHECK(result_in_order(read(sales) | limit(9)).size() == 4);
  CHECK(result_in_order(read(sales) | limit(3) | where(col<"amount"> > 1)) == texts{"{c, 3}"});
  CHECK(result_in_order(read(sales) | where(col<"amount"> > 1) | limit(1)) == texts{"{c, 3}"});
}

TEST_CASE("in append mode a limit holds for the life of the query") {
  output out;
  auto live = limit(3).connect<sale>(append, out.take(), advance_on::request);
  live.push(sales[0]);
  live.push(sales[1]);
  live.advance();
  live.push(sales[2]);
  live.push(sales[3]);
  live.advance();
  CHECK(out.in_order() == texts{"{a, 1}", "{b, NULL}", "{c, 3}"});
  live.push(sales[0]);
  live.advance();
  CHECK(out.in_order().empty());
}

TEST_CASE("in complete mode a limit behind an aggregation holds for each batch, one before it for the life of the query") {
  output after;
  auto limited_result = (group_by<"shop">() | count() | limit(2)).connect<sale>(complete, after.take(), advance_on::request);
  output before;
  auto limited_input = (limit(3) | group_by<"shop">() | count()).connect<sale>(complete, before.take(), advance_on::request);
  for (int batch = 0; batch < 3; ++batch) {
    for (auto const& one : sales) {
      limited_result.push(one);
      limited_input.push(one);
    }
    limited_result.advance();
    limited_input.advance();
    CHECK(after.rows().size() == 2);
    CHECK(before.rows() == texts{"{a, 1}", "{b, 1}", "{c, 1}"});
  }
}

TEST_CASE("a union has the rows of both sides under the left side's names") {
  CHECK(result_in_order(read(sales) | union_with(read(more))) == texts{"{a, 1}", "{b, NULL}", "{c, 3}", "{d, 2}", "{e, 5}"});
  auto const mixed = read(sales) | union_with(read(refunds) | select(col<"place">, col<"money">));
  CHECK(columns(mixed) == "shop amount");
  CHECK(result(mixed) == texts{"{a, -1}", "{a, 1}", "{b, NULL}", "{c, 3}", "{d, 2}", "{f, NULL}"});
  CHECK(result(mixed | where(col<"amount"> < 2) | select<"amount">()) == texts{"{-1}", "{1}"});
}

TEST_CASE("unions may stand above and below other operators, and in each other") {
  auto const left = read(sales) | where(col<"amount"> > 1);
  auto const right = read(more) | union_with(read(refunds) | select(col<"place">.as<"shop">(), col<"money">.as<"amount">()));
  auto const all = left | union_with(right) | union_with(read(sales) | limit(1));
  CHECK(result(all) == texts{"{a, -1}", "{a, 1}", "{c, 3}", "{d, 2}", "{e, 5}", "{f, NULL}"});
  CHECK(result(all | group_by<"shop">() | aggregate(sum(col<"amount">), count())) ==
        texts{"{a, 0, 2}", "{c, 3, 1}", "{d, 2, 1}", "{e, 5, 1}", "{f, NULL, 1}"});
  auto const counts = read(sales) | count();
  CHECK(result(counts | union_with(read(more) | count())) == texts{"{1}", "{4}"});
  // A query may be used twice.
  CHECK(result(counts | union_with(counts)) == texts{"{4}", "{4}"});
}

TEST_CASE("the sides of a union meet in their columns' common types") {
  struct local {
    static auto narrow() { return read(sales) | select(col<"shop">, cast<std::int16_t>(lit(1)).as<"n">(), lit(0.5F).as<"x">()); }
    static auto wide() {
      return read(more) | where(col<"shop"> == "e") |
             select(when(col<"shop"> != "e", col<"shop">).as<"name">(), cast<std::int64_t>(lit(1'000'000'000'000)).as<"n">(), lit(16'777'217).as<"y">());
    }
  };
  auto const both = local::narrow() | limit(1) | union_with(local::wide());
  using columns = std::remove_cvref_t<decltype(both)>::schema;
  STATIC_REQUIRE(std::is_same_v<columns::at<0>::type, std::optional<std::string>>);
  STATIC_REQUIRE(std::is_same_v<columns::at<1>::type, std::int64_t>);
  STATIC_REQUIRE(std::is_same_v<columns::at<2>::type, double>);
  CHECK(result_in_order(both) == texts{"{a, 1, 0.5}", "{NULL, 1000000000000, 1.6777217E7}"});
  CHECK(result_in_order(local::wide() | union_with(local::narrow() | limit(1))) == texts{"{NULL, 1000000000000, 1.6777217E7}", "{a, 1, 0.5}"});
  // What is read behind it, and by which name, stays the same.
  CHECK(result(both | aggregate(sum(col<"n">), count(col<"shop">))) == texts{"{1000000000001, 1}"});
}

TEST_CASE("the sides of a union are asked for what is read behind it") {
  int calls = 0;
  auto const counted = udf([&calls](std::optional<int> value) { return ++calls, value; });
  auto const side = read(sales) | select(col<"shop">, counted(col<"amount">).as<"amount">());
  CHECK(result(side | union_with(side) | select<"shop">()).size() == 8);
  CHECK(calls == 0);
}

TEST_CASE("order_by sorts by one key after the other, and keeps equal rows in their order") {
  CHECK(result_in_order(read(sales) | order_by<"amount">()) == texts{"{b, NULL}", "{a, 1}", "{d, 2}", "{c, 3}"});
  CHECK(result_in_order(read(sales) | order_by(desc(col<"amount">))) == texts{"{c, 3}", "{d, 2}", "{a, 1}", "{b, NULL}"});
  CHECK(result_in_order(read(sales) | order_by(desc<"amount">(), asc<"shop">()) | drop(col<"amount">)) == texts{"{c}", "{d}", "{a}", "{b}"});
  CHECK(result_in_order(read(sales) | order_by(asc(col<"amount"> % 2), desc(col<"shop">))) ==
        texts{"{b, NULL}", "{d, 2}", "{c, 3}", "{a, 1}"});
  std::vector<sale> const equal{{"z", 1}, {"y", 1}, {"x", 0}, {"w", 1}};
  CHECK(result_in_order(read(equal) | order_by<"amount">()) == texts{"{x, 0}", "{z, 1}", "{y, 1}", "{w, 1}"});
  CHECK(result_in_order(read(equal) | order_by(desc(col<"amount">))) == texts{"{z, 1}", "{y, 1}", "{w, 1}", "{x, 0}"});
  CHECK(result_in_order(read(equal) | order_by(col<"shop">) | limit(1)) == texts{"{w, 1}"});
}

TEST_CASE("order_by holds NaN for greater than any number and -0.0 for 0.0") {
  using number = row<cell<"x", double>, cell<"n", int>>;
  double const nan = std::numeric_limits<double>::quiet_NaN();
  double const infinity = std::numeric_limits<double>::infinity();
  std::vector<number> const numbers{{{nan}, {0}}, {{infinity}, {1}}, {{0.0}, {2}}, {{-infinity}, {3}}, {{-0.0}, {4}}, {{nan}, {5}}};
  CHECK(result_in_order(read(numbers) | order_by<"x">() | select<"n">()) == texts{"{3}", "{2}", "{4}", "{1}", "{0}", "{5}"});
  CHECK(result_in_order(read(numbers) | order_by(desc(col<"x">)) | select<"n">()) == texts{"{0}", "{5}", "{1}", "{2}", "{4}", "{3}"});
}

TEST_CASE("order_by in complete mode sorts each batch's result") {
  output out;
  auto live = (group_by<"shop">() | count() | order_by(desc(col<"count">), col<"shop">) | limit(2))
                  .connect<sale>(complete, out.take(), advance_on::request);
  for (char const* shop : {"b", "a", "b"}) live.push({shop, 1});
  live.advance();
  CHECK(out.in_order() == texts{"{b, 2}", "{a, 1}"});
  for (char const* shop : {"c", "c", "c"}) live.push({shop, 1});
  live.advance();
  CHECK(out.in_order() == texts{"{c, 3}", "{b, 2}"});
}

namespace {

struct plain {
  std::int64_t amount;
  std::string shop;
  std::optional<double> rate;
};
SLUICE_RECORD(plain, amount, shop, rate);

struct narrow {
  std::string shop;
};
SLUICE_RECORD(narrow, shop);

struct wide {
  std::optional<std::int64_t> amount;
};
SLUICE_RECORD(wide, amount);

}  // namespace

TEST_CASE("as makes records, field by field by name") {
  auto const rows = collect(read(sales) | where(is_not_null(col<"amount">)) |
                            select(col<"shop">, coalesce(col<"amount">, 0).as<"amount">(), lit(0.5F).as<"rate">(), lit(1).as<"unused">()) |
                            as<plain>());
  STATIC_REQUIRE(std::is_same_v<decltype(rows), std::vector<plain> const>);
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].amount == 3);
  CHECK(rows[1].shop == "c");
  CHECK(rows[1].rate == 0.5);
  CHECK(collect(read(sales) | as<narrow>()).front().shop == "a");
  CHECK(collect(read(sales) | as<wide>())[1].amount == std::nullopt);
  CHECK(collect(read(sales) | as<wide>())[2].amount == 3);
  // Callables behind it take the record.
  CHECK(result(read(sales) | as<narrow>() | where([](narrow const& one) { return one.shop == "d"; })) == texts{"{d}"});
}

namespace {

template <class To>
struct one_field {
  To x;
};
template <class To>
[[maybe_unused]] consteval auto sluice_fields(std::type_identity<one_field<To>>) {
  return field_list<field<"x", &one_field<To>::x>>{};
}
template <class From, class To>
constexpr bool fills = !refused<typename as_record_operator<one_field<To>>::template refusal<schema<column<"x", From>>>>;

}  // namespace

TEST_CASE("a column fills a field that holds all its values, and no other") {
  STATIC_REQUIRE(fills<int, int>);
  STATIC_REQUIRE(fills<int, std::int64_t>);
  STATIC_REQUIRE(fills<int, double>);
  STATIC_REQUIRE(fills<std::int64_t, double>);
  STATIC_REQUIRE(fills<float, double>);
  STATIC_REQUIRE(fills<std::uint8_t, int>);
  STATIC_REQUIRE(fills<std::uint32_t, std::int64_t>);
  STATIC_REQUIRE(fills<int, std::optional<int>>);
  STATIC_REQUIRE(fills<int, std::optional<std::int64_t>>);
  STATIC_REQUIRE(fills<std::optional<int>, std::optional<std::int64_t>>);
  STATIC_REQUIRE(fills<std::string, std::optional<std::string>>);
  STATIC_REQUIRE(fills<std::string, std::string_view>);
  STATIC_REQUIRE_FALSE(fills<std::int64_t, int>);
  STATIC_REQUIRE_FALSE(fills<double, int>);
  STATIC_REQUIRE_FALSE(fills<double, float>);
  STATIC_REQUIRE_FALSE(fills<int, unsigned>);
  STATIC_REQUIRE_FALSE(fills<std::int8_t, std::uint8_t>);
  STATIC_REQUIRE_FALSE(fills<unsigned, int>);
  STATIC_REQUIRE_FALSE(fills<std::int64_t, std::uint64_t>);
  STATIC_REQUIRE_FALSE(fills<bool, int>);
  STATIC_REQUIRE_FALSE(fills<std::optional<int>, int>);
  STATIC_REQUIRE_FALSE(fills<std::optional<std::int64_t>, std::optional<int>>);
  STATIC_REQUIRE_FALSE(fills<int, std::string>);
  STATIC_REQUIRE_FALSE(fills<timestamp, std::int64_t>);
}

TEST_CASE("widened values arrive") {
  using narrow_row = row<cell<"x", std::optional<int>>>;
  std::vector<narrow_row> const rows{{{-7}}, {{std::nullopt}}};
  auto const wider = collect(read(rows) | as<one_field<std::optional<std::int64_t>>>());
  CHECK(wider[0].x == -7);
  CHECK(wider[1].x == std::nullopt);
  std::vector<row<cell<"x", std::uint8_t>>> const small{{{200}}};
  CHECK(collect(read(small) | as<one_field<int>>())[0].x == 200);
  CHECK(collect(read(small) | as<one_field<std::optional<double>>>())[0].x == 200.0);
}

TEST_CASE("operators join to fragments in any grouping") {
  auto const first = where(col<"amount"> > 0);
  auto const second = with_column<"twice">(col<"amount"> * 2);
  auto const third = select<"twice">();
  texts const expected{"{2}", "{6}", "{4}"};
  CHECK(result_in_order(read(sales) | first | second | third) == expected);
  CHECK(result_in_order(read(sales) | (first | second | third)) == expected);
  CHECK(result_in_order(read(sales) | (first | (second | third))) == expected);
  CHECK(result_in_order(read(sales) | first | (second | third)) == expected);
  auto const per_shop = group_by<"shop">() | count();
  CHECK(result(read(sales) | first | per_shop) == texts{"{a, 1}", "{c, 1}", "{d, 1}"});
  CHECK(result(read(sales) | (first | per_shop | where(col<"shop"> != "a"))) == texts{"{c, 1}", "{d, 1}"});
  // The keys may be in one part and the aggregates in the next.
  auto const totals = aggregate(sum(col<"amount">)) | where(col<"sum(amount)"> > 1);
  CHECK(result(read(sales) | group_by<"shop">() | totals) == texts{"{c, 3}", "{d, 2}"});
  CHECK(result(read(sales) | (group_by<"shop">() | totals)) == texts{"{c, 3}", "{d, 2}"});
}

TEST_CASE("the same query gives the same rows in batch and embedded") {
  auto const query = where(col<"amount"> > 0) | select(col<"shop">, (col<"amount"> + 1).as<"next">());
  output out;
  auto live = query.connect<sale>(append, out.take());
  for (auto const& one : sales) live.push(one);
  CHECK(out.in_order() == result_in_order(read(sales) | query));
}
