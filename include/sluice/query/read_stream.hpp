// SPDX-License-Identifier: Apache-2.0
// `read_stream(kafka::source{...})`: the start of a streaming query.
#pragma once

#include <sluice/contract/source.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/query/errors.hpp>

#include <cstddef>
#include <memory>
#include <tuple>
#include <utility>

namespace sluice {

/// The rows of a streaming source, which every node above shares: a query is moved at each pipe, and its options need not be.
template <stream_source Source>
struct stream_input : node_base<schema_of<typename Source::record_type>, typename Source::record_type, true> {
  std::shared_ptr<Source const> source;

  explicit stream_input(Source from) : source(std::make_shared<Source const>(std::move(from))) {}

  static constexpr stage_list<0> stages{};
  static constexpr std::size_t source_count = 1;

  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return operation<Next>{std::move(next)};
  }
  /// The sources of the query, left to right.
  [[nodiscard]] auto sources() const { return std::tuple<Source>{*source}; }
};

/// Starts a streaming query on a source. Nothing is opened before `start()`.
template <stream_source Source>
[[nodiscard]] auto read_stream(Source source) {
  return stream_input<Source>{std::move(source)};
}
/// The refused form.
template <class Type>
  requires(!stream_source<Type>)
constexpr inert read_stream(Type const&) {
  plan_error::stream_needs_a_source<Type>::raise();
  return {};
}
/// The refused form of `source | operator`.
template <stream_source Source, query_part Part>
constexpr inert operator|(Source const&, Part const&) {
  plan_error::query_begins_with_read<Source>::raise();
  return {};
}

}  // namespace sluice
