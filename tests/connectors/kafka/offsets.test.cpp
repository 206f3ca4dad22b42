// SPDX-License-Identifier: Apache-2.0
// Offsets of the Kafka source: their JSON in the log and the sharing of a limit (semantics 15.4).
#include <sluice/connectors/kafka/offsets.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <random>
#include <string>

using namespace sluice;
using kafka::offsets;

TEST_CASE("offsets are written as Spark writes them, topics by name and partitions by number") {
  CHECK(kafka::to_json({}) == "{}");
  CHECK(kafka::to_json({{"orders", {{0, 23}}}}) == R"({"orders":{"0":23}})");
  CHECK(kafka::to_json({{"t2", {{10, 1}, {9, 2}}}, {"t1", {{0, 23}, {1, 345}}}}) == R"({"t1":{"0":23,"1":345},"t2":{"9":2,"10":1}})");
  CHECK(kafka::to_json({{"a\"b\\c\n", {{0, 1}}}}) == R"({"a\"b\\c\u000a":{"0":1}})");
  CHECK(kafka::to_json({{"empty", {}}}) == R"({"empty":{}})");
}

TEST_CASE("offsets are read back from their text, however it is spaced") {
  CHECK(kafka::parse_offsets("{}").empty());
  CHECK(kafka::parse_offsets(R"({"orders":{"0":23,"1":345}})") == offsets{{"orders", {{0, 23}, {1, 345}}}});
  CHECK(kafka::parse_offsets(" { \"orders\" :\n{ \"0\" : 23 , \"1\" : -2 } , \"x\":{} } ") ==
        offsets{{"orders", {{0, 23}, {1, kafka::earliest_offset}}}, {"x", {}}});
  CHECK(kafka::parse_offsets(R"({"a\"\\\u0041":{"0":1}})") == offsets{{"a\"\\A", {{0, 1}}}});
  CHECK(kafka::parse_offsets(R"({"t":{"0":9223372036854775807}})") == offsets{{"t", {{0, 9223372036854775807}}}});
}

TEST_CASE("text that is not offsets is refused at the character that is wrong") {
  for (std::string const text : {"", "{", "[]", R"({"t"})", R"({"t":1})", R"({"t":{"0":}})", R"({"t":{"x":1}})", R"({"t":{"0":1.5}})",
                                 R"({"t":{"0":1},})", R"({"t":{"0":1}} x)", R"({"t":{"0":99999999999999999999}})", R"({"t":{"0":1)",
                                 R"({"\u12":{}})", R"({"\u00e9":{}})", R"({"\q":{}})", R"({"t)", "{\"t\\"}) {
    INFO(text);
    CHECK_THROWS_AS(kafka::parse_offsets(text), source_error);
  }
  CHECK_THROWS_WITH(kafka::parse_offsets(R"({"t":{"0":1}} x)"), Catch::Contains("wrong at character 15"));
}

TEST_CASE("random offsets survive their text") {
  std::mt19937_64 random{7};
  for (int round = 0; round < 200; ++round) {
    offsets places;
    for (std::uint64_t topic = random() % 4; topic > 0; --topic)
      for (std::uint64_t partition = random() % 5; partition > 0; --partition)
        places["topic-" + std::to_string(random() % 9)][static_cast<std::int32_t>(random() % 100)] =
            static_cast<std::int64_t>(random() >> 1U);
    CHECK(kafka::parse_offsets(kafka::to_json(places)) == places);
  }
}

TEST_CASE("a limit is shared by backlog, rounded up only below one") {
  // Semantics 15.4: backlogs 101, 11 and 1 under a limit of 10.
  offsets const start{{"t", {{0, 0}, {1, 0}, {2, 0}}}};
  offsets const end{{"t", {{0, 101}, {1, 11}, {2, 1}}}};
  CHECK(kafka::share_limit(start, end, 10) == offsets{{"t", {{0, 8}, {1, 1}, {2, 1}}}});
}

TEST_CASE("a limit that covers the whole backlog takes all of it") {
  offsets const start{{"t", {{0, 5}, {1, 7}}}};
  offsets const end{{"t", {{0, 105}, {1, 10}}}};
  CHECK(kafka::share_limit(start, end, 103) == end);
  CHECK(kafka::share_limit(start, end, 1'000'000) == end);
  CHECK(kafka::share_limit(end, end, 1) == end);
}

TEST_CASE("partitions that are new in a batch begin at zero when a limit is shared") {
  offsets const start{{"t", {{0, 100}}}};
  offsets const end{{"t", {{0, 150}, {1, 50}}}};
  CHECK(kafka::backlog(start, end) == 100);
  CHECK(kafka::share_limit(start, end, 10) == offsets{{"t", {{0, 105}, {1, 5}}}});
}

TEST_CASE("shares never pass the end, never stand still, and take everything in a bounded number of batches") {
  std::mt19937_64 random{11};
  for (int round = 0; round < 100; ++round) {
    offsets place;
    offsets end;
    for (std::int32_t partition = 0; partition < 5; ++partition) {
      place["t"][partition] = static_cast<std::int64_t>(random() % 100);
      end["t"][partition] = place["t"][partition] + static_cast<std::int64_t>(random() % 1000);
    }
    std::uint64_t const limit = 1 + random() % 50;
    std::int64_t left = kafka::backlog(place, end);
    while (left > 0) {
      offsets const next = kafka::share_limit(place, end, limit);
      std::int64_t const taken = kafka::backlog(place, next);
      CHECK(taken > 0);
      CHECK(taken < static_cast<std::int64_t>(limit) + 5);
      for (auto const& [partition, offset] : next.at("t")) {
        CHECK(offset <= end["t"][partition]);
        CHECK(offset >= place["t"][partition]);
      }
      left -= taken;
      place = next;
    }
    CHECK(place == end);
  }
}
