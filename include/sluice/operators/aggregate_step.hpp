// SPDX-License-Identifier: Apache-2.0
// The fused step of an aggregation. Groups live in buckets: one per window where there is a window, so that expiry drops a bucket
// at once. Per record: the window by comparison with the last one, one hash probe, and the aggregates' updates.
//
// Order of a batch (semantics 5): late filter, merge, emit, evict. Append emits what it evicts; update emits the groups that got
// a row; complete and batch emit everything.
#pragma once

#include <sluice/expressions/window.hpp>
#include <sluice/operators/aggregate_groups.hpp>
#include <sluice/operators/durable_groups.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/state/bucket_store.hpp>
#include <sluice/state/durable_state.hpp>
#include <sluice/state/lookahead.hpp>

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

template <class Schema, emission Mode, class Keys, class Columns, class Next>
class aggregate_step;

template <class Schema, emission Mode, class... Keys, class... Columns, class Next>
class aggregate_step<Schema, Mode, std::tuple<Keys...>, std::tuple<Columns...>, Next> {
  using groups_type = aggregate_groups<Schema, std::tuple<Keys...>, std::tuple<Columns...>>;
  using key_type = typename groups_type::key_type;
  using states_type = typename groups_type::states_type;
  using store_type = bucket_store<key_type, states_type>;
  using bucket_type = typename store_type::bucket;
  using durable_type = durable_groups<aggregate_step, bucket_type, key_type, states_type>;
  friend durable_type;

  static constexpr bool keyed = sizeof...(Keys) > 0;
  static constexpr bool has_window = groups_type::window_index != npos;
  static constexpr bool by_window = groups_type::bucket_index != npos;
  /// Whether groups become final, and late rows are dropped.
  static constexpr bool expires =
      groups_type::time_index != npos && (Mode == emission::append || Mode == emission::update);
  static constexpr bool by_time = !by_window && expires;
  static constexpr bool emits_changes = Mode == emission::update;
  static constexpr bool emits_evicted = Mode == emission::append;
  /// Whether changed groups are noted for the metrics and a checkpoint alone.
  static constexpr bool counts_changes = Mode == emission::append || Mode == emission::complete;

 public:
  static constexpr auto needs =
      ((no_columns | ... | Keys::needs) | (no_columns | ... | Columns::aggregate_type::needs));

  aggregate_step(std::tuple<Keys...> keys, std::tuple<Columns...> columns, Next next)
      : groups_(std::move(keys), columns), next_(std::move(next)) {
    if constexpr (by_window) tumbling_ = groups_.window_key().spec.tumbling();
    // Without keys there is always one row, even over nothing.
    if constexpr (!keyed) static_cast<void>(locate(store_.timeless(), hash_of(key_type{}), key_type{}));
  }

  void begin(batch_context const& context) {
    late_watermark_ = context.late_watermark;
    evict_watermark_ = context.evict_watermark;
    many_rows_ = context.many_rows || durable_.changes != nullptr;
    next_.begin(context);
  }

  template <class Row>
  void push(Row const& row) {
    if constexpr (has_window) push_windows(row, groups_.window_key().time.evaluate(row));
    else push_in(row, detail::no_window{});
  }

  void finish() {
    pending_.drain(add_pending{this});
    if constexpr (counts_changes) count_changes();
    if (durable_.changes != nullptr) durable_.write(*this);
    else if constexpr (counts_changes) forget_changes();
    if constexpr (Mode == emission::append) {
      evict();
    } else if constexpr (Mode == emission::update) {
      emit_changed();
      evict();
    } else {
      store_.for_each_bucket(emit_bucket{this});
      if (durable_.emit_apart != nullptr) durable_.emit_apart(*this);
    }
    if (durable_.make_room != nullptr) durable_.make_room(*this);
    next_.finish();
  }

  void report(step_report& report) const {
    report.states.push_back({"stateStoreSave", store_.size() + durable_.apart, updated_, removed_, dropped_, store_.memory_bytes()});
    next_.report(report);
  }
  void fold_watermark(watermark_fold& fold) const { next_.fold_watermark(fold); }
  void list_state(durable_parts& found) {
    found.states.push_back(durable_type::describe(*this));
    next_.list_state(found);
  }
  [[nodiscard]] bool wants_batch(std::int64_t watermark) const {
    return (expires && watermark > evict_watermark_) || next_.wants_batch(watermark);
  }

