// SPDX-License-Identifier: Apache-2.0
// Fault tolerance: with a checkpoint, the query goes on where it stopped, whatever stopped it. Run it again with more files in the folder: each file is
// counted once, and the totals go on from those of the first run.
//   tutorial_checkpoint [--path /data/incoming/] [--checkpoint /checkpoints/job1]
#include <sluice/checkpoint.hpp>
#include <sluice/files.hpp>
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

void total_orders(tutorial::arguments const& given) {
  // The checkpoint has the files that were read, the sums so far, and which batches are done. It may be in S3: "s3://my-bucket/checkpoints/job1".
  auto query = read_stream(csv::files<order>{.path = given.get("path", "/data/incoming/"), .header = true})
             | group_by<"customer">() | sum<"amount">()
             | write_stream(console::sink{})
             | output_mode(update)
             | checkpoint(given.get("checkpoint", "/checkpoints/job1"))
             | trigger(available_now())  // ends when all files are read; leave it out to have the folder watched
             | start();
  query.await_termination();
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, total_orders); }
