// SPDX-License-Identifier: Apache-2.0
// Plans as text: operators, what readers decode, state, watermark, mode, trigger, sink and checkpoint.
#include <sluice/checkpoint.hpp>
#include <sluice/explain.hpp>
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

struct address {
  std::string city;
  std::string street;
};
SLUICE_RECORD(address, city, street);

struct order {
  std::string order_id;
  std::string customer;
  double amount;
  timestamp event_time;
  address home;
};
SLUICE_RECORD(order, order_id, customer, amount, event_time, home);

struct line {
  std::string customer;
  double amount;
};
SLUICE_RECORD(line, customer, amount);

}  // namespace

TEST_CASE("explain: a windowed sum into the console") {
  memory_stream<order> in;
  auto const query = read_stream(in) | where(col<"amount"> > 10) | with_watermark<"event_time">(10min) |
                     group_by(window(col<"event_time">, 5min), col<"customer">) | aggregate(sum(col<"amount">).as<"total">(), count()) |
                     write_stream(console::sink{}) | output_mode(update) | trigger(processing_time(10s));
  CHECK(explain(query) ==
        "streaming query, update mode, trigger processing_time(10 s), no checkpoint\n"
        "+- sink console\n"
        "   +- aggregate, sum(amount) as total, count(1) by window of 5 min, customer -> window, customer, total, count(1)\n"
        "         keeps a group for each key until the watermark passes it\n"
        "      +- with_watermark, on event_time, 10 min behind the newest\n"
        "         +- where, by amount\n"
        "            +- source memory_stream<order>: decodes amount, event_time, customer\n");
}

TEST_CASE("explain: files, a projection, part of a struct, and a checkpoint") {
  auto const query = read_stream(csv::files<line>{.path = "/data/incoming", .header = true}) | select<"customer">() |
                     write_stream(memory_sink<>{}) | trigger(available_now()) | checkpoint("/checkpoints/job1");
  CHECK(explain(query) ==
        "streaming query, append mode, trigger available_now, checkpoint /checkpoints/job1\n"
        "+- sink memory\n"
        "   +- select -> customer\n"
        "      +- source csv::files<line> /data/incoming: decodes customer\n");
}

TEST_CASE("explain: batch queries") {
  std::vector<order> const orders;
  CHECK(explain(read(orders) | with_column<"city">(col<"home.city">) | group_by<"city">() | count() | order_by(desc(col<"count">)) | limit(3)) ==
        "batch query\n"
        "+- limit, to 3 rows\n"
        "      keeps the number of rows so far\n"
        "   +- order_by, count descending\n"
        "         keeps the rows of a batch, to sort them\n"
        "      +- aggregate, count by city -> city, count\n"
        "            keeps a group for each key until the end\n"
        "         +- with_column -> order_id, customer, amount, event_time, home, city\n"
        "            +- source range of order: decodes home.city\n");
}

TEST_CASE("explain: unions, functions of the row, sliding windows, groups for ever") {
  memory_stream<order> left;
  memory_stream<order> right;
  auto const query = read_stream(left) | union_with(read_stream(right) | where([](order const& o) { return o.amount > 1; })) |
                     group_by(window(col<"event_time">, 10min, 5min)) | count() | write_stream(console::sink{}) | output_mode(complete);
  CHECK(explain(query) ==
        "streaming query, complete mode, trigger as fast as possible, no checkpoint\n"
        "+- sink console\n"
        "   +- aggregate, count by window of 10 min each 5 min -> window, count\n"
        "         keeps a group for each key, for ever\n"
        "      +- union_with, of two inputs\n"
        "         +- source memory_stream<order>: decodes event_time\n"
        "         +- where, by a function of the row\n"
        "            +- source memory_stream<order>: decodes order_id, customer, amount, event_time, home\n");
}

TEST_CASE("plans are values too") {
  memory_stream<order> in;
  auto const plan = plan_of(read_stream(in) | limit(5));
  REQUIRE(plan.entries.size() == 2);
  CHECK(plan.entries[0].kind == "limit");
  CHECK(plan.entries[1].kind == "source");
  CHECK(plan.entries[1].depth == 1);
  CHECK(plan.entries[1].columns.size() == 5);
}
