// SPDX-License-Identifier: Apache-2.0
// The Kafka sink with transactions, against a real broker: the mock cluster knows none. Whole epochs or nothing, epochs that come again, two
// processes that take each other for the same query.
#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/contract/sink.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::chrono_literals;

namespace {

using text_row = row<cell<"value", std::string>>;
using routed_row = row<cell<"topic", std::string>, cell<"value", std::string>>;
using texts = std::vector<std::string>;

struct fixture {
  explicit fixture(std::string address) : servers(std::move(address)), admins(servers), topic(unique_name("once")), id(unique_name("id")) {
    admins.create_topic(topic, 1);
  }
  ~fixture() {
    try {
      admins.delete_topic(topic);
    } catch (std::exception const&) {  // what matters was checked
    }
  }

  [[nodiscard]] kafka::exactly_once_sink sink() const { return {.bootstrap_servers = servers, .topic = topic}; }
  [[nodiscard]] sink_context context() const {
    sink_context made;
    made.query_id = id;
    return made;
  }
  [[nodiscard]] kafka::exactly_once_writer open() const { return sink().open<schema_of<text_row>>(context()); }
  /// What consumers of committed records see now.
  [[nodiscard]] texts visible() const {
    return values(query{{.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest}}.batch());
  }
  /// The brokers end a transaction a moment after they have taken the decision.
  [[nodiscard]] bool becomes(texts const& wanted) const {
    return eventually([&] { return visible() == wanted; }, 10s);
  }

  std::string servers;
  admin admins;
  std::string topic;
  std::string id;
};

void write(kafka::exactly_once_writer& writer, texts const& rows) {
  for (auto const& each : rows) writer.write(text_row{{each}});
}
void write_epoch(kafka::exactly_once_writer& writer, std::uint64_t epoch, texts const& rows) {
  writer.begin(epoch, mode::append);
  write(writer, rows);
  writer.commit(epoch);
}

template <class Call>
std::optional<sink_error> failure_of(Call call) {
  try {
    call();
  } catch (sink_error const& failed) {
    return failed;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("real broker: rows of an epoch are visible once it is committed, and not before", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  auto writer = f.open();
  writer.begin(0, mode::append);
  write(writer, {"a", "b"});
  CHECK(f.visible().empty());
  writer.commit(0);
  CHECK(f.becomes({"a", "b"}));
  writer.commit(0);
  write_epoch(writer, 1, {});
  write_epoch(writer, 2, {"c"});
  CHECK(f.becomes({"a", "b", "c"}));
  CHECK(writer.describe() == "KafkaSink[" + f.topic + "]");
}

TEST_CASE("real broker: an epoch that is committed is thrown away when it comes again, in the same run or the next", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  {
    auto writer = f.open();
    write_epoch(writer, 0, {"a"});
    write_epoch(writer, 0, {"again"});
    write_epoch(writer, 1, {"b"});
  }
  {
    auto writer = f.open();
    write_epoch(writer, 1, {"again"});
    write_epoch(writer, 2, {});
  }
  {
    auto writer = f.open();
    write_epoch(writer, 2, {"no longer empty"});
    write_epoch(writer, 3, {"d"});
  }
  CHECK(f.becomes({"a", "b", "d"}));
}

TEST_CASE("real broker: an epoch that is begun again or given up leaves nothing behind and holds up no reader", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  {
    auto writer = f.open();
    writer.begin(0, mode::append);
    write(writer, {"first try"});
    write_epoch(writer, 0, {"second try"});
    writer.begin(1, mode::append);
    write(writer, {"given up"});
  }
  kafka::producer other{address};
  other.send({.topic = f.topic, .value = "behind"});
  other.flush();
  CHECK(f.becomes({"second try", "behind"}));
  auto writer = f.open();
  write_epoch(writer, 1, {"third"});
  CHECK(f.becomes({"second try", "behind", "third"}));
}

TEST_CASE("real broker: a second run of a query fences the first, which names it", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  auto zombie = f.open();
  write_epoch(zombie, 0, {"a"});
  zombie.begin(1, mode::append);
  write(zombie, {"zombie"});
  auto heir = f.open();
  auto const failed = failure_of([&] {
    write(zombie, {"zombie"});
    zombie.commit(1);
  });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::sink_failed);
  CHECK_THAT(failed->subject(), Catch::Contains(f.id) && Catch::Contains(f.topic));
  CHECK_THAT(failed->what(), Catch::Contains("another producer has taken over, process " + std::to_string(getpid())));
  CHECK(failure_of([&] { write_epoch(zombie, 1, {"zombie"}); }));
  write_epoch(heir, 1, {"b"});
  CHECK(f.becomes({"a", "b"}));
}

TEST_CASE("real broker: a batch that lasts longer than its transaction may is taken back, and the error says so", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  auto sink = f.sink();
  sink.delivery_timeout = 1s;
  sink.transaction_timeout = 1s;
  auto writer = sink.open<schema_of<text_row>>(f.context());
  write_epoch(writer, 0, {"a"});
  writer.begin(1, mode::append);
  write(writer, {"late"});
  std::this_thread::sleep_for(2s);
  auto const failed = failure_of([&] { writer.commit(1); });
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains("transaction_timeout, 1000 ms"));
  auto next = f.open();
  write_epoch(next, 1, {"b"});
  CHECK(f.becomes({"a", "b"}));
}

TEST_CASE("real broker: a row that is refused takes its epoch back, and the next try starts clean", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  auto writer = f.open();
  writer.begin(0, mode::append);
  write(writer, {"a"});
  auto failed = failure_of([&] { write(writer, {std::string(2'000'000, 'x')}); });
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains("epoch 0 was taken back") && Catch::Contains("too large"));
  write_epoch(writer, 0, {"b"});

