// SPDX-License-Identifier: Apache-2.0
// select, with_column, drop, rename, all_of, explode.
#include <sluice/plan.hpp>

#include <support/expressions.hpp>
#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::columns;
using support::result_in_order;
using support::texts;

namespace {

struct item {
  std::string name;
  int price;
};
SLUICE_RECORD(item, name, price);

struct order {
  std::string customer;
  std::optional<item> gift;
  item bought;
  std::vector<std::string> tags;
  std::optional<std::vector<item>> extras;
};
SLUICE_RECORD(order, customer, gift, bought, tags, extras);

std::vector<order> const orders{{"ann", std::nullopt, {"pen", 3}, {"new", "blue"}, std::vector<item>{{"cap", 1}, {"ink", 2}}},
                                {"bob", item{"cup", 5}, {"pot", 7}, {}, std::nullopt}};

/// Counts its calls, to see what is evaluated.
struct counting {
  int* calls;
  int operator()(int value) const {
    ++*calls;
    return value;
  }
};

struct taker : last_step {
  template <class Row>
  void push(Row const&) {}
};
/// The columns a batch query wants of its source.
template <class Query>
constexpr auto needs(Query const&) {
  return decltype(std::declval<Query const&>().template connect<emission::batch>(taker{}))::template wanted<0>::value;
}

template <class Query>
using schema_on = typename decltype(read(orders) | std::declval<Query>())::schema;

}  // namespace

TEST_CASE("select makes rows of its expressions, in their order") {
  auto const query = read(orders) | select(col<"bought.price">, (col<"bought.price"> * 2).as<"twice">(), col<"customer">);
  CHECK(columns(query) == "price twice customer");
  CHECK(result_in_order(query) == texts{"{3, 6, ann}", "{7, 14, bob}"});
  CHECK(result_in_order(read(orders) | select<"customer">()) == texts{"{ann}", "{bob}"});
  CHECK(result_in_order(read(orders) | select(lit(1).as<"one">())) == texts{"{1}", "{1}"});
}

TEST_CASE("all_of stands for the fields of a struct column") {
  auto const plain = read(orders) | select(col<"customer">, all_of<"bought">);
  CHECK(columns(plain) == "customer name price");
  CHECK(result_in_order(plain) == texts{"{ann, pen, 3}", "{bob, pot, 7}"});
  // Below a nullable struct everything is nullable.
  auto const nullable = read(orders) | select(all_of<"gift">);
  CHECK(result_in_order(nullable) == texts{"{NULL, NULL}", "{cup, 5}"});
  STATIC_REQUIRE(std::is_same_v<decltype(nullable)::schema,
                                schema<column<"name", std::optional<std::string>>, column<"price", std::optional<int>>>>);
  CHECK(result_in_order(read(orders) | select(struct_of(col<"bought">).as<"outer">()) | select(all_of<"outer.bought">)) ==
        texts{"{pen, 3}", "{pot, 7}"});
}

TEST_CASE("with_column adds a column at the end, or replaces one in its place") {
  auto const base = read(orders) | select(col<"customer">, all_of<"bought">);
  auto const added = base | with_column<"double">(col<"price"> * 2);
  CHECK(columns(added) == "customer name price double");
  CHECK(result_in_order(added) == texts{"{ann, pen, 3, 6}", "{bob, pot, 7, 14}"});
  auto const replaced = base | with_column<"name">(col<"price"> * 2);
  CHECK(columns(replaced) == "customer name price");
  CHECK(result_in_order(replaced) == texts{"{ann, 6, 3}", "{bob, 14, 7}"});
  auto const itself = base | with_column<"price">(col<"price"> + 1) | with_column<"price">(col<"price"> * 10);
  CHECK(result_in_order(itself) == texts{"{ann, pen, 40}", "{bob, pot, 80}"});
  CHECK(result_in_order(base | with_column<"kind">("order")) == texts{"{ann, pen, 3, order}", "{bob, pot, 7, order}"});
}

TEST_CASE("drop leaves columns out and rename renames one") {
  auto const base = read(orders) | select(col<"customer">, all_of<"bought">);
  CHECK(columns(base | drop<"name">()) == "customer price");
  CHECK(result_in_order(base | drop<"customer", "price">()) == texts{"{pen}", "{pot}"});
  CHECK(columns(base | rename<"name", "what">()) == "customer what price");
  CHECK(result_in_order(base | rename<"name", "what">() | select(col<"what">)) == texts{"{pen}", "{pot}"});
}

TEST_CASE("columns with a dot in their name are columns like others") {
  auto const dotted = read(orders) | select(col<"bought.price">.as<"a.b">(), col<"customer">);
  CHECK(result_in_order(dotted | select(col<"a.b">)) == texts{"{3}", "{7}"});
  CHECK(columns(dotted | drop<"a.b">()) == "customer");
  CHECK(columns(dotted | rename<"a.b", "c">()) == "c customer");
  CHECK(result_in_order(dotted | with_column<"twice">(col<"a.b"> * 2)) == texts{"{3, ann, 6}", "{7, bob, 14}"});
}