 private:
  template <class View>
  struct new_states {
    aggregate_step* self;
    bucket_type const* bucket;
    View const* view;
    [[nodiscard]] states_type operator()() const {
      if (self->durable_.take_back != nullptr) return self->durable_.take_back(*self, *bucket, make_owned<key_type>{}(*view));
      return self->groups_.empty_states();
    }
  };
  struct emit_group {
    aggregate_step* self;
    bucket_type const* bucket;
    void operator()(key_type const& key, states_type const& states) const {
      self->emit(key, states, *bucket);
    }
  };
  struct emit_bucket {
    aggregate_step* self;
    void operator()(bucket_type& bucket) const { std::as_const(bucket.groups).for_each(emit_group{self, &bucket}); }
  };
  struct evict_bucket {
    aggregate_step* self;
    void operator()(bucket_type& bucket) const {
      self->removed_ += bucket.groups.size();
      if (self->durable_.changes != nullptr) self->durable_.remove_bucket(*self, bucket);
      if constexpr (Mode == emission::append) emit_bucket{self}(bucket);
      if (self->durable_.evict_apart != nullptr) self->durable_.evict_apart(*self, &bucket);
    }
  };
  struct evict_expired {
    aggregate_step* self;
    bucket_type const* bucket;
    [[nodiscard]] bool operator()(key_type const& key, states_type const& states) const {
      if (self->groups_.time_of_key(key) > self->evict_watermark_) return false;
      if (self->durable_.changes != nullptr) self->durable_.remove(*self, *bucket, key);
      if constexpr (Mode == emission::append) emit_group{self, bucket}(key, states);
      return true;
    }
  };

  template <class Row, class Time>
  void push_windows(Row const& row, Time const& time) {
    if constexpr (is_nullable<Time>) {
      if (time) push_windows(row, *time);
    } else {
      window_spec const& spec = groups_.window_key().spec;
      std::int64_t const at = groups_type::window_type::instant(time).microseconds;
      if constexpr (!by_window) {
        for (std::int64_t start = spec.last_start(at); start + spec.duration() > at; start -= spec.slide())
          push_in(row, time_window{{start}, {start + spec.duration()}});
      } else if (tumbling_) {
        // The windows of the last rows are tried first, without a division.
        if (store_.has_recent(at)) [[likely]] return add(store_.recent(at), row, detail::no_window{});
        std::int64_t const start = spec.last_start(at);
        if (bucket_type* bucket = bucket_at(start, start + spec.duration())) add_apart(*bucket, row);
      } else {
        for (std::int64_t start = spec.last_start(at); start + spec.duration() > at; start -= spec.slide())
          if (bucket_type* bucket = bucket_at(start, start + spec.duration())) add_apart(*bucket, row);
      }
    }
  }
  /// Not inlined, so that `add` is inlined where it counts.
  template <class Row>
  [[gnu::noinline]] void add_apart(bucket_type& bucket, Row const& row) {
    add(bucket, row, detail::no_window{});
  }

  /// The bucket of a window; nullptr, and a row counted as dropped, if the window is late. Buckets that exist are never late:
  /// they were evicted when they became so.
  bucket_type* bucket_at(std::int64_t start, std::int64_t end) {
    if constexpr (expires) {
      if (end <= late_watermark_) {
        ++dropped_;
        return nullptr;
      }
    }
    return &store_.find_or_create(start, end);
  }

  /// A row that goes where its event time says, if groups expire by that, and nowhere in particular otherwise.
  template <class Row, class Window>
  void push_in(Row const& row, Window window) {
    if constexpr (by_time) push_at(row, groups_.time_of(row), window);
    else add(store_.timeless(), row, window);
  }

  template <class Row, class Time, class Window>
  void push_at(Row const& row, Time const& time, Window window) {
    if constexpr (is_nullable<Time>) {
      if (time) push_at(row, *time, window);
      else add(store_.timeless(), row, window);
    } else {
      if (time.microseconds <= late_watermark_) {
        ++dropped_;
        return;
      }
      constexpr std::int64_t span = groups_type::time_bucket_span;
      std::int64_t const start = time.microseconds - floor_modulo(time.microseconds, span);
      add(store_.find_or_create(start, start + span), row, window);
    }
  }

  void emit(key_type const& key, states_type const& states, bucket_type const& bucket) {
    next_.push(groups_.make_row(key, states, bucket.start, bucket.end));
  }
  template <class View>
  [[nodiscard]] static std::uint64_t hash_of(View const& view) {
    return flat_table<key_type, states_type>::hash_of(view);
  }
  template <class View>
  auto locate(bucket_type& bucket, std::uint64_t hash, View const& view) {
    return bucket.groups.find_or_emplace(hash, view, make_owned<key_type>{}, new_states<View>{this, &bucket, &view});
  }