  auto small = f.sink();
  small.properties = {{"message.max.bytes", "10000000"}};  // the broker is the first to object
  auto next = small.open<schema_of<text_row>>(f.context());
  next.begin(1, mode::append);
  write(next, {"c", std::string(2'000'000, 'x')});
  failed = failure_of([&] { next.commit(1); });
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains("epoch 1 was taken back") && Catch::Contains(f.topic) && Catch::Contains("too large"));
  auto last = f.open();
  write_epoch(last, 1, {"d"});
  CHECK(f.becomes({"b", "d"}));
}

TEST_CASE("real broker: rows of one epoch go to many topics or to none", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  fixture const other{address};
  kafka::exactly_once_sink sink{.bootstrap_servers = address};
  CHECK_THROWS_WITH(sink.open<schema_of<routed_row>>(f.context()), Catch::Contains("progress_topic"));
  sink.progress_topic = f.topic;
  auto writer = sink.open<schema_of<routed_row>>(f.context());
  writer.begin(0, mode::append);
  writer.write(routed_row{{f.topic}, {"a"}});
  writer.write(routed_row{{other.topic}, {"b"}});
  CHECK(f.visible().empty());
  CHECK(other.visible().empty());
  writer.commit(0);
  CHECK(f.becomes({"a"}));
  CHECK(other.becomes({"b"}));
}

TEST_CASE("real broker: a checkpoint that does not fit what the brokers know is refused until it is trusted", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  fixture const f{address};
  auto const begin = [&](std::uint64_t epoch, bool trusted) {
    auto sink = f.sink();
    sink.trust_checkpoint = trusted;
    auto writer = sink.open<schema_of<text_row>>(f.context());
    write_epoch(writer, epoch, {std::to_string(epoch)});
  };
  auto failed = failure_of([&] { begin(4, false); });
  REQUIRE(failed);
  CHECK(failed->code() == error_code::checkpoint_mismatch);
  CHECK_THAT(failed->what(), Catch::Contains("epoch 4 where 0 comes next") && Catch::Contains("trust_checkpoint"));
  CHECK(failure_of([&] { begin(4, false); }));  // asking once does not change what is known
  begin(4, true);
  begin(5, false);
  failed = failure_of([&] { begin(2, false); });
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains("epoch 2 where 6 comes next") && Catch::Contains("older place"));
  begin(2, true);
  begin(3, false);
  CHECK(f.becomes({"4", "5", "2", "3"}));
}

TEST_CASE("an exactly-once sink refuses what cannot work before it asks a broker") {
  sink_context context;
  context.query_id = "q";
  kafka::exactly_once_sink sink{.bootstrap_servers = "127.0.0.1:1", .topic = "t"};
  STATIC_REQUIRE(kafka::exactly_once_sink::traits.needs_checkpoint);
  CHECK_THROWS_WITH(sink.open<schema_of<text_row>>({}), Catch::Contains("no id"));
  sink.transaction_timeout = 1s;
  CHECK_THROWS_WITH(sink.check(), Catch::Contains("transaction_timeout") && Catch::Contains("1000 ms"));
  sink.transaction_timeout = 5min;
  sink.properties = {{"transaction.timeout.ms", "1"}};
  CHECK_THROWS_WITH(sink.check(), Catch::Contains("Use the option transaction_timeout"));
  sink.properties = {};
  sink.connect_timeout = 300ms;
  CHECK_THROWS_WITH(sink.open<schema_of<text_row>>(context), Catch::Contains("BROKER_UNREACHABLE"));
}
