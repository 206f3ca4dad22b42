// SPDX-License-Identifier: Apache-2.0
// What a Kafka source or sink refuses before any broker is asked (semantics 15.4, 17.5).
#include <sluice/kafka.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

std::string refusal_of(kafka::source const& source) {
  try {
    static_cast<void>(source.open({}));
  } catch (option_error const& refused) {
    return refused.what();
  }
  return "accepted";
}

template <class Schema>
std::string refusal_of(kafka::sink const& sink) {
  try {
    static_cast<void>(sink.open<Schema>({}));
  } catch (option_error const& refused) {
    return refused.what();
  }
  return "accepted";
}

using value_row = row<cell<"value", std::string>>;

}  // namespace

TEST_CASE("a Kafka source is a stream source and a Kafka sink takes text rows") {
  STATIC_REQUIRE(stream_source<kafka::source>);
  STATIC_REQUIRE(sink_for<kafka::sink, schema_of<value_row>>);
  STATIC_REQUIRE(schema_of<kafka::message>::names ==
                 std::array<std::string_view, 8>{"key", "value", "topic", "partition", "offset", "timestamp", "timestamp_type", "headers"});
  STATIC_REQUIRE(std::same_as<schema_of<kafka::message>::at<0>::type, std::optional<bytes>>);
  STATIC_REQUIRE(std::same_as<schema_of<kafka::message>::at<2>::type, std::string>);
}

TEST_CASE("brokers are written as text or as a list") {
  CHECK(kafka::brokers{"a:1,b:2"}.text() == "a:1,b:2");
  CHECK(kafka::brokers{"a:1", "b:2"}.text() == "a:1,b:2");
  CHECK(kafka::brokers{std::vector<std::string>{"a:1", "b:2"}}.text() == "a:1,b:2");
  CHECK(kafka::source{.bootstrap_servers = {"a:1", "b:2"}}.bootstrap_servers.text() == "a:1,b:2");
}

TEST_CASE("a source says exactly once what to read") {
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1"}), Catch::Contains("subscribe, assign, subscribe_pattern") && Catch::Contains("0 are given"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .subscribe_pattern = "t.*"}), Catch::Contains("2 are given"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = " , "}), Catch::Contains("names no topic"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .assign = {{"t", {}}}}), Catch::Contains("no partition is given"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .assign = {{"t", {-1}}}}), Catch::Contains("negative"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe_pattern = "(t"}), Catch::Contains("subscribe_pattern"));
  CHECK_THAT(refusal_of({.subscribe = "t"}), Catch::Contains("bootstrap_servers") && Catch::Contains("no broker"));
  CHECK(refusal_of({.bootstrap_servers = "localhost:1", .subscribe = "t"}) == "accepted");
}

TEST_CASE("limits of a source that contradict each other are refused") {
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .max_offsets_per_trigger = 0}), Catch::Contains("max_offsets_per_trigger"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .max_offsets_per_trigger = 5, .min_offsets_per_trigger = 6}),
             Catch::Contains("above max_offsets_per_trigger"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .max_trigger_delay = -1ms}), Catch::Contains("max_trigger_delay"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .fetch_timeout = -1ms}), Catch::Contains("fetch_timeout"));
}

TEST_CASE("properties that would break a source or a sink are refused with what to do") {
  for (std::string const name : {"auto.offset.reset", "enable.auto.commit", "key.deserializer", "value.deserializer", "interceptor.classes",
                                 "bootstrap.servers", "enable.partition.eof"})
    CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .properties = {{name, "x"}}}),
               Catch::Contains(name) && Catch::Contains("cannot be set"));
  for (std::string const name : {"key.serializer", "value.serializer", "transactional.id", "interceptor.classes"})
    CHECK_THAT(refusal_of<schema_of<value_row>>({.bootstrap_servers = "b:1", .topic = "t", .properties = {{name, "x"}}}),
               Catch::Contains(name) && Catch::Contains("cannot be set"));
}

