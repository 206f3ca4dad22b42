// SPDX-License-Identifier: Apache-2.0
#include <sluice/sluice.hpp>

#include <catch2/catch.hpp>

#include <cstdio>
#include <string>
#include <vector>

using namespace sluice;

namespace {

struct sale {
  std::string customer;
  int amount;
};
SLUICE_RECORD(sale, customer, amount);

std::vector<sale> const sales{{"ann", 3}, {"bob", 5}, {"ann", 4}};

constexpr char const* table =
    "+--------+-----------+\n"
    "|customer|sum(amount)|\n"
    "+--------+-----------+\n"
    "|     ann|          7|\n"
    "|     bob|          5|\n"
    "+--------+-----------+\n"
    "\n";

}  // namespace

TEST_CASE("console: the result of a batch query has no number above it") {
  std::string printed;
  auto const result = read(sales) | group_by(col<"customer">) | sum(col<"amount">) | write(console::sink{.text = &printed});
  CHECK(printed == table);
  CHECK(result.rows == 2);
  CHECK(result.files == 0);
}

TEST_CASE("show prints the first rows of a batch query to the standard output, and counts all") {
  std::FILE* const out = std::tmpfile();
  REQUIRE(out != nullptr);
  auto part = show(1, 0, true);
  CHECK(part.sink.out == stdout);
  part.sink.out = out;
  CHECK((read(sales) | part).rows == 3);
  std::string printed(256, '\0');
  std::rewind(out);
  printed.resize(std::fread(printed.data(), 1, printed.size(), out));
  std::fclose(out);
  CHECK(printed ==
        "-RECORD 0-------\n"
        " customer | ann \n"
        " amount   | 3   \n"
        "only showing top 1 row\n");
}
