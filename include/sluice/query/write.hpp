// SPDX-License-Identifier: Apache-2.0
// The end of a batch query that writes its result: `read(orders) | revenue | write(csv::sink{.path = "/data/out"})`. Runs at once, on the
// caller's thread, and keeps no rows. Takes the sinks of streams.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/base/uuid.hpp>
#include <sluice/contract/batch_write.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/query/read.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace sluice {

namespace plan_error {

/// A fact, as the compiler prints it.
template <class Sink>
struct written_to;

template <class Sink>
struct write_needs_a_batch_query : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Sink>, "write is for batch queries: end a query that reads a stream with write_stream(...) | start()");
  }
};

template <class Sink>
struct sink_writes_streams_only : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Sink>, "this sink writes each batch of a stream once by its checkpoint, and a batch query has none: take one that adds, such as kafka::sink");
  }
};

}  // namespace plan_error

/// A sink that knows batch queries; contract/batch_write.hpp says what it provides.
template <class Sink, class Schema>
concept batch_sink_for = requires(Sink const& sink, sink_context const& context) { sink.template open_batch<Schema>(context, save_mode::append); };

namespace detail {

template <class Node, class Sink>
consteval auto find_write_verdict() {
  // Keys without their aggregate are no rows.
  if constexpr (requires { typename Node::refusal; }) return typename Node::refusal{};
  else if constexpr (Node::streaming) return plan_error::write_needs_a_batch_query<plan_error::written_to<Sink>>{};
  else if constexpr (refused<refusal_of_sink<Sink, typename Node::schema>>) return refusal_of_sink<Sink, typename Node::schema>{};
  else if constexpr (Sink::traits.needs_checkpoint && !batch_sink_for<Sink, typename Node::schema>)
    return plan_error::sink_writes_streams_only<plan_error::written_to<Sink>>{};
  else return accepted{};
}

}  // namespace detail

/// The verdict on writing a query's result to a sink: `accepted`, or the plan_error that `| write(...)` raises.
template <class Node, class Sink>
using write_verdict_t = decltype(detail::find_write_verdict<Node, Sink>());

/// What was written.
struct written {
  std::uint64_t rows = 0;
  std::uint64_t files = 0;     ///< for sinks that write files
  std::uint64_t rejected = 0;  ///< input that could not be read
  bool ignored = false;        ///< there was output already, and save_mode::ignore left it alone
};

/// Writes the result of a batch query to a sink. `mode`: what becomes of output that is there already. `on_rejected`: called for input that cannot
/// be read, which is counted in any case. The pipe runs the query and returns what was written. It throws option_error for options that cannot
/// work, sink_error if the sink fails, and what the query throws; then a sink of files leaves what was there before.
template <class Sink>
[[nodiscard]] auto write(Sink sink, save_mode mode = save_mode::error_if_exists, reject_handler on_rejected = {}) {
  return write_part<Sink>{std::move(sink), mode, std::move(on_rejected)};
}

namespace detail {

/// The receiver that hands rows to a writer.
template <class Writer>
struct write_row {
  Writer* writer;
  std::uint64_t* rows;

  template <class Row>
  void operator()(Row const& row) const {
    writer->write(row);
    ++*rows;
  }
};

template <class Node, class Writer>
void write_rows(Node const& query, Writer& writer, reject_handler handler, written& result) {
  reject_log rejects{std::move(handler)};
  for_each_row(query, write_row<Writer>{&writer, &result.rows}, rejects);
  result.rejected = rejects.count();
}

}  // namespace detail

template <query_node Node, class Sink>
  requires(!refused<write_verdict_t<detail::stand_in_t<Node>, Sink>>)
written operator|(Node const& query, write_part<Sink> part) {
  using schema = typename Node::schema;
  static_assert(sink_for<Sink, schema>, "this is no sink: see contract/sink.hpp for what one provides");
  if constexpr (requires { part.sink.check(); }) part.sink.check();
  sink_context context;
  context.query_id = make_uuid();
  written result;
  if constexpr (batch_sink_for<Sink, schema>) {
    auto writer = part.sink.template open_batch<schema>(context, part.mode);
    if (!writer.begin()) {
      result.ignored = true;
      return result;
    }
    detail::write_rows(query, writer, std::move(part.rejected), result);
    writer.commit();
    result.files = writer.files();
  } else {
    if (part.mode == save_mode::overwrite || part.mode == save_mode::ignore)
      throw option_error("save_mode", "a sink of this kind can only add to what is there", std::string{to_string(part.mode)},
                         "Use save_mode::append, or leave it out");
    auto writer = part.sink.template open<schema>(context);
    writer.begin(0, mode::append);
    detail::write_rows(query, writer, std::move(part.rejected), result);
    writer.commit(0);
  }
  return result;
}

/// The refused form: deduces the stand-in only, so that the message does not carry the query.
template <class StandIn, class Sink>
  requires refused<write_verdict_t<StandIn, Sink>>
constexpr inert operator|(pipe_input<StandIn> const&, write_part<Sink> const&) {
  write_verdict_t<StandIn, Sink>::raise();
  return {};
}

}  // namespace sluice
