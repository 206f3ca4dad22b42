// SPDX-License-Identifier: Apache-2.0
// The Kafka sink that writes every batch once, whatever happens: each batch is one transaction, which also says which batch it is. A
// sink of its own beside kafka::sink, so that a query without a checkpoint does not compile with it, and queries that write at least once
// compile none of it.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/sink.hpp>
#include <sluice/connectors/kafka/transactions.hpp>
#include <sluice/connectors/kafka/writer.hpp>
#include <sluice/contract/sink.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace sluice::kafka {

/// Writes rows to Kafka, exactly once. All members on the query's thread.
class exactly_once_writer {
 public:
  /// Takes over from the run before. Throws sink_error if the brokers do not answer or refuse.
  exactly_once_writer(std::string topic, detail::transaction_options const& options, std::chrono::milliseconds delivery_timeout)
      : plain_(options.servers, std::move(topic), detail::transactional_properties(options), delivery_timeout),
        transactions_(std::make_unique<detail::transactions>(options, plain_.sender())) {}

  /// A batch starts. What an earlier try of it left behind is taken back; if it is committed already, its rows will be thrown away.
  template <class Mode>
  void begin(std::uint64_t epoch, Mode) {
    committed_before_ = !transactions_->begin(epoch);
  }

  /// Sends one row. Costs one copy of its key and value. Throws sink_error if this row or one before it could not be delivered; then the
  /// whole batch is taken back.
  template <class Row>
  void write(Row const& row) {
    if (committed_before_) return;
    try {
      plain_.write(row);
    } catch (sink_error const& failed) {
      transactions_->fail(failed);
    }
  }

  /// Waits until the rows are committed, all of them. Throws sink_error if they are not, or if the brokers do not tell in time.
  void commit(std::uint64_t) { transactions_->commit(); }

  [[nodiscard]] std::string describe() const { return plain_.describe(); }

 private:
  writer plain_;
  std::unique_ptr<detail::transactions> transactions_;  // after the writer: destroyed before it
  bool committed_before_ = false;                       // the batch
};

struct exactly_once_sink;

namespace detail {
inline exactly_once_writer open_writer(exactly_once_sink const& options, bool has_topic_column, std::string const& query_id);
}  // namespace detail

/// Writes to Kafka exactly once: `kafka::exactly_once_sink{.bootstrap_servers = "b1:9092", .topic = "totals"}`. Consumers with
/// isolation.level read_committed see all rows of a batch or none, and those of a batch that is run again after a crash once. The query needs a
/// checkpoint, which makes it the same query after a restart. The brokers keep the number of the last batch as the offset of a group that
/// has the name of the transactional.id.
struct exactly_once_sink {
  brokers bootstrap_servers{};
  /// The topic of all rows. Without it, each row's column topic says where it goes.
  std::string topic{};
  /// Where rows name their topics: a topic that exists, under whose name the number of the last batch is kept. No row is written to it.
  std::string progress_topic{};

  /// What the transactional.id begins with; the query's id and the topic follow. Two sinks of one query that write to one topic need two.
  std::string transactional_id_prefix = "sluice";
  /// The longest a batch may take from its first row to its commit; brokers allow 15 minutes unless set up otherwise. After a crash, consumers
  /// of the topic wait until the query starts again, or so long.
  std::chrono::milliseconds transaction_timeout = std::chrono::minutes{5};
  /// How long to wait for a broker at the start; and for the delivery of a message and for a commit, repeats included.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds delivery_timeout = std::chrono::minutes{2};
  /// Go on where the checkpoint says even if the brokers do not know that the batches before were committed. For one start: after the
  /// query wrote at least once or to another topic, or stood still for longer than brokers keep offsets.
  bool trust_checkpoint = false;

  /// Properties of librdkafka, by its names.
  kafka::properties properties{};

  // Not for the continuous trigger: it does not plan a batch before it runs it, so one that comes again may have other rows.
  static constexpr sink_traits traits{.name = "kafka", .continuous = false, .needs_checkpoint = true};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = typename detail::sink_refusal<Schema>::type;

  /// Throws option_error for options that cannot work, without asking a broker.
  [[gnu::cold]] void check() const {
    detail::check_sink(bootstrap_servers, properties);
    if (transaction_timeout < delivery_timeout)
      throw option_error("transaction_timeout", "a transaction would end before a message that is slow is given up",
                         std::to_string(transaction_timeout.count()) + " ms",
                         "Give at least delivery_timeout, " + std::to_string(delivery_timeout.count()) + " ms");
  }

  /// Opens a writer, which fences whoever writes for the same query. Throws option_error for options that cannot work, and sink_error if no
  /// broker answers or the topic does not exist.
  template <class Schema>
  [[nodiscard]] exactly_once_writer open(sink_context const& context) const {
    return detail::open_writer(*this, Schema::index_of("topic") != npos, context.query_id);
  }
};

namespace detail {

[[gnu::cold]] inline exactly_once_writer open_writer(exactly_once_sink const& options, bool has_topic_column, std::string const& query_id) {
  options.check();
  require_topic_name(options.topic, has_topic_column);
  if (query_id.empty())
    throw option_error("query_id", "the query has no id by which it could be known again", "", "Open the sink with one");
  auto const& topic = options.topic.empty() ? options.progress_topic : options.topic;
  if (topic.empty())
    throw option_error("progress_topic", "rows name their topics, and no topic is named for the number of the last batch", "",
                       "Set .progress_topic to a topic that exists, or .topic");
  require_topic(options.bootstrap_servers, options.properties, topic, options.connect_timeout,
                "Create it: a sink that writes exactly once does not make topics");
  transaction_options const chosen{options.bootstrap_servers,   options.properties,
                                   options.transactional_id_prefix + '-' + query_id + '-' + topic,
                                   topic,                       options.connect_timeout,
                                   options.delivery_timeout,    options.transaction_timeout,
                                   options.trust_checkpoint};
  return exactly_once_writer{options.topic, chosen, options.delivery_timeout};
}

}  // namespace detail

}  // namespace sluice::kafka
