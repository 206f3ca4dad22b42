// SPDX-License-Identifier: Apache-2.0
// What the groups of an aggregation are made of: their key and value types, and how keys, updates and result rows are computed.
// No control flow of batches in here; that is aggregate_step.
#pragma once

#include <sluice/expressions/aggregate.hpp>
#include <sluice/expressions/window.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/state/durable_state.hpp>
#include <sluice/state/group_key.hpp>
#include <sluice/state/migration.hpp>
#include <sluice/state/type_text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Expression>
struct window_of;
template <class Time>
struct window_of<window_expression<Time>> {
  using type = window_expression<Time>;
  static constexpr type const& get(type const& expression) { return expression; }
};
template <fixed_string Name, class Expression>
struct window_of<aliased<Name, Expression>> {
  using type = typename window_of<Expression>::type;
  static constexpr type const& get(aliased<Name, Expression> const& expression) {
    return window_of<Expression>::get(expression.inner);
  }
};

template <std::size_t Size>
constexpr std::size_t first_true(std::array<bool, Size> const& flags) {
  for (std::size_t i = 0; i < Size; ++i)
    if (flags[i]) return i;
  return npos;
}

/// The window, if it is marked; else the first marked key.
template <std::size_t Size>
constexpr std::size_t first_marked(std::array<bool, Size> const& marked, std::size_t window) {
  if constexpr (Size > 0) {
    if (window != npos && marked[window]) return window;
  }
  return first_true(marked);
}

struct no_window {};

}  // namespace detail

/// A row that waits: its bucket, its key, and what it adds.
template <class Bucket, class Key, class Values>
struct pending_row {
  Bucket* bucket;
  std::uint64_t hash;
  Key key;
  Values values;
};

/// Stands for the queue where rows cannot wait.
struct no_lookahead {
  template <class Process>
  void drain(Process const&) {}
};

template <class Schema, class Keys, class Columns>
class aggregate_groups;

template <class Schema, class... Keys, class... Columns>
class aggregate_groups<Schema, std::tuple<Keys...>, std::tuple<Columns...>> {
 public:
  static constexpr bool keyed = sizeof...(Keys) > 0;
  /// The key that is a window, and the key that carries the watermark; `npos` for none.
  static constexpr std::size_t window_index =
      detail::first_true(std::array<bool, sizeof...(Keys)>{is_window<Keys>...});
  static constexpr std::size_t time_index =
      detail::first_marked(std::array<bool, sizeof...(Keys)>{key_result_of<Keys, Schema>::event_time...}, window_index);
  /// The key that is the bucket: the window, unless it is of another time than the one that decides about expiry.
  static constexpr std::size_t bucket_index = time_index == npos || time_index == window_index ? window_index : npos;
  /// The event time of a key whose time is NULL.
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  /// Groups keyed by the raw event time are kept in buckets of this span, so that eviction looks at few of them.
  static constexpr std::int64_t time_bucket_span = 60'000'000;

 private:
  /// The keys that are stored: all but the bucket.
  static constexpr std::size_t stored_count = sizeof...(Keys) - (bucket_index == npos ? 0 : 1);
  static constexpr std::size_t stored(std::size_t index) { return index + (index >= bucket_index ? 1 : 0); }
  using stored_indices = std::make_index_sequence<stored_count>;

  template <std::size_t Index>
  using key_value = typename key_result_of<nth_type<Index, Keys...>, Schema>::type;

  template <class Type>
  using looked_up = decltype(lookup_key(std::declval<view_t<Type>>()));
  template <class Column>
  static consteval auto find_argument() {
    using argument = typename Column::aggregate_type::template argument_type<Schema>;
    return std::type_identity<view_t<argument>>{};
  }
  template <class Column>
  using argument_of = typename decltype(find_argument<Column>())::type;

  // A single key is kept as it is: a tuple of one would not be passed in registers.
  template <class... Parts>
  struct key_parts {
    using type = std::tuple<Parts...>;
  };
  template <class Part>
  struct key_parts<Part> {
    using type = Part;
  };
  template <std::size_t Index, class Key>
  static constexpr auto const& part(Key const& key) {
    if constexpr (stored_count == 1) return key;
    else return std::get<Index>(key);
  }

  template <std::size_t... Index>
  static auto find_key_view(std::index_sequence<Index...>) -> typename key_parts<looked_up<key_value<stored(Index)>>...>::type;
  template <std::size_t... Index>
  static auto find_key(std::index_sequence<Index...>) -> typename key_parts<group_key_t<key_value<stored(Index)>>...>::type;

  template <class Column>
  using function_of = typename Column::aggregate_type::template function<Schema, keyed>;

