// SPDX-License-Identifier: Apache-2.0
// Batch queries: any range of records in, or files, a range of rows out. `for (auto const& row : read(orders) | revenue) ...`.
#pragma once

#include <sluice/base/batch_time.hpp>
#include <sluice/base/clock.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/plan/live_query.hpp>
#include <sluice/query/errors.hpp>
#include <sluice/schema/keep_row.hpp>
#include <sluice/schema/record.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// A range whose elements are records or rows.
template <class Range>
concept record_range = requires(Range& range) {
  std::begin(range);
  std::end(range);
  requires row_like<std::remove_cvref_t<decltype(*std::begin(range))>>;
};

/// What a range is made of.
template <class Range>
using record_in = std::remove_cvref_t<decltype(*std::begin(std::declval<Range&>()))>;

/// A bounded input: a range, referred to if it was an lvalue, else kept.
template <class Range>
struct range_input : node_base<schema_of<record_in<Range>>, record_in<Range>, false> {
  std::shared_ptr<std::remove_reference_t<Range>> kept;
  std::remove_reference_t<Range>* range;

  explicit range_input(std::remove_reference_t<Range>& from) : range(&from) {}
  explicit range_input(std::remove_reference_t<Range>&& from)
      : kept(std::make_shared<std::remove_reference_t<Range>>(std::move(from))), range(kept.get()) {}

  static constexpr stage_list<0> stages{};

  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return operation<Next>{std::move(next)};
  }
  static constexpr std::size_t source_count = 1;
  template <std::size_t First, class Visitor>
  constexpr void visit_sources(Visitor const& visit) const {
    visit.template source<First>(*range);
  }
};

/// Starts a batch query on a range of records: a container, a range-v3 view, anything with begin and end. An lvalue is referred to and
/// must outlive the query; an rvalue is kept in it.
template <class Range>
  requires record_range<std::remove_reference_t<Range>>
[[nodiscard]] auto read(Range&& range) {
  return range_input<Range>{std::forward<Range>(range)};
}

/// A description of an outside thing that can be read to its end, such as files: `source.read_once<Want>(rejects, receiver)` pushes all rows,
/// filling only the columns of Want::value.
template <class Source>
concept bounded_source = requires {
  typename Source::record_type;
  requires Source::readable_once;
};

namespace detail {

template <class Fields>
inline constexpr bool all_owned = false;
template <class... Fields>
inline constexpr bool all_owned<field_list<Fields...>> = (true && ... && std::is_same_v<typename Fields::type, owned_t<typename Fields::type>>);

/// What a result keeps of a record that lives for its push: the record itself if it owns its fields, else a row of owned cells.
template <class Record>
using kept_record_t = std::conditional_t<all_owned<fields_of<Record>>, Record, row_of_t<schema_of<Record>>>;

}  // namespace detail

/// A bounded input from outside. Each run of the query reads it anew.
template <class Source>
struct source_input : node_base<schema_of<typename Source::record_type>, detail::kept_record_t<typename Source::record_type>, false> {
  Source from;

  explicit source_input(Source described) : from(std::move(described)) {}

  static constexpr stage_list<0> stages{};

  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return operation<Next>{std::move(next)};
  }
  static constexpr std::size_t source_count = 1;
  template <std::size_t First, class Visitor>
  constexpr void visit_sources(Visitor const& visit) const {
    visit.template source<First>(from);
  }
};

/// Starts a batch query on files and the like: `read(csv::files<order>{.path = "/data/orders"})`. Nothing is opened before the query runs.
template <bounded_source Source>
[[nodiscard]] auto read(Source source) {
  return source_input<Source>{std::move(source)};
}

namespace detail {

template <class Type>
struct element_of : std::type_identity<Type> {};
template <class Type>
  requires requires(Type& range) { *std::begin(range); }
struct element_of<Type> : std::type_identity<record_in<Type>> {};

}  // namespace detail

/// The refused form.
template <class Type>
  requires(!record_range<std::remove_reference_t<Type>> && !bounded_source<std::remove_cvref_t<Type>>)
constexpr inert read(Type const&) {
  plan_error::range_of_no_records<typename detail::element_of<Type const>::type>::raise();
  return {};
}

/// The refused form of `range | operator`.
template <record_range Range, query_part Part>
constexpr inert operator|(Range const&, Part const&) {
  plan_error::query_begins_with_read<record_in<Range const>>::raise();
  return {};
}

namespace detail {

/// Pushes the sources of a batch one after the other, left to right.
template <class Operation>
struct push_ranges {
  Operation* operation;
  reject_log* rejects;

