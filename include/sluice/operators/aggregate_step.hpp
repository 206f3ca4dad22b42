// SPDX-License-Identifier: Apache-2.0
// The fused step of an aggregation. Groups live in buckets: one per window where there is a window, so that expiry drops a bucket
// at once. Per record: the window by comparison with the last one, one hash probe, and the aggregates' updates.
//
// Order of a batch (semantics 5): late filter, merge, emit, evict. Append emits what it evicts; update emits the groups that got
// a row; complete and batch emit everything.
#pragma once

#include <sluice/expressions/window.hpp>
#include <sluice/operators/aggregate_groups.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/state/bucket_store.hpp>

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
  using groups = aggregate_groups<Schema, std::tuple<Keys...>, std::tuple<Columns...>>;
  using key_type = typename groups::key_type;
  using store_type = bucket_store<key_type, typename groups::template value<Mode == emission::update>>;
  using bucket_type = typename store_type::bucket;

  static constexpr bool keyed = sizeof...(Keys) > 0;
  static constexpr bool by_window = groups::window_index != npos;
  /// Whether groups become final, and late rows are dropped.
  static constexpr bool expires = groups::time_index != npos && (Mode == emission::append || Mode == emission::update);
  static constexpr bool by_time = !by_window && expires;

 public:
  static constexpr auto needs =
      ((no_columns | ... | Keys::needs) | (no_columns | ... | Columns::aggregate_type::needs));

  aggregate_step(std::tuple<Keys...> keys, std::tuple<Columns...> columns, Next next)
      : groups_(std::move(keys), columns), next_(std::move(next)) {
    if constexpr (!keyed) static_cast<void>(store_.fixed_bucket().locate(key_type{}, new_value{this}));
  }

  void begin(batch_context const& context) {
    context_ = context;
    next_.begin(context);
  }

  template <class Row>
  void push(Row const& row) {
    if constexpr (by_window) push_windows(row, groups_.window_key().time.evaluate(row));
    else if constexpr (by_time) push_at(row, groups_.time_of(row));
    else update(store_.fixed_bucket(), row);
  }

  void finish() {
    if constexpr (Mode == emission::append) {
      emit_final();
    } else if constexpr (Mode == emission::update) {
      emit_changed();
      evict();
    } else {
      store_.for_each_bucket(emit_bucket{this});
    }
    next_.finish();
  }

  void report(step_report& report) const {
    report.states.push_back({"stateStoreSave", store_.size(), updated_, removed_, dropped_, store_.memory_bytes()});
    next_.report(report);
  }

  void fold_watermark(watermark_fold& fold) const { next_.fold_watermark(fold); }

  [[nodiscard]] bool wants_batch(std::int64_t watermark) const {
    return (expires && watermark > context_.evict_watermark) || next_.wants_batch(watermark);
  }

 private:
  struct changed_group {
    bucket_type* bucket;
    std::size_t index;
  };

  using value_type = typename groups::template value<Mode == emission::update>;
  struct new_value {
    aggregate_step const* self;
    [[nodiscard]] value_type operator()() const { return value_type{self->groups_.empty_states()}; }
  };
  struct emit_bucket {
    aggregate_step* self;
    void operator()(bucket_type& bucket) const {
      for (std::size_t i = 0; i < bucket.size(); ++i) self->emit(bucket, i);
    }
  };
  struct emit_one {
    aggregate_step* self;
    void operator()(bucket_type& bucket, std::size_t index) const {
      if constexpr (Mode == emission::append) self->emit(bucket, index);
      ++self->removed_;
    }
  };
  struct is_expired {
    aggregate_step const* self;
    [[nodiscard]] bool operator()(key_type const& key) const {
      if constexpr (by_time) return self->groups_.time_of_key(key) <= self->context_.evict_watermark;
      else return true;
    }
  };

  template <class Row, class Time>
  void push_windows(Row const& row, Time const& time) {
    if constexpr (is_nullable<Time>) {
      if (time) push_windows(row, *time);
    } else {
      window_spec const& spec = groups_.window_key().spec;
      std::int64_t const at = groups::window_type::instant(time).microseconds;
      if (spec.tumbling()) {
        if (bucket_type* bucket = window_bucket(at)) update(*bucket, row);
      } else {
        for (std::int64_t start = spec.last_start(at); start + spec.duration() > at; start -= spec.slide())
          if (bucket_type* bucket = bucket_at(start, start + spec.duration())) update(*bucket, row);
      }
    }
  }

  /// The tumbling window's bucket; nullptr if it is late. The window of the last row is tried first, without a division.
  bucket_type* window_bucket(std::int64_t at) {
    if (bucket_type* recent = store_.recent(); recent != nullptr && recent->holds(at)) return recent;
    window_spec const& spec = groups_.window_key().spec;
    std::int64_t const start = spec.last_start(at);
    return bucket_at(start, start + spec.duration());
  }

  bucket_type* bucket_at(std::int64_t start, std::int64_t end) {
    if constexpr (expires) {
      if (end <= context_.late_watermark) {
        ++dropped_;
        return nullptr;
      }
    }
    return &store_.find_or_create(start, end);
  }

  template <class Row, class Time>
  void push_at(Row const& row, Time const& time) {
    if constexpr (is_nullable<Time>) {
      if (time) push_at(row, *time);
      else update(store_.fixed_bucket(), row);
    } else {
      if (time.microseconds <= context_.late_watermark) {
        ++dropped_;
        return;
      }
      constexpr std::int64_t span = groups::time_bucket_span;
      std::int64_t const start = time.microseconds - floor_modulo(time.microseconds, span);
      update(store_.find_or_create(start, start + span), row);
    }
  }

  template <class Row>
  void update(bucket_type& bucket, Row const& row) {
    auto const key = groups_.key_of(row);
    auto const [index, inserted] = bucket.locate(key, new_value{this});
    static_cast<void>(inserted);
    auto& value = bucket.value(index);
    groups_.update(value.states, row);
    if constexpr (Mode == emission::update) {
      if (value.changed_in != context_.batch_id + 1) {
        value.changed_in = context_.batch_id + 1;
        changed_.push_back({&bucket, index});
      }
    }
  }

  void emit(bucket_type& bucket, std::size_t index) {
    next_.push(groups_.make_row(bucket.key(index), bucket.value(index).states, bucket.start(), bucket.end()));
  }

  void emit_changed() {
    if constexpr (!keyed) {
      ++updated_;
      emit(store_.fixed_bucket(), 0);
    } else {
      updated_ += changed_.size();
      for (auto const& group : changed_) emit(*group.bucket, group.index);
    }
    changed_.clear();
  }

  void emit_final() { evict(); }

  void evict() {
    if constexpr (expires) store_.evict(context_.evict_watermark, by_window, is_expired{this}, emit_one{this});
  }

  groups groups_;
  Next next_;
  store_type store_;
  batch_context context_{};
  std::vector<changed_group> changed_;
  std::uint64_t updated_ = 0;
  std::uint64_t removed_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace sluice
