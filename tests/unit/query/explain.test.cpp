// SPDX-License-Identifier: Apache-2.0
// Plans as text: operators, what readers decode, state, watermark, mode, trigger, sink and checkpoint.
#include <sluice/checkpoint.hpp>
#include <sluice/explain.hpp>
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>

#include <support/project_file.hpp>

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

struct sold {
  std::string order_id;
  std::string customer;
  double price;
  int count;
  timestamp event_time;
};
SLUICE_RECORD(sold, order_id, customer, price, count, event_time);

}  // namespace

TEST_CASE("explain: a windowed sum into the console") {
  memory_stream<order> in;
  auto const query = read_stream(in) | where(col<"amount"> > 10) | with_watermark<"event_time">(10min) |
                     group_by(window(col<"event_time">, 5min), col<"customer">) | aggregate(sum(col<"amount">).as<"total">(), count()) |
                     write_stream(console::sink{}) | output_mode(update) | trigger(processing_time(10s));
  CHECK(explain(query) ==
        "streaming query, update mode, trigger processing_time(10 s), no checkpoint\n"
        "+- sink console\n"
        "   +- aggregate sum(amount) as total, count(1) by window of 5 min, customer -> window, customer, total, count(1)\n"
        "         keeps a group for each key until the watermark of event_time passes it\n"
        "      +- with_watermark on event_time, 10 min behind the newest\n"
        "         +- where (amount > 10)\n"
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
        "+- limit to 3 rows\n"
        "   +- order_by count descending\n"
        "         keeps all rows, to sort them\n"
        "      +- aggregate count(1) as count by city -> city, count\n"
        "            keeps a group for each key until the end\n"
        "         +- with_column home.city as city -> order_id, customer, amount, event_time, home, city\n"
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
        "   +- aggregate count(1) as count by window of 10 min each 5 min -> window, count\n"
        "         keeps a group for each key, for ever\n"
        "      +- union_with, of two inputs\n"
        "         +- source memory_stream<order>: decodes event_time\n"
        "         +- where a function of the row\n"
        "            +- source memory_stream<order>: decodes order_id, customer, amount, event_time, home\n");
}

TEST_CASE("explain: the query and the plan of docs/explain.md") {
  auto const query = read_stream(csv::files<sold>{.path = "/data/incoming", .header = true}) |
                     where(col<"price"> > 1.5 && col<"customer"> != "test") | with_watermark<"event_time">(10min) |
                     group_by(window(col<"event_time">, 5min), col<"customer">) |
                     aggregate(sum(col<"price"> * col<"count">).as<"total">(), avg(col<"price">)) | write_stream(console::sink{}) |
                     output_mode(update) | trigger(processing_time(10s));
  auto plan = explain(query);
  plan.replace(plan.find("<sold>"), 6, "<order>");
  CAPTURE(plan);
  CHECK(support::read_project_file("docs/explain.md").find("```\n" + plan + "```\n") != std::string::npos);
}

TEST_CASE("explain: what reads files in batch, and a watermark that does nothing there") {
  CHECK(explain(read(csv::files<sold>{.path = "/data/sold"}) | with_watermark<"event_time">(90s) | aggregate(max(col<"count">))) ==
        "batch query\n"
        "+- aggregate max(count) of everything -> max(count)\n"
        "      keeps a group for each key until the end\n"
        "   +- with_watermark on event_time, 90 s behind the newest: without effect in batch\n"
        "      +- source csv::files<sold> /data/sold: decodes count\n");
}

TEST_CASE("explain: expressions in words, with their constants") {
  memory_stream<sold> in;
  auto const tripled = udf([](double price) { return price * 3; });
  CHECK(explain(read_stream(in) | select(col<"customer">.as<"name">(), tripled(col<"price">).as<"thrice">(), cast<double>(col<"count"> + 1).as<"more">(),
                                         explode(split(col<"order_id">, "-")).as<"part">()) |
                where(!(col<"more"> >= 2.0) || col<"name"> == col<"part">) | drop<"part">()) ==
        "streaming query, no sink yet\n"
        "+- drop -> name, thrice, more\n"
        "   +- where ((NOT (more >= 2.0)) OR (name = part))\n"
        "      +- explode customer as name, udf(price) as thrice, CAST((count + 1) AS DOUBLE) as more, explode(split(order_id, '-')) as part -> name, thrice, more, part\n"
        "         +- source memory_stream<sold>: decodes customer, price, count, order_id\n");
}

TEST_CASE("explain: a count of rows in a result is no state") {
  memory_stream<sold> in;
  auto const plan = plan_of(read_stream(in) | group_by<"customer">() | count() | limit(3) | write_stream(console::sink{}) | output_mode(complete));
  REQUIRE(plan.entries.size() == 4);
  CHECK(plan.entries[1].kind == "limit");
  CHECK(plan.entries[1].state.empty());
  CHECK(plan.entries[2].state == "a group for each key, for ever");
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
