// SPDX-License-Identifier: Apache-2.0
// The examples of the tutorial that write Parquet files: read back, with a checkpoint in a folder and in S3.
#include <sluice/parquet.hpp>
#include <sluice/sluice.hpp>
#include <sluice/testing/same_rows.hpp>

#include <connectors/s3/support/server.hpp>
#include <support/temporary_folder.hpp>

#include "support/program.hpp"

#include <catch2/catch.hpp>

using namespace sluice;
using support::write_file;

namespace {

struct total {
  std::string customer;
  double total;
};
SLUICE_RECORD(total, customer, total);

struct order {
  std::string order_id;
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, order_id, customer, amount);

}  // namespace

TEST_CASE("the example of the Parquet sink writes windows that are over, once") {
  auto const path = support::find_example("tutorial_parquet_sink");
  if (path.empty()) return;
  support::temporary_folder const folder;
  std::filesystem::create_directory(folder / "in");
  std::vector<std::string> const arguments{"--path", folder / "in", "--output", folder / "out", "--checkpoint", folder / "checkpoint",
                                           "--every", "50", "--until-idle"};
  std::string const head = "customer,amount,event_time\n";
  write_file(folder / "in/1.csv", head + "ann,9.5,2024-01-01T12:00:00Z\nbob,3,2024-01-01T12:01:00Z\nann,0.5,2024-01-01T12:04:59Z\n");
  support::output_of(path, arguments);
  parquet_files<total> const results{.path = folder / "out"};
  CHECK(collect(read(results)).empty());
  // Fifteen minutes later the first window is over, also for a query that was stopped meanwhile.
  write_file(folder / "in/2.csv", head + "ann,1,2024-01-01T12:16:00Z\n");
  support::output_of(path, arguments);
  CHECK(testing::same_rows(collect(read(results)), {{"ann", 10}, {"bob", 3}}, testing::row_order::any));
  support::output_of(path, arguments);
  CHECK(collect(read(results)).size() == 2);
}

TEST_CASE("the example with its checkpoint in S3 goes on where it stopped") {
  auto const path = support::find_example("tutorial_s3_checkpoint");
  if (path.empty() || !support::has_server()) return;
  auto const server = support::on_server();
  ::setenv("AWS_ENDPOINT_URL", server.endpoint.c_str(), 1);
  ::setenv("AWS_REGION", server.region.c_str(), 1);
  ::setenv("AWS_ACCESS_KEY_ID", server.access_key.c_str(), 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", server.secret_key.c_str(), 1);
  support::temporary_folder const folder;
  std::filesystem::create_directory(folder / "in");
  std::vector<std::string> const arguments{"--path", folder / "in", "--output", folder / "out", "--checkpoint", support::new_place(), "--until-idle"};
  parquet_files<order> const results{.path = folder / "out"};
  write_file(folder / "in/1.csv", "order_id,customer,amount\no1,ann,9.5\no2,bob,3\n");
  support::output_of(path, arguments);
  CHECK(testing::same_rows(collect(read(results)), {{"o1", "ann", 9.5}, {"o2", "bob", 3}}, testing::row_order::any));
  write_file(folder / "in/2.csv", "order_id,customer,amount\no3,ann,1\n");
  support::output_of(path, arguments);
  CHECK(testing::same_rows(collect(read(results)), {{"o1", "ann", 9.5}, {"o2", "bob", 3}, {"o3", "ann", 1}}, testing::row_order::any));
}
