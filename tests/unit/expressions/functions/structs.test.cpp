// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/structs.hpp>
#include <sluice/expressions/projection.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using support::gives;
using support::refuses;

struct address {
  std::string city;
  std::optional<int> number;
};
SLUICE_RECORD(address, city, number);

using homes = std::vector<std::optional<address>>;

}  // namespace

TEST_CASE("a field is read of structs in arrays, of NULL it is NULL, and it keeps what it points at") {
  homes const all{address{"a city with a long name, which is not kept in place", 5}, std::nullopt};
  auto const row = support::x(all);
  auto const city = get_field<"city">(element_at(col<"x">, 1)).evaluate(row);
  CHECK(city == all[0]->city);
  CHECK(get_field<"number">(element_at(col<"x">, 1)).evaluate(row) == 5);
  CHECK_FALSE(get_field<"city">(element_at(col<"x">, 2)).evaluate(row));
  CHECK(get_field<"b">(struct_of(col<"x">, lit(7).as<"b">())).evaluate(row) == 7);
}

TEST_CASE("get_field has types and refusals") {
  STATIC_REQUIRE(gives<std::optional<std::string>, homes>(get_field<"city">(element_at(col<"x">, 1))));
  STATIC_REQUIRE(gives<std::string, address>(get_field<"city">(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<int>, address>(get_field<"number">(col<"x">)));
  STATIC_REQUIRE(refuses<address>(get_field<"town">(col<"x">)));
  STATIC_REQUIRE(refuses<int>(get_field<"city">(col<"x">)));
  STATIC_REQUIRE(decltype(get_field<"city">(col<"x">))::name.view() == "city");
}