  /// A row on its way into a group, while the group's memory is on its way into the cache.
  using waiting = pending_row<bucket_type, typename groups_type::key_view_type, typename groups_type::values_type>;
  struct add_pending {
    aggregate_step* self;
    [[gnu::noinline]] void operator()(waiting const& row) const { self->add_to(*row.bucket, row.hash, row.key, row.values); }
  };

  template <class Row, class Window>
  [[gnu::always_inline]] void add(bucket_type& bucket, Row const& row, Window window) {
    auto const key_values = groups_.key_values_of(row, window);
    auto const key = groups_type::key_of(key_values);
    std::uint64_t const hash = hash_of(key);
    if constexpr (groups_type::can_wait) {
      if (bucket.groups.outgrows_cache() && many_rows_ && groups_type::key_can_wait(key)) {
        bucket.groups.prefetch(hash);
        pending_.push(waiting{&bucket, hash, key, groups_.values_of(row)}, add_pending{this});
        return;
      }
    }
    add_to(bucket, hash, key, groups_.values_of(row));
  }

  template <class View, class Values>
  [[gnu::always_inline]] void add_to(bucket_type& bucket, std::uint64_t hash, View const& key, Values const& values) {
    if constexpr (Mode == emission::update) {
      if (lone_.bucket != nullptr) mark_lone();
    }
    auto const group = locate(bucket, hash, key);
    groups_.update(group.value(), values);
    if constexpr (Mode == emission::update) {
      if (keyed && !many_rows_ && touched_.empty()) lone_ = {&bucket, group};
      else note_changed(bucket, group);
    } else if constexpr (counts_changes) {
      // Where each row is a batch of its own, it changes one group.
      if (many_rows_) note_changed(bucket, group);
      else ++updated_;
    }
  }
  template <class Place>
  [[gnu::always_inline]] void note_changed(bucket_type& bucket, Place const& group) {
    bucket.groups.mark_changed(group);
    if (!bucket.touched) {
      bucket.touched = true;
      touched_.push_back(&bucket);
    }
  }

  /// Another group changes after all.
  [[gnu::noinline]] void mark_lone() {
    note_changed(*lone_.bucket, lone_.group);
    lone_ = {};
  }

  void emit_changed() {
    if constexpr (!keyed) {
      ++updated_;
      emit_bucket{this}(store_.timeless());
    } else {
      if (lone_.bucket != nullptr) {
        ++updated_;
        emit(lone_.group.key(), lone_.group.value(), *lone_.bucket);
        lone_ = {};
      }
      for (bucket_type* bucket : touched_) {
        updated_ += bucket->groups.changed_bound();
        bucket->groups.for_each_changed(emit_group{this, bucket});
        bucket->groups.forget_changes();
        bucket->touched = false;
      }
      touched_.clear();
    }
  }

  void count_changes() {
    for (bucket_type const* bucket : touched_) updated_ += bucket->groups.changed_bound();
  }
  void forget_changes() {
    for (bucket_type* bucket : touched_) {
      bucket->groups.forget_changes();
      bucket->touched = false;
    }
    touched_.clear();
  }

  void evict() {
    if constexpr (expires) {
      store_.evict_buckets(evict_watermark_, evict_bucket{this});
      if constexpr (by_time) {
        if (bucket_type* edge = store_.edge(evict_watermark_))
          removed_ += edge->groups.erase_if(evict_expired{this, edge});
        if (durable_.evict_apart != nullptr) durable_.evict_apart(*this, nullptr);
      }
    }
  }

  groups_type groups_;
  Next next_;
  durable_type durable_;
  store_type store_;
  std::int64_t late_watermark_ = no_watermark;
  std::int64_t evict_watermark_ = no_watermark;
  bool many_rows_ = true;
  std::vector<bucket_type*> touched_;
  /// Where each row is a batch of its own: the group that it changed, so that most groups are never marked and looked up again. It is valid as long as
  /// nothing is inserted.
  struct lone_change {
    bucket_type* bucket = nullptr;
    typename decltype(bucket_type::groups)::place group{};
  };
  lone_change lone_;
  std::conditional_t<groups_type::can_wait, lookahead<waiting>, no_lookahead> pending_;
  bool tumbling_ = false;
  std::uint64_t updated_ = 0;
  std::uint64_t removed_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace sluice
