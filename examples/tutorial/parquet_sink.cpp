// SPDX-License-Identifier: Apache-2.0
// needs: parquet
// Writing Parquet files, for production: each minute the windows that no order can change any more, exactly once.
//   tutorial_parquet_sink [--path /data/incoming/] [--output /output/streaming_results] [--checkpoint /checkpoints/job1]
//                         [--every 60000] [--until-idle]
#include <sluice/checkpoint.hpp>
#include <sluice/files.hpp>
#include <sluice/parquet.hpp>
#include <sluice/sluice.hpp>

#include "arguments.hpp"

using namespace sluice;

namespace {

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

void write_windows(tutorial::arguments const& given) {
  auto orders = read_stream(csv::files<order>{.path = given.get("path", "/data/incoming/"), .header = true});
  auto result = orders
              | with_watermark<"event_time">(10min)
              | group_by(window(col<"event_time">, 5min), col<"customer">)
              | aggregate(sum(col<"amount">).as<"total">());

  auto query = result | write_stream(parquet_sink{.path = given.get("output", "/output/streaming_results")})
             | output_mode(append)
             | checkpoint(given.get("checkpoint", "/checkpoints/job1"))
             | trigger(processing_time(given.every(1min)))
             | start();
  given.await(query);
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, write_windows); }