 public:
  using key_type = decltype(find_key(stored_indices{}));
  using states_type = std::tuple<typename function_of<Columns>::state...>;
  /// Whether a state can be made of one that an earlier version of the program wrote.
  static constexpr bool migrates = (migrating_state<typename function_of<Columns>::state> || ...);
  /// The keys and the aggregates' arguments of a row that waits for its group's memory.
  using key_view_type = decltype(find_key_view(stored_indices{}));
  using values_type = std::tuple<argument_of<Columns>...>;

 private:
  template <class Type>
  static constexpr bool plain = std::is_same_v<Type, text_view> || std::is_same_v<Type, std::optional<text_view>> ||
                                std::is_arithmetic_v<Type> || std::is_enum_v<Type> || std::is_same_v<Type, timestamp> ||
                                std::is_same_v<Type, date> || std::is_same_v<Type, time_window>;
  template <class Type>
  static constexpr bool plain_value = std::is_arithmetic_v<non_null_t<Type>> || std::is_enum_v<non_null_t<Type>> ||
                                      std::is_same_v<non_null_t<Type>, timestamp> || std::is_same_v<non_null_t<Type>, date>;
  template <class Type>
  static consteval bool all_plain(Type const*) {
    return plain<Type> || plain<non_null_t<Type>>;
  }
  template <class... Types>
  static consteval bool all_plain(std::tuple<Types...> const*) {
    return (true && ... && all_plain(static_cast<Types const*>(nullptr)));
  }
  template <class... Types>
  static consteval bool all_plain_values(std::tuple<Types...> const*) {
    return (true && ... && plain_value<Types>);
  }

 public:
  /// Whether rows may wait: what they carry must not point into a row that is gone by then.
  static constexpr bool can_wait = stored_count > 0 && all_plain(static_cast<key_view_type const*>(nullptr)) &&
                                   all_plain_values(static_cast<values_type const*>(nullptr));
  /// Whether this key may wait: long texts are not packed, but point into the row.
  template <class View>
  [[nodiscard]] static bool key_can_wait(View const& key) {
    return key_can_wait(key, stored_indices{});
  }

  aggregate_groups(std::tuple<Keys...> keys, std::tuple<Columns...> const& columns)
      : keys_(std::move(keys)), columns_(columns), functions_(make_functions(columns, std::index_sequence_for<Columns...>{})) {}

  [[nodiscard]] auto const& window_key() const {
    return detail::window_of<nth_type<window_index, Keys...>>::get(std::get<window_index>(keys_));
  }
  static consteval auto find_window() {
    if constexpr (window_index == npos) return std::type_identity<detail::no_window>{};
    else return std::type_identity<typename detail::window_of<nth_type<window_index, Keys...>>::type>{};
  }
  using window_type = typename decltype(find_window())::type;

  /// The event time of a row whose key it is.
  template <class Row>
  [[nodiscard]] auto time_of(Row const& row) const {
    return instant(std::get<time_index>(keys_).evaluate(row));
  }
  /// The event time in a stored key; a NULL never expires (semantics 3.3).
  [[nodiscard]] std::int64_t time_of_key(key_type const& key) const {
    constexpr std::size_t index = time_index - (time_index > bucket_index ? 1 : 0);
    return instant_of(part<index>(key));
  }

  /// The values of the stored keys of a row in one of its windows (or no_window), and the views of them that are looked up. The
  /// values must outlive the views: a key may be a text made on the way.
  template <class Row, class Window>
  [[nodiscard]] auto key_values_of(Row const& row, Window window) const {
    return key_values_of(row, window, stored_indices{});
  }
  template <class Values>
  [[nodiscard]] static auto key_of(Values const& values) {
    return key_of(values, stored_indices{});
  }

  /// What a checkpoint says of the keys, the states and the window.
  [[nodiscard]] static durable_operator::parts key_parts_text() {
    return key_parts_text(std::make_index_sequence<sizeof...(Keys)>{});
  }
  [[nodiscard]] static durable_operator::parts state_parts_text() {
    return {{std::string{Columns::name.view()}, type_text<typename function_of<Columns>::state>()}...};
  }
  [[nodiscard]] durable_operator::parts settings() const {
    if constexpr (window_index == npos) {
      return {};
    } else {
      window_spec const& spec = window_key().spec;
      return {{"window", "[" + std::to_string(spec.last_start(0)) + ", " + std::to_string(spec.last_start(0) + spec.duration()) + ") us, each " +
                             std::to_string(spec.slide()) + " us"}};
    }
  }

  /// The states of a group that has seen nothing.
  [[nodiscard]] states_type empty_states() const { return empty_states(std::index_sequence_for<Columns...>{}); }