  /// What a source from outside pushes into.
  template <std::size_t Source>
  struct entry {
    Operation* operation;

    template <class Row>
    void push(Row const& row) {
      operation->template push<Source>(row);
    }
  };

  template <std::size_t Source, class Range>
  void source(Range& range) const {
    if constexpr (bounded_source<Range>) {
      entry<Source> into{operation};
      range.template read_once<typename Operation::template wanted<Source>>(*rejects, into);
    } else {
      for (auto&& record : range) operation->template push<Source>(record);
    }
  }
};

}  // namespace detail

/// Runs a batch query and calls `receiver(row)` for each row of its result, without keeping any. Rows live for the call.
/// Input that cannot be read (from_json) is counted and handed to `rejected`.
template <query_node Node, class Receiver>
void for_each_row(Node const& query, Receiver receiver, reject_log& rejected) {
  static_assert(!Node::streaming, "this query reads a stream: end it with write_stream(...) | start()");
  auto operation = query.template connect<emission::batch>(receiver_step<Receiver>{std::move(receiver)});
  batch_time const time(system_clock::instance().now());
  batch_context context;
  context.rejects = &rejected;
  operation.begin(context);
  query.template visit_sources<0>(detail::push_ranges<decltype(operation)>{&operation, &rejected});
  operation.finish();
}
template <query_node Node, class Receiver>
void for_each_row(Node const& query, Receiver receiver) {
  reject_log rejected;
  for_each_row(query, std::move(receiver), rejected);
}

namespace detail {

template <class Kept>
struct collect_rows {
  std::vector<Kept>* rows;

  template <class Row>
  void operator()(Row const& row) const {
    rows->push_back(keep_row<Kept>(row));
  }
};

}  // namespace detail

/// Runs a batch query and keeps its result: records as they came in or as `as<Record>()` makes them, else rows of owned cells. Input that cannot
/// be read is counted and handed to `rejected`; without one it is left out.
template <query_node Node>
[[nodiscard]] auto collect(Node const& query, reject_log& rejected) {
  std::vector<typename Node::row_type> rows;
  for_each_row(query, detail::collect_rows<typename Node::row_type>{&rows}, rejected);
  return rows;
}
template <query_node Node>
[[nodiscard]] auto collect(Node const& query) {
  reject_log rejected;
  return collect(query, rejected);
}

/// Walks the result of a batch query; keeps it alive.
template <class Row>
class result_iterator {
 public:
  using value_type = Row;
  using difference_type = std::ptrdiff_t;
  using reference = Row const&;
  using pointer = Row const*;
  using iterator_category = std::forward_iterator_tag;

  result_iterator() = default;
  explicit result_iterator(std::vector<Row> rows) : rows_(std::make_shared<std::vector<Row>>(std::move(rows))) {}

  Row const& operator*() const { return (*rows_)[at_]; }
  Row const* operator->() const { return &(*rows_)[at_]; }
  result_iterator& operator++() {
    ++at_;
    return *this;
  }
  result_iterator operator++(int) {
    result_iterator before = *this;
    ++at_;
    return before;
  }
  friend bool operator==(result_iterator const& left, result_iterator const& right) = default;
  friend bool operator==(result_iterator const& here, std::default_sentinel_t) { return here.at_ == here.rows_->size(); }

 private:
  std::shared_ptr<std::vector<Row>> rows_;
  std::size_t at_ = 0;
};

/// Runs the query: what a range-for over it does first. Each call runs it anew.
template <query_node Node>
  requires(!Node::streaming)
[[nodiscard]] auto begin(Node const& query) {
  return result_iterator<typename Node::row_type>{collect(query)};
}
template <query_node Node>
  requires(!Node::streaming)
[[nodiscard]] std::default_sentinel_t end(Node const&) {
  return {};
}
/// The same for a query that could change: std::ranges takes nothing less exact.
template <query_node Node>
  requires(!std::is_const_v<Node> && !Node::streaming)
[[nodiscard]] auto begin(Node& query) {
  return begin(std::as_const(query));
}
template <query_node Node>
  requires(!std::is_const_v<Node> && !Node::streaming)
[[nodiscard]] std::default_sentinel_t end(Node&) {
  return {};
}
/// The refused form.
template <query_node Node>
  requires Node::streaming
[[nodiscard]] constexpr inert const* begin(Node const&) {
  plan_error::stream_has_no_end<typename Node::row_type>::raise();
  return nullptr;
}
template <query_node Node>
  requires Node::streaming
[[nodiscard]] constexpr inert const* end(Node const&) {
  return nullptr;
}

}  // namespace sluice