TEST_CASE("a property librdkafka does not accept is refused with its text") {
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .properties = {{"no.such", "1"}}}),
             Catch::Contains("No such configuration property") && Catch::Contains("properties[\"no.such\"]"));
  CHECK_THAT(refusal_of({.bootstrap_servers = "b:1", .subscribe = "t", .properties = {{"fetch.wait.max.ms", "often"}}}),
             Catch::Contains("fetch.wait.max.ms") && Catch::Contains("often"));
  CHECK_THAT(refusal_of<schema_of<value_row>>({.bootstrap_servers = "b:1", .topic = "t", .properties = {{"acks", "perhaps"}}}), Catch::Contains("acks"));
}

TEST_CASE("a sink needs a topic from its option or from its rows") {
  CHECK_THAT(refusal_of<schema_of<value_row>>({.bootstrap_servers = "b:1"}), Catch::Contains("no topic is named"));
  CHECK_THAT(refusal_of<schema_of<value_row>>({.topic = "t"}), Catch::Contains("bootstrap_servers"));
}

TEST_CASE("a source describes itself as Spark's does") {
  CHECK(kafka::source{.bootstrap_servers = "b:1", .subscribe = "orders, returns"}.open({}).describe() == "KafkaV2[Subscribe[orders, returns]]");
  CHECK(kafka::source{.bootstrap_servers = "b:1", .assign = {{"orders", {0, 1}}}}.open({}).describe() == "KafkaV2[Assign[orders-0, orders-1]]");
  CHECK(kafka::source{.bootstrap_servers = "b:1", .subscribe_pattern = "ord.*"}.open({}).describe() == "KafkaV2[SubscribePattern[ord.*]]");
}

namespace {

template <class... Cells>
using refused_as = kafka::sink::refusal<schema_of<row<Cells...>>>;

struct pair_record {
  std::string key;
  std::optional<bytes> value;
};
SLUICE_RECORD(pair_record, key, value);
struct odd_record {
  int key;
  std::string value;
};
SLUICE_RECORD(odd_record, key, value);

}  // namespace

TEST_CASE("rows a Kafka sink cannot take are refused when the query is compiled") {
  using text = cell<"value", std::string>;
  STATIC_REQUIRE(std::same_as<refused_as<text>, accepted>);
  STATIC_REQUIRE(std::same_as<refused_as<cell<"value", std::optional<bytes_view>>, cell<"key", std::string_view>>, accepted>);
  STATIC_REQUIRE(std::same_as<refused_as<text, cell<"topic", std::string>, cell<"partition", std::optional<std::int32_t>>>, accepted>);
  STATIC_REQUIRE(std::same_as<refused_as<text, cell<"headers", std::vector<pair_record>>>, accepted>);
  STATIC_REQUIRE(std::same_as<kafka::sink::refusal<schema_of<kafka::message>>, accepted>);

  STATIC_REQUIRE(std::same_as<refused_as<cell<"key", std::string>, cell<"amount", double>>,
                              plan_error::kafka_sink_needs_a_value_column<plan_error::columns_named<"key", "amount">>>);
  STATIC_REQUIRE(std::same_as<refused_as<cell<"value", double>>, plan_error::kafka_sink_value_is_not_text_or_binary<double>>);
  STATIC_REQUIRE(std::same_as<refused_as<text, cell<"key", int>>, plan_error::kafka_sink_key_is_not_text_or_binary<int>>);
  STATIC_REQUIRE(std::same_as<refused_as<text, cell<"topic", bytes>>, plan_error::kafka_sink_topic_is_not_text<bytes>>);
  STATIC_REQUIRE(std::same_as<refused_as<text, cell<"partition", std::int64_t>>, plan_error::kafka_sink_partition_is_not_an_int<std::int64_t>>);
  STATIC_REQUIRE(refused<refused_as<text, cell<"headers", std::vector<odd_record>>>>);
  STATIC_REQUIRE(refused<refused_as<text, cell<"headers", std::string>>>);
}
