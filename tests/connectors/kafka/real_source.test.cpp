// SPDX-License-Identifier: Apache-2.0
// The Kafka source against a real broker: exact ranges, transactions, times, deletions, new partitions (semantics 15.4).
#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::chrono_literals;

namespace {

/// A topic of its own on the real broker, and a producer.
struct fixture {
  explicit fixture(std::string address, int partitions = 1, std::vector<std::pair<char const*, char const*>> const& config = {})
      : servers(std::move(address)), admins(servers), topic(unique_name("source")), producer(servers) {
    admins.create_topic(topic, partitions, config);
  }
  ~fixture() {
    try {
      admins.delete_topic(topic);
    } catch (std::exception const&) {  // a test may have removed it
    }
  }

  void send(std::int32_t partition, int first, int last) {
    for (int i = first; i < last; ++i) producer.send({.topic = topic, .value = std::to_string(i), .partition = partition});
    producer.flush();
  }
  [[nodiscard]] kafka::source source() const {
    return {.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest};
  }
  [[nodiscard]] kafka::offsets at(std::map<std::int32_t, std::int64_t> const& partitions) const { return {{topic, partitions}}; }

  std::string servers;
  admin admins;
  std::string topic;
  kafka::producer producer;
};

std::vector<std::string> numbers(int first, int last) {
  std::vector<std::string> texts;
  for (int i = first; i < last; ++i) texts.push_back(std::to_string(i));
  return texts;
}

template <class Call>
std::optional<source_error> failure_of(Call call) {
  try {
    call();
  } catch (source_error const& failed) {
    return failed;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("real broker: consecutive batches read each partition exactly, while records keep coming", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 4};
  query q{f.source()};
  std::map<std::int32_t, std::vector<std::string>> all;
  auto producing = std::async(std::launch::async, [&] {
    for (int i = 0; i < 40'000; ++i) {
      f.producer.send({.topic = f.topic, .value = std::to_string(i / 4), .partition = i % 4});
      if (i % 1000 == 0) f.producer.flush();
    }
    f.producer.flush();
  });
  int batches = 0;
  std::size_t count = 0;
  CHECK(eventually([&] {
    auto const start = q.place;
    auto const rows = q.batch();
    batches += rows.empty() ? 0 : 1;
    count += rows.size();
    CHECK(static_cast<std::int64_t>(rows.size()) == kafka::backlog(start, q.place));
    for (auto const& [partition, read] : values_by_partition(rows))
      all[partition].insert(all[partition].end(), read.begin(), read.end());
    return count >= 40'000;
  }));
  producing.get();
  CHECK(batches > 1);
  for (std::int32_t partition = 0; partition < 4; ++partition) CHECK(all[partition] == numbers(0, 10'000));
  CHECK(q.reader.latest_offset(q.place) == q.place);
}

TEST_CASE("real broker: a query goes on from the offsets in its log", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 2};
  f.send(0, 0, 100);
  f.send(1, 0, 50);
  std::string log;
  {
    auto source = f.source();
    source.max_offsets_per_trigger = 30;
    query q{source};
    CHECK(q.batch().size() == 30);
    log = q.reader.to_json(q.place);
    CHECK(log == "{\"" + f.topic + R"(":{"0":20,"1":10}})");
  }
  query q{f.source()};
  q.place = q.reader.from_json(log);
  auto const rest = values_by_partition(q.batch());
  CHECK(rest.at(0) == numbers(20, 100));
  CHECK(rest.at(1) == numbers(10, 50));
}

TEST_CASE("real broker: aborted records are passed over and a batch that ends in control records ends", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 2};
  transactional_producer transaction{address};
  auto const write = [&](int first, int last, bool commit) {
    transaction.begin();
    for (int i = first; i < last; ++i) transaction.send(f.topic, 0, std::to_string(i));
    commit ? transaction.commit() : transaction.abort();
  };
  query q{f.source()};

  write(0, 5, true);
  CHECK(values(read_until(q, f.at({{0, 6}, {1, 0}}))) == numbers(0, 5));  // five records and the marker
  write(5, 10, false);
  CHECK(read_until(q, f.at({{0, 12}, {1, 0}})).empty());
  write(10, 12, true);
  write(12, 20, false);
  write(20, 22, true);
  CHECK(values(read_until(q, f.at({{0, 27}, {1, 0}}))) == std::vector<std::string>{"10", "11", "20", "21"});

  query again{f.source()};
  CHECK(values(again.batch()).size() == 9);
  // Ranges that end amid markers and aborted records end too.
  for (std::int64_t end = 1; end <= 27; ++end) {
    auto const rows = read(again.reader, f.at({{0, 0}}), f.at({{0, end}}));
    for (auto const& row : rows) CHECK(row.offset < end);
  }
  for (std::int64_t start = 0; start < 27; ++start) CHECK(read(again.reader, f.at({{0, start}}), f.at({{0, start + 1}})).size() <= 1);
}

TEST_CASE("real broker: an open transaction is not read before it is committed", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address};
  f.send(0, 0, 3);
  query q{f.source()};
  transactional_producer transaction{address};
  transaction.begin();
  transaction.send(f.topic, 0, "open");
  transaction.flush();
  f.send(0, 3, 5);  // behind the open transaction
  CHECK(values(q.batch()) == numbers(0, 3));
  CHECK(q.reader.latest_offset(q.place) == q.place);
  transaction.commit();
  CHECK(values(read_until(q, f.at({{0, 7}}))) == std::vector<std::string>{"open", "3", "4"});
}

