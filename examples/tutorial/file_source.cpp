// SPDX-License-Identifier: Apache-2.0
// Reading a folder: any CSV file that is dropped into it is processed, once.
//   tutorial_file_source [--path /data/incoming/] [--until-idle]
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

void show_orders(tutorial::arguments const& given) {
  auto streaming_rows = read_stream(csv::files<order>{.path = given.get("path", "/data/incoming/"), .header = true});

  auto query = streaming_rows | write_stream(console::sink{}) | start();
  given.await(query);
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, show_orders); }