TEST_CASE("a column that nobody reads is not evaluated") {
  int calls = 0;
  auto const counted = udf(counting{&calls})(col<"bought.price">);
  auto const both = read(orders) | select(col<"customer">, counted.as<"price">());
  CHECK(result_in_order(both | select<"customer">()) == texts{"{ann}", "{bob}"});
  CHECK(calls == 0);
  CHECK(result_in_order(both | with_column<"price">(1)) == texts{"{ann, 1}", "{bob, 1}"});
  CHECK(calls == 0);
  CHECK(result_in_order(both | drop<"price">()) == texts{"{ann}", "{bob}"});
  CHECK(calls == 0);
  CHECK(result_in_order(both | group_by<"customer">() | count()) .size() == 2);
  CHECK(calls == 0);
  CHECK(result_in_order(both | where(col<"price"> > 3) | select<"customer">()) == texts{"{bob}"});
  CHECK(calls == 2);
}

TEST_CASE("a source is asked for the columns, and the parts of columns, that are read") {
  auto const input = read(orders);
  CHECK(needs(input).everything);
  CHECK(support::holds(needs(input | select(col<"bought.price">)), {"bought.price"}));
  CHECK(support::holds(needs(input | select(col<"bought">, col<"customer">) | select(col<"bought.name">)), {"bought.name"}));
  CHECK(support::holds(needs(input | select(struct_of(col<"customer">, col<"bought">).as<"s">()) | select(col<"s.customer">)),
                       {"customer", "bought"}));
  CHECK(support::holds(needs(input | where(col<"bought.price"> > 1) | select<"customer">()), {"bought.price", "customer"}));
  CHECK(support::holds(needs(input | select(explode(col<"tags">).as<"tag">(), col<"customer">) | select<"customer">()), {"tags", "customer"}));
  CHECK(support::holds(needs(input | group_by<"customer">() | aggregate(sum(col<"bought.price">), count())), {"customer", "bought.price"}));
  CHECK(support::holds(needs(input | count()), {}));
  CHECK(needs(input | where([](auto const&) { return true; }) | select<"customer">()).everything);
}

TEST_CASE("texts are passed by view, through any number of projections") {
  std::vector<std::string_view> seen;
  for_each_row(read(orders) | select(col<"customer">, col<"bought">) | with_column<"name">(col<"bought.name">) | drop<"bought">(),
               [&seen](auto const& row) { seen.push_back(row.template get<"name">()); });
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].data() == orders[0].bought.name.data());
  CHECK(seen[1].data() == orders[1].bought.name.data());
}

TEST_CASE("explode gives a row per element, and none for an empty or NULL array") {
  auto const tags = read(orders) | select(col<"customer">, explode(col<"tags">).as<"tag">());
  CHECK(columns(tags) == "customer tag");
  CHECK(result_in_order(tags) == texts{"{ann, new}", "{ann, blue}"});
  auto const extras = read(orders) | select(explode(col<"extras">), col<"customer">);
  CHECK(columns(extras) == "col customer");
  CHECK(result_in_order(extras) == texts{"{{cap, 1}, ann}", "{{ink, 2}, ann}"});
  CHECK(result_in_order(extras | select(all_of<"col">)) == texts{"{cap, 1}", "{ink, 2}"});
}

TEST_CASE("explode works through with_column, further names and conditions behind it") {
  auto const words = read(orders) | select(col<"customer">) | with_column<"letter">(explode(split(col<"customer">, "")));
  CHECK(result_in_order(words) == texts{"{ann, a}", "{ann, n}", "{ann, n}", "{bob, b}", "{bob, o}", "{bob, b}"});
  CHECK(result_in_order(words | where(col<"letter"> == "n") | select<"customer">()) == texts{"{ann}", "{ann}"});
  CHECK(result_in_order(words | group_by<"letter">() | count() | where(col<"count"> > 1)).size() == 2);
  CHECK(columns(read(orders) | select(explode(col<"tags">).as<"a">().as<"b">())) == "b");
  CHECK(result_in_order(read(orders) | select(explode(col<"tags">).as<"a">().as<"b">())) == texts{"{new}", "{blue}"});
}

TEST_CASE("an explode whose column nobody reads still makes the rows") {
  CHECK(result_in_order(read(orders) | select(col<"customer">, explode(col<"tags">).as<"tag">()) | select<"customer">()) ==
        texts{"{ann}", "{ann}"});
  CHECK(result_in_order(read(orders) | select(explode(col<"tags">).as<"tag">()) | count()) == texts{"{2}"});
}

TEST_CASE("the schema tells names, types and nullability") {
  using query = decltype(select(col<"customer">, col<"gift.price">, (col<"bought.price"> / 2).as<"half">(), explode(col<"tags">).as<"tag">()));
  STATIC_REQUIRE(std::is_same_v<schema_on<query>, schema<column<"customer", std::string>, column<"price", std::optional<int>>,
                                                         column<"half", double>, column<"tag", std::string>>>);
}

TEST_CASE("the result of a batch query is kept in owned rows") {
  auto const rows = collect(read(orders) | select(col<"customer">, all_of<"gift">));
  STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(rows[0])>,
                                row<cell<"customer", std::string>, cell<"name", std::optional<std::string>>, cell<"price", std::optional<int>>>>);
  CHECK(rows[1].get<"name">() == "cup");
  int seen = 0;
  for (auto const& one : read(orders) | where(col<"bought.price"> > 3)) {
    STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(one)>, order>);
    seen += one.bought.price;
  }
  CHECK(seen == 7);
}