TEST_CASE("real broker: a query starts at a time, or fails or starts at the end where no record is so late", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 2};
  std::int64_t const base = 1'700'000'000'000;
  for (int i = 0; i < 10; ++i)
    for (std::int32_t partition = 0; partition < 2; ++partition)
      f.producer.send({.topic = f.topic, .value = std::to_string(i), .partition = partition,
                       .timestamp = timestamp::from_milliseconds(base + i * 1000 + partition * 100'000)});
  f.producer.flush();

  auto source = f.source();
  source.starting_timestamp = timestamp::from_milliseconds(base + 4500);
  CHECK(query{source}.place == f.at({{0, 5}, {1, 0}}));

  source.starting_offsets_by_timestamp = {{f.topic, {{0, timestamp{}}, {1, timestamp{}}}}};
  CHECK(query{source}.place == f.at({{0, 5}, {1, 0}}));  // the single time wins
  source.starting_timestamp.reset();
  source.starting_offsets_by_timestamp = {{f.topic, {{0, timestamp::from_milliseconds(base + 2000)}, {1, timestamp::from_milliseconds(base + 101'000)}}}};
  CHECK(query{source}.place == f.at({{0, 2}, {1, 1}}));
  source.starting_offsets_by_timestamp = {{f.topic, {{0, timestamp{}}}}};
  CHECK_THROWS_WITH(query{source}, Catch::Contains(f.topic + "-1") && Catch::Contains("not named"));

  source.starting_offsets_by_timestamp.clear();
  source.starting_timestamp = timestamp::from_milliseconds(base + 50'000);
  auto const failed = failure_of([&] { query{source}; });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::offset_out_of_range);
  CHECK(failed->subject() == f.topic + "-0");
  source.starting_offsets_by_timestamp_strategy = kafka::timestamp_strategy::start_latest;
  CHECK(query{source}.place == f.at({{0, 10}, {1, 0}}));
}

TEST_CASE("real broker: columns arrive as they were sent", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  std::vector<kafka::outgoing_header> const headers{{"trace", "abc"}, {"none", std::nullopt}};
  f.producer.send({.topic = f.topic, .key = "k", .value = "v", .timestamp = timestamp::from_milliseconds(1'700'000'000'123), .headers = &headers});
  f.producer.send({.topic = f.topic, .value = ""});
  f.producer.send({.topic = f.topic, .key = ""});
  f.producer.flush();
  auto source = f.source();
  source.include_headers = true;
  auto const rows = query{source}.batch();
  REQUIRE(rows.size() == 3);
  CHECK((rows[0].key == "k" && rows[0].value == "v" && rows[0].offset == 0 && rows[0].topic == f.topic));
  CHECK(rows[0].timestamp == timestamp::from_milliseconds(1'700'000'000'123));
  CHECK(rows[0].timestamp_type == 0);
  CHECK(rows[0].headers == std::vector<kafka::header>{{"trace", bytes{std::string{"abc"}}}, {"none", std::nullopt}});
  CHECK((rows[1].key == std::nullopt && rows[1].value == "" && rows[1].headers.empty()));
  CHECK((rows[2].key == "" && rows[2].value == std::nullopt));

  fixture appended{address, 1, {{"message.timestamp.type", "LogAppendTime"}}};
  appended.send(0, 0, 1);
  CHECK(query{appended.source()}.batch().at(0).timestamp_type == 1);
}

TEST_CASE("real broker: lost offsets fail the batch with their exact range", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 2};
  f.send(0, 0, 100);
  f.send(1, 0, 10);
  f.admins.delete_records(f.topic, 0, 40);
  auto reader = f.source().open({});
  auto failed = failure_of([&] { read(reader, f.at({{0, 23}, {1, 0}}), f.at({{0, 100}, {1, 10}})); });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  CHECK(failed->subject() == f.topic + "-0");
  CHECK_THAT(failed->what(), Catch::Contains("[23, 40)") && Catch::Contains("begins at 40"));
  // What is before the range does not matter.
  CHECK(values(read(reader, f.at({{0, 40}}), f.at({{0, 100}}))) == numbers(40, 100));

  failed = failure_of([&] { read(reader, f.at({{0, 90}}), f.at({{0, 120}})); });  // beyond the end
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains("[100, 120)") && Catch::Contains("ends at 100"));
}

TEST_CASE("real broker: with fail_on_data_loss off, lost offsets are counted, noted and passed over", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  f.send(0, 0, 100);
  f.admins.delete_records(f.topic, 0, 60);
  auto source = f.source();
  source.fail_on_data_loss = false;
  auto reader = source.open({});
  std::vector<std::string> notes;
  reject_log rejects{[&](rejected_row const& row) { notes.emplace_back(row.reason); }};
  collector all;
  // The first batch lies wholly in what is gone, the second partly.
  CHECK(reader.read<want_all>(f.at({{0, 10}}), f.at({{0, 30}}), rejects, all) == 0);
  CHECK(reader.lost_offsets() == 20);
  CHECK(reader.read<want_all>(f.at({{0, 30}}), f.at({{0, 80}}), rejects, all) == 20);
  CHECK(values(all.rows) == numbers(60, 80));
  CHECK(reader.lost_offsets() == 50);
  REQUIRE(notes.size() == 2);
  CHECK_THAT(notes[0], Catch::Contains("[10, 30)"));
  CHECK_THAT(notes[1], Catch::Contains("[30, 60)"));
  CHECK(rejects.count() == 2);
}

TEST_CASE("real broker: offsets lost between two batches are noticed", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  f.send(0, 0, 10);
  // A window of one message, so that hardly any is here already when the rest is deleted.
  auto source = f.source();
  source.properties = {{"queued.min.messages", "1"}, {"queued.max.messages.kbytes", "1"}, {"fetch.message.max.bytes", "1000"}};
  query q{source};
  CHECK(q.batch().size() == 10);
  std::string const large(5000, 'x');
  for (int i = 0; i < 50; ++i) {
    f.producer.send({.topic = f.topic, .value = large});
    f.producer.flush();  // a batch of its own: brokers give whole batches
  }
  auto const end = f.at({{0, 60}});
  CHECK(eventually([&] { return q.reader.latest_offset(q.place) == end; }));
  f.admins.delete_records(f.topic, 0, 55);
  auto const failed = failure_of([&] { read(q.reader, q.place, end); });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  CHECK_THAT(failed->what(), Catch::Contains(", 55)"));
}

TEST_CASE("real broker: explicit offsets outside of the partition are refused or moved inside", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  f.send(0, 0, 20);
  f.admins.delete_records(f.topic, 0, 5);
  auto source = f.source();
  CHECK(query{source}.place == f.at({{0, 5}}));
  source.starting_offsets = f.at({{0, 2}});
  auto const failed = failure_of([&] { query{source}; });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::offset_out_of_range);
  source.fail_on_data_loss = false;
  CHECK(query{source}.place == f.at({{0, 5}}));
}

TEST_CASE("real broker: a topic that is removed fails the query, or is left out", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 2};
  fixture other{address, 1};
  f.send(0, 0, 10);
  auto source = f.source();
  source.subscribe += ',' + other.topic;
  source.metadata_refresh = 0ms;
  query strict{source};
  source.fail_on_data_loss = false;
  query lenient{source};
  CHECK(strict.batch().size() == 10);
  CHECK(lenient.batch().size() == 10);
  f.admins.delete_topic(f.topic);
  other.send(0, 0, 3);

  std::optional<source_error> failed;
  CHECK(eventually([&] { return (failed = failure_of([&] { strict.batch(); })).has_value(); }));
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  CHECK_THAT(failed->what(), Catch::Contains(f.topic) && Catch::Contains("gone"));

  std::vector<std::string> rest;
  CHECK(eventually([&] {
    for (auto& value : values(lenient.batch())) rest.push_back(std::move(value));
    return lenient.place.count(f.topic) == 0 && rest.size() == 3;
  }));
  CHECK(rest == numbers(0, 3));
}

TEST_CASE("real broker: a topic made anew fails the query, or is read from its beginning", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  f.send(0, 0, 10);
  query strict{f.source()};
  auto source = f.source();
  source.fail_on_data_loss = false;
  query lenient{source};
  strict.batch();
  lenient.batch();
  f.admins.delete_topic(f.topic);
  CHECK(eventually([&] {
    try {
      f.admins.create_topic(f.topic, 1);
      return true;
    } catch (std::exception const&) {  // still being removed
      return false;
    }
  }));
  kafka::producer fresh{address};
  for (int i = 100; i < 105; ++i) fresh.send({.topic = f.topic, .value = std::to_string(i), .partition = 0});
  fresh.flush();

  auto const failed = failure_of([&] { eventually([&] { return strict.batch().size() > 0; }); });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  std::vector<std::string> found;
  CHECK(eventually([&] {
    for (auto& value : values(lenient.batch())) found.push_back(std::move(value));
    return found.size() >= 5;
  }));
  CHECK(found == numbers(100, 105));
}

TEST_CASE("real broker: partitions added later are read from their beginning", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 1};
  auto source = f.source();
  source.starting_offsets = kafka::latest;
  source.metadata_refresh = 50ms;
  query q{source};
  f.send(0, 0, 5);
  CHECK(q.batch().size() == 5);
  f.admins.add_partitions(f.topic, 3);
  kafka::producer fresh{address};
  for (std::int32_t partition = 1; partition < 3; ++partition)
    for (int i = 0; i < 7; ++i) fresh.send({.topic = f.topic, .value = std::to_string(i), .partition = partition});
  fresh.flush();
  std::vector<seen> rows;
  CHECK(eventually([&] {
    for (auto& row : q.batch()) rows.push_back(std::move(row));
    return rows.size() >= 14;
  }));
  CHECK(values_by_partition(rows) == std::map<std::int32_t, std::vector<std::string>>{{1, numbers(0, 7)}, {2, numbers(0, 7)}});
}

TEST_CASE("real broker: topics are found by pattern, without the broker's own", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture first{address, 1};
  first.send(0, 0, 3);
  kafka::source source{.bootstrap_servers = address, .subscribe_pattern = first.topic + "(-late)?", .starting_offsets = kafka::earliest,
                       .metadata_refresh = 50ms};
  query q{source};
  CHECK(q.place.size() == 1);
  CHECK(q.batch().size() == 3);
  std::string const late = first.topic + "-late";
  first.admins.create_topic(late, 1);
  first.admins.create_topic(late + "r", 1);
  first.producer.send({.topic = late, .value = "x"});
  first.producer.send({.topic = late + "r", .value = "y"});
  first.producer.flush();
  std::vector<std::string> found;
  CHECK(eventually([&] {
    for (auto& value : values(q.batch())) found.push_back(std::move(value));
    return !found.empty();
  }));
  CHECK(found == std::vector<std::string>{"x"});
  CHECK(q.place.size() == 2);
  first.admins.delete_topic(late);
  first.admins.delete_topic(late + "r");

  source.subscribe_pattern = "__.*";
  CHECK(query{source}.place.empty());
}

TEST_CASE("real broker: a topic that does not exist is named and not made", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  std::string const missing = unique_name("missing");
  for (int i = 0; i < 2; ++i) {
    auto const failed = failure_of([&] { query{{.bootstrap_servers = address, .subscribe = missing}}; });
    REQUIRE(failed);
    CHECK(failed->code() == error_code::unknown_topic);
    CHECK(failed->subject() == missing);
  }
}

TEST_CASE("real broker: a large backlog is read whole with a small window ahead", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture f{address, 3};
  std::string const filler(200, 'x');
  for (int i = 0; i < 60'000; ++i) f.producer.send({.topic = f.topic, .value = filler, .partition = i % 3});
  f.producer.flush();
  auto source = f.source();
  source.prefetch_bytes = std::size_t{3} << 20U;
  auto const started = std::chrono::steady_clock::now();
  CHECK(query{source}.batch().size() == 60'000);
  // Fetching that pauses a second each time the window is full would take at least four.
  CHECK(elapsed_since(started) < 3s);
}
