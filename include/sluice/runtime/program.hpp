// SPDX-License-Identifier: Apache-2.0
// The program of a query: its readers, its fused operation and its writer. One class per query, made by `| start()`.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace sluice {

/// The end of a streaming query: hands rows to the sink's writer.
template <class Writer>
struct writer_step : last_step {
  Writer* writer;
  std::uint64_t* rows;

  writer_step(Writer* to, std::uint64_t* counter) : writer(to), rows(counter) {}

  template <class Row>
  void push(Row const& row) {
    writer->write(row);
    ++*rows;
  }
};

namespace detail {

/// One source of a running query.
template <class Source>
struct open_source {
  using offset_type = typename reader_of<Source>::offset_type;

  reader_of<Source> reader;
  offset_type committed{};           ///< read so far
  offset_type end{};                 ///< how far the next read goes
  offset_type marked{};              ///< what is done for good, or will be
  std::optional<offset_type> start;  ///< of the batch
  std::uint64_t rows = 0;            ///< of the batch

  open_source(Source const& source, source_context const& context) : reader(source.open(context)) {}

  void start_new() { end = committed = reader.initial_offset(); }
  void begin_batch() {
    rows = 0;
    start = committed;
  }
  void advance() { committed = end; }
  void mark() { marked = committed; }
  void commit() { reader.commit(marked); }

  bool discover() {
    end = reader.latest_offset(committed);
    return !(end == committed);
  }
  bool discover_all() {
    reader.fix_end();
    bool found = false;
    // The limit holds per call: asking on from each answer reaches the fixed end.
    for (end = committed;;) {
      offset_type const further = reader.latest_offset(end);
      if (further == end) return found;
      end = further;
      found = true;
    }
  }
};

/// Gives a source's rows to its entry of the operation.
template <std::size_t Source, class Operation>
struct source_entry {
  Operation* operation;

  template <class Row>
  void push(Row const& row) {
    operation->template push<Source>(row);
  }
};

}  // namespace detail

/// The context of the source that comes `index`-th: its logs have a folder of their own (semantics 13.1).
[[nodiscard]] inline source_context context_of_source(source_context const& shared, std::size_t index) {
  source_context own = shared;
  if (own.log_storage) own.log_folder = "sources/" + std::to_string(index);
  return own;
}

/// The program of a query: `Node` into `Sink`.
template <class Node, class Sink, mode Mode, emission Emitted, class Sources>
class program;

template <class Node, class Sink, mode Mode, emission Emitted, class... Sources>
class program<Node, Sink, Mode, Emitted, std::tuple<Sources...>> : public stream_program {
  using writer_type =
      decltype(std::declval<Sink const&>().template open<typename Node::schema>(std::declval<sink_context const&>()));
  using operation_type =
      decltype(std::declval<Node const&>().template connect<Emitted>(std::declval<writer_step<writer_type>>()));

 public:
  program(Node query, Sink sink) : query_(std::move(query)), sink_(std::move(sink)), described_(query_.sources()) {
    reserve(std::index_sequence_for<Sources...>{});
  }

  [[gnu::cold]] void open(source_context const& sources, sink_context const& sink) override {
    open_sources(sources, std::index_sequence_for<Sources...>{});
    writer_.emplace(opened_writer{&sink_, &sink});
    operation_.emplace(connected_operation{&query_, writer_step<writer_type>{&*writer_, &output_rows_}});
  }

  void start_new() override { start_new(std::index_sequence_for<Sources...>{}); }
  bool discover() override { return discover(std::index_sequence_for<Sources...>{}); }
  bool discover_all() override { return discover_all(std::index_sequence_for<Sources...>{}); }
  void fix_end() override { fix_end(std::index_sequence_for<Sources...>{}); }

  void begin_batch(std::uint64_t batch) override {
    output_rows_ = 0;
    begin_sources(std::index_sequence_for<Sources...>{});
    writer_->begin(batch, Mode);
  }
  void begin(batch_context const& context) override { operation_->begin(context); }
  void read(reject_log& rejects) override { read_all(rejects, std::index_sequence_for<Sources...>{}); }
  void finish() override { operation_->finish(); }
  void commit_sink(std::uint64_t batch) override { writer_->commit(batch); }

