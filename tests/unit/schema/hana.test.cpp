// SPDX-License-Identifier: Apache-2.0
// The two descriptions of a struct, Hana's and the library's, stand for each other.
#include <sluice/hana.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>

#include <boost/hana/adapt_adt.hpp>
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/at_key.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/fuse.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/members.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hana_test {

struct trade {
  BOOST_HANA_DEFINE_STRUCT(trade, (std::string, symbol), (double, price), (std::optional<int>, quantity));
};

struct adapted {
  std::string customer;
  int visits;
};

struct order {
  std::string customer;
  double amount;
  std::optional<int> items;
};
SLUICE_RECORD(order, customer, amount, items);

struct both {
  BOOST_HANA_DEFINE_STRUCT(both, (int, first), (int, second));
};
SLUICE_RECORD(both, second);

class getters {
 public:
  int size() const { return 3; }
};

struct neither {
  int value;
};

}  // namespace hana_test

BOOST_HANA_ADAPT_STRUCT(hana_test::adapted, visits, customer);
BOOST_HANA_ADAPT_ADT(hana_test::getters, (size, [](auto const& self) { return self.size(); }));

namespace {
namespace hana = boost::hana;
}  // namespace

TEST_CASE("a Hana struct is a record with its names, types and order", "[hana]") {
  STATIC_REQUIRE(sluice::record<hana_test::trade>);
  using schema = sluice::schema_of<hana_test::trade>;
  CHECK(schema::names == std::array<std::string_view, 3>{"symbol", "price", "quantity"});
  STATIC_REQUIRE(std::is_same_v<schema::at<0>::type, std::string>);
  STATIC_REQUIRE(std::is_same_v<schema::at<2>::type, std::optional<int>>);
  hana_test::trade const one{"ACME", 12.5, 3};
  CHECK(sluice::get<"symbol">(one) == "ACME");
  CHECK(sluice::get<"price">(one) == 12.5);
  CHECK(&sluice::get<"quantity">(one) == &one.quantity);
}

TEST_CASE("an adapted struct keeps the order of its description", "[hana]") {
  STATIC_REQUIRE(sluice::record<hana_test::adapted>);
  CHECK(sluice::schema_of<hana_test::adapted>::names == std::array<std::string_view, 2>{"visits", "customer"});
  hana_test::adapted const one{"ann", 7};
  CHECK(sluice::get<"visits">(one) == 7);
  CHECK(sluice::get<"customer">(one) == "ann");
}

TEST_CASE("a record is a Hana Struct: keys, members, at_key, for_each", "[hana]") {
  STATIC_REQUIRE(hana::Struct<hana_test::order>::value);
  hana_test::order const one{"ann", 2.5, 4};
  // As plain bool: Hana's operators would take Catch's parts for their own.
  auto const names = hana::make_tuple(BOOST_HANA_STRING("customer"), BOOST_HANA_STRING("amount"), BOOST_HANA_STRING("items"));
  CHECK(bool{hana::keys(one) == names});
  CHECK(bool{hana::members(one) == hana::make_tuple(std::string("ann"), 2.5, std::optional<int>{4})});
  CHECK(hana::at_key(one, BOOST_HANA_STRING("amount")) == 2.5);
  std::vector<std::string> seen;
  hana::for_each(one, hana::fuse([&](auto name, auto const&) { seen.emplace_back(name.c_str()); }));
  CHECK(seen == std::vector<std::string>{"customer", "amount", "items"});
}

TEST_CASE("members of a record can be written through Hana", "[hana]") {
  hana_test::order one{"ann", 2.5, 4};
  hana::at_key(one, BOOST_HANA_STRING("amount")) = 9.0;
  CHECK(one.amount == 9.0);
}

TEST_CASE("a description goes there and back unchanged", "[hana]") {
  STATIC_REQUIRE(std::is_same_v<sluice::detail::hana_fields<std::remove_cvref_t<decltype(hana::accessors<hana_test::order>())>>::fields,
                                sluice::fields_of<hana_test::order>>);
}

TEST_CASE("with both descriptions, each library uses its own", "[hana]") {
  CHECK(sluice::schema_of<hana_test::both>::names == std::array<std::string_view, 1>{"second"});
  CHECK(bool{hana::length(hana::keys(hana_test::both{1, 2})) == hana::size_c<2>});
}

TEST_CASE("what has no data members described is no record", "[hana]") {
  STATIC_REQUIRE_FALSE(sluice::record<hana_test::getters>);
  STATIC_REQUIRE_FALSE(sluice::record<hana_test::neither>);
  STATIC_REQUIRE_FALSE(sluice::record<std::string>);
  STATIC_REQUIRE_FALSE(hana::Struct<hana_test::neither>::value);
  STATIC_REQUIRE_FALSE(sluice::record<sluice::row<sluice::cell<"a", int>>>);
}
