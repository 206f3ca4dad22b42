// SPDX-License-Identifier: Apache-2.0
// Parquet files as a sink: in a stream with its manifest, by folders, in batch, and read again.
#include <sluice/checkpoint.hpp>
#include <sluice/parquet.hpp>
#include <sluice/query/write.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;

namespace {

struct order {
  std::string customer;
  double amount;
  date day;
};
SLUICE_RECORD(order, customer, amount, day);

std::vector<std::string> names_in(std::string const& folder) {
  std::vector<std::string> names;
  for (auto const& one : std::filesystem::directory_iterator{folder}) names.push_back(one.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("Parquet in a stream: each batch is a file that the manifest names, and is read as it was written") {
  support::temporary_folder const folder;
  auto const storage = std::make_shared<testing::memory_storage>();
  memory_stream<order> in;
  {
    auto query = read_stream(in) | where(col<"amount"> > 1) | write_stream(parquet_sink{.path = folder / "out"}) |
                 checkpoint(checkpoint_options{"", storage, {}}) | start();
    in.add({{"ann", 1, date{1}}, {"ann", 2, date{2}}});
    query.process_all_available();
    in.add({"bob", 3, date{3}});
    query.process_all_available();
  }
  auto const names = names_in(folder / "out");
  REQUIRE(names.size() == 3);
  CHECK(names[0] == "_spark_metadata");
  CHECK_THAT(names[1], Contains("-c000.snappy.parquet"));
  // A file that is not in the manifest is nobody's.
  std::filesystem::copy_file(std::filesystem::path{folder / "out"} / names[1], folder / "out/part-00000-left-over-c000.snappy.parquet");
  // Files have names that nobody foresees, and are read by name.
  auto const rows = collect(read(parquet_files<order>{.path = folder / "out"}) | order_by<"amount">() | as<order>());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].customer == "ann");
  CHECK(rows[0].amount == 2);
  CHECK(rows[1].day == date{3});
}

TEST_CASE("Parquet in batch, by folders, and what is there already") {
  support::temporary_folder const folder;
  std::vector<order> const orders{{"ann", 1, date{19'723}}, {"bob", 2, date{19'724}}, {"ann", 3, date{19'723}}};
  static_cast<void>(read(orders) | write(parquet_sink_by<"day">{.path = folder / "out", .pages = parquet_format::codec::zstd}));
  CHECK(names_in(folder / "out") == std::vector<std::string>{"_SUCCESS", "day=2024-01-01", "day=2024-01-02"});
  auto const rows = collect(read(parquet_files<order, files::partitioned_by<"day">>{.path = folder / "out"}));
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].amount == 3);
  CHECK(rows[1].day == date{19'723});
  CHECK_THROWS_WITH(read(orders) | write(parquet_sink{.path = folder / "out"}), Contains("out"));
}

TEST_CASE("Parquet: options that cannot work are refused") {
  CHECK_THROWS_AS(parquet_sink{}.check(), option_error);
  CHECK_THROWS_AS((parquet_sink{.path = "/tmp/x", .row_group_rows = 0}.check()), option_error);
  CHECK_THROWS_AS((parquet_sink{.path = "/tmp/x", .row_group_bytes = 0}.check()), option_error);
}
