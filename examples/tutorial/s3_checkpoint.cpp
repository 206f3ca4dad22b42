// SPDX-License-Identifier: Apache-2.0
// needs: s3 parquet
// Fault tolerance: offsets, state and progress in S3, so that a job that crashed goes on where it was, on another machine too. The
// environment gives keys, region and endpoint, as for other programs of S3.
//   tutorial_s3_checkpoint [--path /data/incoming/] [--output /output/results] [--checkpoint s3://my-bucket/checkpoints/job1]
//                          [--until-idle]
#include <sluice/checkpoint.hpp>
#include <sluice/files.hpp>
#include <sluice/parquet.hpp>
#include <sluice/s3.hpp>
#include <sluice/sluice.hpp>

#include "arguments.hpp"

using namespace sluice;

namespace {

struct order {
  std::string order_id;
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, order_id, customer, amount);

void copy_orders(tutorial::arguments const& given) {
  auto result = read_stream(csv::files<order>{.path = given.get("path", "/data/incoming/"), .header = true});

  auto query = result | write_stream(parquet_sink{.path = given.get("output", "/output/results")})
             | checkpoint(given.get("checkpoint", "s3://my-bucket/checkpoints/job1"))
             | start();
  given.await(query);
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, copy_orders); }
