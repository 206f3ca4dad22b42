// SPDX-License-Identifier: Apache-2.0
// The transactions of a sink that writes exactly once: all rows of an epoch, and a marker that the epoch is committed, in one transaction. A
// query that starts again ends what its predecessor left open, and learns from the marker which epochs need not be written again.
// Only exactly_once_sink.hpp includes this.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/epoch_marker.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/producer.hpp>

#include <librdkafka/rdkafka.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace sluice::kafka::detail {

/// How a sink's transactions are made.
struct transaction_options {
  brokers servers;
  properties given;
  std::string name;   ///< the transactional.id, and the group of the marker
  std::string topic;  ///< whose partition 0 the marker stands for
  std::chrono::milliseconds connect_timeout;
  std::chrono::milliseconds commit_timeout;
  std::chrono::milliseconds transaction_timeout;
  bool trust_checkpoint = false;
};

/// The properties of a producer for transactions: the user's, and what makes it transactional.
[[nodiscard, gnu::cold]] inline properties transactional_properties(transaction_options const& options) {
  properties chosen = options.given;
  // Some requests for transactions wait for their answer as long as a connection lives, however long they were asked to.
  auto const silence = std::min<std::chrono::milliseconds>(options.commit_timeout / 2, std::chrono::seconds{10});
  chosen.try_emplace("socket.timeout.ms", std::to_string(std::max(silence, std::chrono::milliseconds{10}).count()));
  chosen["transactional.id"] = options.name;
  chosen["transaction.timeout.ms"] = std::to_string(options.transaction_timeout.count());
  return chosen;
}

/// The transactions of one writer, for one thread. The producer was made with `transactional_properties` and outlives it.
class transactions {
 public:
  /// Fences whoever else writes under the name, ends their open transaction, and reads which epoch was committed last. Costs a few round trips.
  /// Throws sink_error if the brokers do not answer or refuse.
  [[gnu::cold]] transactions(transaction_options options, producer& to)
      : options_(std::move(options)), producer_(to), place_(options_.name, options_.topic), owner_(describe_process()) {
    insist("transactions are prepared", options_.connect_timeout, &transactions::init);
    if (auto const found = place_.read(options_.servers, options_.given, options_.connect_timeout)) next_ = found->next;
    // The marker tells from now on who writes; and what is not permitted fails here, before there are rows.
    pending_ = next_;
    start();
    finish();
  }

  transactions(transactions const&) = delete;
  transactions& operator=(transactions const&) = delete;
  /// What is not committed is taken back, so that readers do not wait for the transaction to time out.
  ~transactions() { abort(); }

  /// An epoch starts. False if it is committed already: its rows are to be thrown away.
  [[nodiscard, gnu::cold]] bool begin(std::uint64_t epoch) {
    if (deciding_) finish();  // an earlier commit whose outcome is not known yet
    abort();
    if (!std::exchange(started_, true)) check_first(epoch);
    if (epoch < next_) return false;
    pending_ = epoch + 1;
    start();
    return true;
  }

  /// Commits the rows and the marker of the epoch that was begun; nothing to do if it is committed already.
  [[gnu::cold]] void commit() {
    if (!open_) return;
    try {
      producer_.flush();
    } catch (sink_error const& failed) {
      fail(failed);
    }
    finish();
  }

  /// Takes the epoch back after a row of it was refused, and throws what is to be told.
  [[noreturn, gnu::cold]] void fail(sink_error const& failed) {
    if (is_fatal()) throw_fatal("a row was written");
    // Where the transaction itself has failed, that says more than the row; and it hurts nothing where it has not.
    error_handle const state = place_.add(native(), {pending_, owner_}, 1000);
    std::string const cause = state ? rd_kafka_error_string(state.get()) : std::string{};
    if (is_fatal()) throw_fatal("a row was written");
    abort();
    throw sink_error({failed.code(), failed.subject(), "epoch " + std::to_string(pending_ - 1) + " was taken back: " + failed.what(), cause,
                      "Nothing of it can be read; the query writes it again when it starts again"});
  }

 private:
  using steady = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;
  using request = rd_kafka_error_t* (transactions::*)(int milliseconds);