  void advance_sources() override { advance_sources(std::index_sequence_for<Sources...>{}); }
  void mark_sources() override { mark_sources(std::index_sequence_for<Sources...>{}); }
  void commit_sources() override { commit_sources(std::index_sequence_for<Sources...>{}); }

  [[nodiscard]] std::int64_t watermark() const override {
    watermark_fold fold;
    operation_->fold_watermark(fold);
    return fold.value();
  }
  [[nodiscard]] bool wants_batch(std::int64_t watermark) const override { return operation_->wants_batch(watermark); }
  [[nodiscard, gnu::cold]] step_report report() const override {
    step_report collected;
    operation_->report(collected);
    return collected;
  }
  [[nodiscard, gnu::cold]] std::vector<source_status> sources() const override {
    return sources(std::index_sequence_for<Sources...>{});
  }
  [[nodiscard]] std::string sink_description() const override { return writer_->describe(); }
  [[nodiscard]] std::uint64_t output_rows() const override { return output_rows_; }

 private:
  // Writers and operations need not be movable: they are made in place, by conversion.
  struct opened_writer {
    Sink const* sink;
    sink_context const* context;
    operator writer_type() const { return sink->template open<typename Node::schema>(*context); }  // NOLINT
  };
  struct connected_operation {
    Node const* query;
    writer_step<writer_type> last;
    operator operation_type() const { return query->template connect<Emitted>(last); }  // NOLINT
  };

  template <std::size_t... Index>
  void reserve(std::index_sequence<Index...>) {
    (reserve(std::get<Index>(described_)), ...);
  }
  template <class Source>
  static void reserve(Source& source) {
    if constexpr (requires { source.reserve(); }) source.reserve();
  }
  template <std::size_t... Index>
  void open_sources(source_context const& context, std::index_sequence<Index...>) {
    (std::get<Index>(sources_).emplace(std::get<Index>(described_), context_of_source(context, Index)), ...);
  }
  template <std::size_t... Index>
  void start_new(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->start_new(), ...);
  }
  template <std::size_t... Index>
  bool discover(std::index_sequence<Index...>) {
    bool found = false;  // each source is asked, also behind one that has some
    ((found = std::get<Index>(sources_)->discover() || found), ...);
    return found;
  }
  template <std::size_t... Index>
  bool discover_all(std::index_sequence<Index...>) {
    bool found = false;
    ((found = std::get<Index>(sources_)->discover_all() || found), ...);
    return found;
  }
  template <std::size_t... Index>
  void fix_end(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->reader.fix_end(), ...);
  }
  template <std::size_t... Index>
  void begin_sources(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->begin_batch(), ...);
  }
  template <std::size_t... Index>
  void read_all(reject_log& rejects, std::index_sequence<Index...>) {
    (read_one<Index>(rejects), ...);
  }
  template <std::size_t Index>
  void read_one(reject_log& rejects) {
    auto& source = *std::get<Index>(sources_);
    if (source.end == source.committed) return;
    detail::source_entry<Index, operation_type> entry{&*operation_};
    source.rows += source.reader.template read<typename operation_type::template wanted<Index>>(source.committed, source.end,
                                                                                               rejects, entry);
  }
  template <std::size_t... Index>
  void advance_sources(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->advance(), ...);
  }
  template <std::size_t... Index>
  void mark_sources(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->mark(), ...);
  }
  template <std::size_t... Index>
  void commit_sources(std::index_sequence<Index...>) {
    (std::get<Index>(sources_)->commit(), ...);
  }
  template <std::size_t... Index>
  [[nodiscard]] std::vector<source_status> sources(std::index_sequence<Index...>) const {
    return {status_of(*std::get<Index>(sources_))...};
  }
  template <class Source>
  [[gnu::cold]] static source_status status_of(Source const& source) {
    source_status status{source.reader.describe(), source.start ? source.reader.to_json(*source.start) : std::string{},
                         source.reader.to_json(source.end), source.rows, {}};
    if constexpr (requires { source.reader.metrics(source.end); }) status.metrics = source.reader.metrics(source.end);
    return status;
  }

  Node query_;
  Sink sink_;
  std::tuple<Sources...> described_;
  std::optional<writer_type> writer_;
  std::uint64_t output_rows_ = 0;

 protected:
  std::tuple<std::optional<detail::open_source<Sources>>...> sources_;
  std::optional<operation_type> operation_;
};

}  // namespace sluice