  /// The aggregates' arguments of a row.
  template <class Row>
  [[nodiscard]] auto values_of(Row const& row) const {
    return values_of(row, std::index_sequence_for<Columns...>{});
  }
  /// Counts a row's arguments into a group.
  template <class Values>
  void update(states_type& states, Values const& values) const {
    update(states, values, std::index_sequence_for<Columns...>{});
  }

  /// A group's result: keys, then aggregates, by view.
  [[nodiscard]] auto make_row(key_type const& key, states_type const& states, std::int64_t start, std::int64_t end) const {
    return make_row(key, states, time_window{{start}, {end}}, std::index_sequence_for<Keys...>{},
                    std::index_sequence_for<Columns...>{});
  }

 private:
  static timestamp instant(timestamp time) { return time; }
  static timestamp instant(time_window window) { return window.end; }
  template <class Time>
  static std::optional<timestamp> instant(std::optional<Time> time) {
    return time ? std::optional<timestamp>{instant(*time)} : std::nullopt;
  }
  static std::int64_t instant_of(timestamp time) { return time.microseconds; }
  static std::int64_t instant_of(time_window window) { return window.end.microseconds; }
  template <class Time>
  static std::int64_t instant_of(std::optional<Time> const& time) {
    return time ? instant_of(*time) : never;
  }

  template <std::size_t... Index>
  static durable_operator::parts key_parts_text(std::index_sequence<Index...>) {
    return {{std::string{Keys::name.view()}, type_text<key_value<Index>>()}...};
  }
  template <std::size_t... Index>
  static auto make_functions(std::tuple<Columns...> const& columns, std::index_sequence<Index...>) {
    return std::tuple<function_of<Columns>...>{
        std::get<Index>(columns).aggregate.template make_function<Schema, keyed>()...};
  }
  template <std::size_t Index, class Row, class Window>
  [[nodiscard]] decltype(auto) key_value_of(Row const& row, [[maybe_unused]] Window window) const {
    if constexpr (Index == window_index) return window;
    else return std::get<Index>(keys_).evaluate(row);
  }
  template <class Row, class Window, std::size_t... Index>
  [[nodiscard]] auto key_values_of(Row const& row, Window window, std::index_sequence<Index...>) const {
    return std::tuple<decltype(key_value_of<stored(Index)>(row, window))...>{key_value_of<stored(Index)>(row, window)...};
  }
  template <class Values, std::size_t... Index>
  [[nodiscard]] static auto key_of(Values const& values, std::index_sequence<Index...>) {
    return typename key_parts<decltype(lookup_key(std::get<Index>(values)))...>::type{lookup_key(std::get<Index>(values))...};
  }
  template <std::size_t... Index>
  [[nodiscard]] states_type empty_states(std::index_sequence<Index...>) const {
    return states_type{std::get<Index>(functions_).init()...};
  }
  template <class Row, std::size_t... Index>
  [[nodiscard]] auto values_of(Row const& row, std::index_sequence<Index...>) const {
    return std::tuple<decltype(std::get<Index>(columns_).aggregate.evaluate(row))...>{
        std::get<Index>(columns_).aggregate.evaluate(row)...};
  }
  template <class Values, std::size_t... Index>
  void update(states_type& states, Values const& values, std::index_sequence<Index...>) const {
    (std::get<Index>(functions_).update(std::get<Index>(states), std::get<Index>(values)), ...);
  }
  template <class View, std::size_t... Index>
  [[nodiscard]] static bool key_can_wait(View const& key, std::index_sequence<Index...>) {
    return (true && ... && packed(part<Index>(key)));
  }
  template <class Value>
  [[nodiscard]] static bool packed(Value const& value) {
    if constexpr (std::is_same_v<Value, text_view>) return !value.is_long();
    else if constexpr (std::is_same_v<Value, std::optional<text_view>>) return !value || !value->is_long();
    else return true;
  }

  template <std::size_t Index>
  [[nodiscard]] auto key_cell(key_type const& key, time_window window) const {
    if constexpr (Index == bucket_index) return window;
    else return key_view(part<Index - (Index > bucket_index ? 1 : 0)>(key));
  }
  template <std::size_t... Key, std::size_t... Column>
  [[nodiscard]] auto make_row(key_type const& key, states_type const& states, time_window window,
                              std::index_sequence<Key...>, std::index_sequence<Column...>) const {
    return row<cell<Keys::name, decltype(key_cell<Key>(key, window))>...,
               cell<Columns::name, decltype(std::get<Column>(functions_).result(std::get<Column>(states)))>...>{
        {key_cell<Key>(key, window)}..., {std::get<Column>(functions_).result(std::get<Column>(states))}...};
  }

  std::tuple<Keys...> keys_;
  std::tuple<Columns...> columns_;
  std::tuple<function_of<Columns>...> functions_;
};

}  // namespace sluice