  [[nodiscard]] rd_kafka_t* native() const { return producer_.native(); }
  [[nodiscard]] bool is_fatal() const { return rd_kafka_fatal_error(native(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR; }

  rd_kafka_error_t* init(int patience) { return rd_kafka_init_transactions(native(), patience); }
  rd_kafka_error_t* open(int) { return rd_kafka_begin_transaction(native()); }
  rd_kafka_error_t* mark(int patience) { return place_.add(native(), {pending_, owner_}, patience).release(); }
  rd_kafka_error_t* decide(int patience) { return rd_kafka_commit_transaction(native(), patience); }
  rd_kafka_error_t* take_back(int patience) { return rd_kafka_abort_transaction(native(), patience); }

  void start() {
    insist("a transaction begins", milliseconds{0}, &transactions::open);
    open_ = true;
  }
  void finish() {
    if (!deciding_) insist("an epoch is marked", options_.commit_timeout, &transactions::mark);
    deciding_ = true;
    insist("an epoch is committed", options_.commit_timeout, &transactions::decide);
    deciding_ = false;
    open_ = false;
    next_ = pending_;
  }

  // A transaction whose commit is under way cannot be taken back; what cannot be reached ends by its timeout or by the next start.
  void abort() {
    if (!std::exchange(open_, false) || deciding_ || is_fatal()) return;
    auto const until = steady::now() + std::chrono::seconds{5};
    for (;;) {
      error_handle const failed{take_back(1000)};
      if (!failed || rd_kafka_error_is_retriable(failed.get()) == 0 || steady::now() > until) break;
    }
    rd_kafka_flush(native(), 1000);  // the reports of rows that were taken back, or they would be held against the next epoch
    producer_.reset();
  }

  // Repeats a request until it has succeeded, failed for good, or patience ends. librdkafka resumes what timed out.
  [[gnu::cold]] void insist(char const* doing, milliseconds limit, request ask) {
    auto const until = steady::now() + limit;
    for (;;) {
      error_handle const failed{(this->*ask)(1000)};
      rd_kafka_poll(native(), 0);
      if (!failed) return;
      std::string const text = rd_kafka_error_string(failed.get());
      if (rd_kafka_error_is_fatal(failed.get()) != 0 || is_fatal()) throw_fatal(doing);
      if (rd_kafka_error_txn_requires_abort(failed.get()) != 0) {
        deciding_ = false;
        abort();
        throw sink_error({error_code::sink_failed, "transactional.id " + options_.name,
                          std::string("the brokers refused while ") + doing + "; the rows of epoch " + epoch_text() + " were taken back", text,
                          "The query writes them again when it starts again"});
      }
      if (rd_kafka_error_is_retriable(failed.get()) == 0)
        throw sink_error({error_code::sink_failed, "transactional.id " + options_.name, std::string("the brokers refused while ") + doing, text,
                          "Check rights for the transactional.id and the group of this name, and the properties"});
      if (steady::now() >= until) out_of_patience(doing, limit, text);
      std::this_thread::sleep_for(milliseconds{20});
    }
  }

  [[noreturn, gnu::cold]] void out_of_patience(char const* doing, milliseconds limit, std::string const& text) const {
    std::string const unknown = deciding_ ? "; it is not known whether epoch " + epoch_text() + " is committed" : std::string{};
    throw sink_error({error_code::broker_unreachable, "transactional.id " + options_.name,
                      "no answer within " + std::to_string(limit.count()) + " ms while " + doing + unknown, text,
                      "Check the brokers at " + options_.servers.text() + "; the query finds out when it starts again"});
  }

  // librdkafka does not let a producer go on after these.
  [[noreturn, gnu::cold]] void throw_fatal(std::string const& doing) {
    open_ = false;
    std::array<char, 512> text{};
    auto const code = rd_kafka_fatal_error(native(), text.data(), text.size());
    bool const fenced = code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
                        code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
    std::string const other = fenced ? present_owner() : std::string{};
    std::string const subject = "transactional.id " + options_.name;
    if (!other.empty() && other != owner_)
      throw sink_error({error_code::sink_failed, subject, "another producer has taken over, " + other + ", while " + doing, text.data(),
                        "A query may run once at a time: stop one of the two"});
    if (fenced)
      throw sink_error({error_code::sink_failed, subject, "the brokers ended the transaction of epoch " + epoch_text() + " while " + doing,
                        text.data(), "It lasted longer than transaction_timeout, " + std::to_string(options_.transaction_timeout.count()) +
                            " ms, or another producer has taken over. Set a longer one, or make batches smaller"});
    throw sink_error({error_code::sink_failed, subject, "writing cannot go on: it failed while " + doing, text.data(),
                      "Check the brokers, then start the query again"});
  }

  // Who writes now, by the marker.
  [[gnu::cold]] std::string present_owner() const {
    try {
      auto const found = place_.read(options_.servers, options_.given, std::chrono::seconds{5});
      return found ? found->owner : std::string{};
    } catch (error const&) {
      return {};
    }
  }

  // Only the epoch that was under way can come again; any other step means that marker and checkpoint do not belong together.
  [[gnu::cold]] void check_first(std::uint64_t epoch) {
    if (epoch == next_ || epoch + 1 == next_) return;
    if (options_.trust_checkpoint) {
      next_ = epoch;
      return;
    }
    bool const behind = epoch < next_;
    throw sink_error({error_code::checkpoint_mismatch, "group " + options_.name,
                      behind ? "the query goes on from an older place than it has written: its checkpoint was reset or is an old copy"
                             : "the brokers do not know that the batches before this one were committed: the query wrote without "
                               "transactions or to another topic, or they have forgotten it (offsets.retention.minutes)",
                      "epoch " + std::to_string(epoch) + " where " + std::to_string(next_) + " comes next",
                      "Set .trust_checkpoint = true for one start to go on all the same; rows may then be written twice"});
  }

  [[nodiscard]] std::string epoch_text() const { return pending_ == 0 ? std::string{"(none)"} : std::to_string(pending_ - 1); }

  [[gnu::cold]] static std::string describe_process() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    std::string text = "process " + std::to_string(::getpid()) + " on " + host.data() + " since ";
    append_iso_timestamp(text, timestamp::from(std::chrono::system_clock::now()));
    return text;
  }

  transaction_options options_;
  producer& producer_;
  epoch_marker_place place_;
  std::string owner_;
  std::uint64_t next_ = 0;     // the first epoch that is not committed
  std::uint64_t pending_ = 0;  // what `next_` will be once the open transaction is committed
  bool started_ = false;
  bool open_ = false;
  bool deciding_ = false;  // its commit has been asked for, and not been answered
};

}  // namespace sluice::kafka::detail
