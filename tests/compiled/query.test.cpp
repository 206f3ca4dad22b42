// SPDX-License-Identifier: Apache-2.0
// Queries of a program that links sluice::compiled: what the library has, this file must not.
#include <sluice/json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <string_view>

using namespace sluice;
using Catch::Contains;

#ifndef SLUICE_COMPILED
#error "the target sluice::compiled says that it is linked"
#endif

namespace {

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">());

}  // namespace

TEST_CASE("compiled: a windowed sum to the console, and its progress") {
  memory_stream<order> in;
  std::string page;
  auto query = read_stream(in) | revenue | write_stream(console::sink{.text = &page}) | output_mode(update) | query_name("revenue") | start();
  in.add({{"ann", 9.5, at(12h)}, {"ann", 0.5, at(12h)}});
  query.process_all_available();
  CHECK(query.last_progress()->to_json().find("\"name\":\"revenue\"") != std::string::npos);
  CHECK(query.recent_progress().size() == 2);
  query.stop();
  CHECK_FALSE(query.is_active());
  CHECK_THAT(page, Contains("Batch: 0") && Contains("|     ann| 10.0|"));
}

TEST_CASE("compiled: a failing query says why, and options are checked") {
  memory_stream<order> in;
  in.add({"ann", 1, at(12h)});
  auto query = read_stream(in) | write_stream(foreach_row([](auto const&) { throw std::runtime_error("no"); })) | start();
  CHECK_THROWS_WITH(query.await_termination(), Contains("no"));
  auto const pipeline = select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">) | revenue;
  CHECK_THROWS_AS(read_stream(kafka::source{.bootstrap_servers = "x:1"}) | pipeline | write_stream(console::sink{}) | output_mode(update) | start(),
                  option_error);
}

TEST_CASE("compiled: a continuous query") {
  memory_stream<order> in;
  memory_sink<> out;
  auto query = read_stream(in) | where(col<"amount"> > 1) | write_stream(out) | trigger(continuous(1h)) | start();
  in.add({{"ann", 1, at(12h)}, {"bob", 2, at(12h)}});
  query.process_all_available();
  CHECK(out.rows().size() == 1);
}
