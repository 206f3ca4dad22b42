// SPDX-License-Identifier: Apache-2.0
// Generators: explode of maps, positions, and rows for collections without elements.
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/map_access.hpp>
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using support::columns;
using support::result_in_order;
using support::texts;

struct item {
  std::string name;
  int price;
};
SLUICE_RECORD(item, name, price);

struct basket {
  std::string customer;
  std::vector<std::string> tags;
  std::optional<std::vector<std::optional<int>>> sizes;
  std::map<std::string, std::optional<int>> prices;
  std::optional<std::map<int, std::string>> names;
  std::vector<item> items;
};
SLUICE_RECORD(basket, customer, tags, sizes, prices, names, items);

std::vector<basket> const baskets{
    {"ann", {"new", "blue"}, std::vector<std::optional<int>>{1, std::nullopt}, {{"cap", 5}, {"pen", std::nullopt}},
     std::map<int, std::string>{{1, "one"}}, {{"cap", 5}}},
    {"bob", {}, std::nullopt, {}, std::nullopt, {}},
    {"cy", {"old"}, std::vector<std::optional<int>>{}, {{"ink", 2}}, std::map<int, std::string>{}, {}}};

}  // namespace

TEST_CASE("explode of a map gives a row per entry, with its key and its value") {
  auto const prices = read(baskets) | select(col<"customer">, explode(col<"prices">));
  CHECK(columns(prices) == "customer key value");
  CHECK(result_in_order(prices) == texts{"{ann, cap, 5}", "{ann, pen, NULL}", "{cy, ink, 2}"});
  auto const named = read(baskets) | select(explode(col<"names">).as<"n", "name">(), col<"customer">);
  CHECK(columns(named) == "n name customer");
  CHECK(result_in_order(named) == texts{"{1, one, ann}"});
}

TEST_CASE("posexplode gives the place of each element, from 0") {
  auto const tags = read(baskets) | select(posexplode(col<"tags">), col<"customer">);
  CHECK(columns(tags) == "pos col customer");
  CHECK(result_in_order(tags) == texts{"{0, new, ann}", "{1, blue, ann}", "{0, old, cy}"});
  CHECK(result_in_order(read(baskets) | select(posexplode(col<"prices">).as<"i", "k", "v">())) ==
        texts{"{0, cap, 5}", "{1, pen, NULL}", "{0, ink, 2}"});
  CHECK(result_in_order(read(baskets) | select(posexplode(col<"items">).as<"place", "it">()) | select(col<"it.name">, col<"place">)) ==
        texts{"{cap, 0}"});
}

TEST_CASE("the outer forms give a row of NULLs for what is empty or NULL") {
  CHECK(result_in_order(read(baskets) | select(col<"customer">, explode_outer(col<"tags">).as<"tag">())) ==
        texts{"{ann, new}", "{ann, blue}", "{bob, NULL}", "{cy, old}"});
  CHECK(result_in_order(read(baskets) | select(col<"customer">, explode_outer(col<"sizes">))) ==
        texts{"{ann, 1}", "{ann, NULL}", "{bob, NULL}", "{cy, NULL}"});
  CHECK(result_in_order(read(baskets) | select(col<"customer">, posexplode_outer(col<"sizes">))) ==
        texts{"{ann, 0, 1}", "{ann, 1, NULL}", "{bob, NULL, NULL}", "{cy, NULL, NULL}"});
  CHECK(result_in_order(read(baskets) | select(col<"customer">, explode_outer(col<"names">))) ==
        texts{"{ann, 1, one}", "{bob, NULL, NULL}", "{cy, NULL, NULL}"});
  CHECK(result_in_order(read(baskets) | select(posexplode_outer(col<"names">), col<"customer">)) ==
        texts{"{0, 1, one, ann}", "{NULL, NULL, NULL, bob}", "{NULL, NULL, NULL, cy}"});
  CHECK(result_in_order(read(baskets) | select(explode_outer(col<"items">).as<"it">()) | select(col<"it.name">)) ==
        texts{"{cap}", "{NULL}", "{NULL}"});
  CHECK(result_in_order(read(baskets) | with_column<"tags">(explode_outer(col<"tags">)) | select<"tags">()).size() == 4);
}

TEST_CASE("a generator makes its rows whoever reads which of its columns") {
  CHECK(result_in_order(read(baskets) | select(posexplode(col<"tags">), col<"customer">) | select<"customer">()) ==
        texts{"{ann}", "{ann}", "{cy}"});
  CHECK(result_in_order(read(baskets) | select(posexplode(col<"tags">), col<"customer">) | select<"col">()) ==
        texts{"{new}", "{blue}", "{old}"});
  CHECK(result_in_order(read(baskets) | select(explode(map_entries(col<"prices">)).as<"e">()) | select(col<"e.key">)) ==
        texts{"{cap}", "{pen}", "{ink}"});
  CHECK(result_in_order(read(baskets) | select(explode(array(col<"customer">, "x")).as<"e">()) | count()) == texts{"{6}"});
}

TEST_CASE("the schema of a generator tells names, types and nullability") {
  using query = decltype(read(baskets) | select(posexplode(col<"tags">), col<"customer">));
  STATIC_REQUIRE(std::is_same_v<query::schema, schema<column<"pos", std::int32_t>,
                                                      column<"col", std::string>, column<"customer", std::string>>>);
  using outer = decltype(read(baskets) | select(explode_outer(col<"prices">).as<"k", "v">()));
  STATIC_REQUIRE(std::is_same_v<outer::schema, schema<column<"k", std::optional<std::string>>, column<"v", std::optional<int>>>>);
}
