// SPDX-License-Identifier: Apache-2.0
// From Kafka to Kafka in continuous mode, source to sink: the time from the sending of a message until its result is read from the output
// topic, beside a bare loop of librdkafka that consumes and produces. Phases of each alternate in one warm run; the percentiles are means over
// the middle half of the phases. Needs a broker: its address is in SLUICE_TEST_BROKER (`tests/support/broker start <folder>` prints one).
// Let it write elsewhere than the checkpoint: a flush of one file holds up whoever writes to the same file system.
#include <sluice/checkpoint.hpp>
#include <sluice/functions.hpp>
#include <sluice/kafka.hpp>

#include <benchmark/benchmark.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace sluice;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr int per_second = 1000;
constexpr int per_phase = 1000;
constexpr int phases = 41;

std::int64_t now_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(steady::now().time_since_epoch()).count(); }

struct rd_delete {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using client_ptr = std::unique_ptr<rd_kafka_t, rd_delete>;

client_ptr make_client(rd_kafka_type_t kind, std::vector<std::pair<char const*, std::string>> const& settings) {
  std::array<char, 256> text{};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  for (auto const& [key, value] : settings)
    if (rd_kafka_conf_set(conf, key, value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK) throw std::runtime_error(text.data());
  rd_kafka_t* const made = rd_kafka_new(kind, conf, text.data(), text.size());
  if (made == nullptr) throw std::runtime_error(text.data());
  return client_ptr{made};
}
client_ptr make_producer(std::string const& broker) {
  return make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", broker}, {"linger.ms", "0"}, {"socket.nagle.disable", "true"}});
}
client_ptr make_consumer(std::string const& broker, std::string const& topic) {
  auto made = make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", broker},
                                              {"group.id", "bench-" + topic + std::to_string(now_ns())},
                                              {"enable.auto.commit", "false"},
                                              {"auto.offset.reset", "earliest"},
                                              {"fetch.wait.max.ms", "10"},
                                              {"socket.nagle.disable", "true"}});
  rd_kafka_poll_set_consumer(made.get());
  auto* const list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(made.get(), list);
  rd_kafka_topic_partition_list_destroy(list);
  return made;
}
void send(rd_kafka_t* producer, std::string const& topic, std::string_view key, std::string_view value) {
  std::array<rd_kafka_vu_t, 5> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  parts[1].u.i32 = 0;
  parts[2].vtype = RD_KAFKA_VTYPE_KEY;
  parts[2].u.mem = {const_cast<char*>(key.data()), key.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[3].u.mem = {const_cast<char*>(value.data()), value.size()};
  parts[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[4].u.i = RD_KAFKA_MSG_F_COPY;
  if (rd_kafka_error_t* const failed = rd_kafka_produceva(producer, parts.data(), parts.size())) {
    std::fprintf(stderr, "producing to %s failed: %s\n", topic.c_str(), rd_kafka_error_string(failed));
    std::abort();
  }
  rd_kafka_poll(producer, 0);
}

/// Makes a topic by writing to it.
void make_topic(rd_kafka_t* producer, std::string const& name) {
  send(producer, name, "warm", "0");
  rd_kafka_flush(producer, 10'000);
}

/// The bare pipe: consume, produce.
class bare_pipe {
 public:
  bare_pipe(std::string const& broker, std::string const& from, std::string const& to)
      : consumer_(make_consumer(broker, from)), producer_(make_producer(broker)), to_(to), thread_([this] { run(); }) {}
  ~bare_pipe() {
    stop_ = true;
    thread_.join();
    rd_kafka_flush(producer_.get(), 1000);
    rd_kafka_consumer_close(consumer_.get());
  }
  bare_pipe(bare_pipe const&) = delete;
  bare_pipe& operator=(bare_pipe const&) = delete;

 private:
  void run() {
    while (!stop_) {
      rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer_.get(), 10);
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        send(producer_.get(), to_, {static_cast<char const*>(message->key), message->key_len},
             {static_cast<char const*>(message->payload), message->len});
      rd_kafka_message_destroy(message);
    }
  }
  client_ptr consumer_;
  client_ptr producer_;
  std::string to_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// One phase: sends at a steady rate and reads the results; microseconds of each message.
std::vector<double> phase(rd_kafka_t* producer, std::string const& in, rd_kafka_t* results) {
  std::vector<double> found;
  std::atomic<bool> sent{false};
  std::thread sender([&] {
    auto const begin = steady::now();
    for (int i = 0; i < per_phase; ++i) {
      std::this_thread::sleep_until(begin + i * std::chrono::microseconds{1'000'000 / per_second});
      send(producer, in, "k" + std::to_string(i % 100), std::to_string(now_ns()));
    }
    rd_kafka_flush(producer, 10'000);
    sent = true;
  });
  auto const until = steady::now() + 30s;
  while (found.size() < per_phase && steady::now() < until) {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(results, 100);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      std::string const text{static_cast<char const*>(message->payload), message->len};
      auto const at = std::strtoll(text.c_str(), nullptr, 10);
      if (at > 1'000'000) found.push_back(static_cast<double>(now_ns() - at) / 1e3);
    }
    rd_kafka_message_destroy(message);
  }
  sender.join();
  return found;
}

double percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

/// The mean of the middle half: a pause of the broker spoils the phase it falls into, not the comparison, and yet all of the others count.
double typical(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto const quarter = static_cast<std::ptrdiff_t>(values.size() / 4);
  auto const middle = static_cast<std::ptrdiff_t>(values.size()) - 2 * quarter;
  return std::accumulate(values.begin() + quarter, values.begin() + quarter + middle, 0.0) / static_cast<double>(middle);
}

/// The percentiles of each phase.
class phases_of {
 public:
  void add(std::vector<double> const& phase) {
    p50_.push_back(percentile(phase, 0.5));
    p99_.push_back(percentile(phase, 0.99));
  }
  [[nodiscard]] double p50() const { return typical(p50_); }
  [[nodiscard]] double p99() const { return typical(p99_); }

 private:
  std::vector<double> p50_;
  std::vector<double> p99_;
};

template <class Start>
void compare(benchmark::State& state, Start start_query_on) {
  char const* const address = std::getenv("SLUICE_TEST_BROKER");
  if (address == nullptr) {
    state.SkipWithError("SLUICE_TEST_BROKER names no broker");
    return;
  }
  std::string const broker = address;
  std::string const name = "latency-" + std::to_string(::getpid()) + '-' + std::to_string(now_ns());
  auto const producer = make_producer(broker);
  for (auto const* end : {"-a", "-b", "-bare", "-ours"}) make_topic(producer.get(), name + end);
  auto const checkpoints = std::filesystem::temp_directory_path() / name;
  for (auto _ : state) {
    auto const bare_results = make_consumer(broker, name + "-bare");
    auto const our_results = make_consumer(broker, name + "-ours");
    phases_of bare;
    phases_of ours;
    {
      bare_pipe const pipe{broker, name + "-a", name + "-bare"};
      auto const query = start_query_on(broker, name + "-b", name + "-ours", checkpoints.string());
      for (int i = -1; i < phases; ++i) {
        auto const by_hand = phase(producer.get(), name + "-a", bare_results.get());
        auto const by_us = phase(producer.get(), name + "-b", our_results.get());
        if (i < 0) continue;  // to warm up
        if (by_hand.size() != per_phase || by_us.size() != per_phase) state.SkipWithError("messages are missing");
        bare.add(by_hand);
        ours.add(by_us);
      }
      if (query.exception()) state.SkipWithError(query.exception()->what());
    }
    state.counters["bare_p50_us"] = bare.p50();
    state.counters["ours_p50_us"] = ours.p50();
    state.counters["bare_p99_us"] = bare.p99();
    state.counters["ours_p99_us"] = ours.p99();
    state.counters["ratio_p50"] = ours.p50() / bare.p50();
    state.counters["ratio_p99"] = ours.p99() / bare.p99();
  }
  std::filesystem::remove_all(checkpoints);
}

kafka::source from(std::string const& broker, std::string const& topic) {
  return {.bootstrap_servers = broker, .subscribe = topic, .starting_offsets = kafka::earliest};
}
kafka::sink to(std::string const& broker, std::string const& topic) {
  return {.bootstrap_servers = broker, .topic = topic, .properties = {{"linger.ms", "0"}}};
}

void stateless(benchmark::State& state) {
  compare(state, [](std::string const& broker, std::string const& in, std::string const& out, std::string const& folder) {
    return read_stream(from(broker, in)) | where(is_not_null(col<"value">)) | select<"key", "value">() | write_stream(to(broker, out)) |
           trigger(continuous(1s)) | checkpoint(folder) | start();
  });
}
BENCHMARK(stateless)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

/// The newest value of each key: state in every row, and a result for each.
void keyed(benchmark::State& state) {
  compare(state, [](std::string const& broker, std::string const& in, std::string const& out, std::string const& folder) {
    return read_stream(from(broker, in)) | group_by(cast<std::string>(col<"key">).as<"key">()) |
           aggregate(max(cast<std::string>(col<"value">)).as<"value">()) | write_stream(to(broker, out)) | output_mode(update) |
           trigger(continuous(1s)) | checkpoint(folder) | start();
  });
}
BENCHMARK(keyed)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

}  // namespace
