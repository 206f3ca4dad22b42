// SPDX-License-Identifier: Apache-2.0
// What an aggregation does for a checkpoint: it writes the groups that a batch changed, takes them back at a restart, and hands groups over to a
// state store when memory is short. The step reaches all of it by pointers that a query without a checkpoint leaves null, so that such a
// query compiles none of it.
#pragma once

#include <sluice/contract/state_store.hpp>
#include <sluice/state/codec.hpp>
#include <sluice/state/durable_state.hpp>
#include <sluice/state/migration.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// The durable part of an aggregate_step, whose friend it is. Groups lie either in the step's tables or apart, in the store, never in both.
template <class Step, class Bucket, class Key, class States>
struct durable_groups {
  // Set by a query with a checkpoint.
  state_changes* changes = nullptr;
  void (*write)(Step&) = nullptr;                                      ///< the groups that changed, before they are emitted and evicted
  void (*remove_bucket)(Step&, Bucket const&) = nullptr;               ///< the groups of a bucket that goes
  void (*remove)(Step&, Bucket const&, Key const&) = nullptr;          ///< a group that goes
  // Set by a query with a state store.
  state_store* store = nullptr;
  States (*take_back)(Step&, Bucket const&, Key const&) = nullptr;     ///< a group that has a row and is not in memory; it may be new
  void (*emit_apart)(Step&) = nullptr;                                 ///< the groups in the store, all of them
  void (*evict_apart)(Step&, Bucket const* bucket) = nullptr;          ///< those of a bucket that goes; null: those whose time is over
  void (*make_room)(Step&) = nullptr;                                  ///< between batches
  std::uint64_t in_memory = 0;                                         ///< groups that stay in the tables
  std::uint64_t apart = 0;                                             ///< groups in the store

  /// The step as its checkpoint sees it.
  [[nodiscard]] static durable_operator describe(Step& step) {
    using groups = typename Step::groups_type;
    durable_operator found{"stateStoreSave", groups::key_parts_text(), groups::state_parts_text(), step.groups_.settings(), &step,
                           keep_changes,     restore};
    found.use_store = use_store;
    if constexpr (groups::migrates) {
      found.older_values = older_types(static_cast<States const*>(nullptr));
      found.migrate = migrate;
    }
    return found;
  }

 private:
  /// The bytes of a key: the bucket, if that is a key, and the stored parts. Those of a bucket begin with the bucket's.
  static void append_bucket(std::string& out, Bucket const& bucket) {
    append_state(out, bucket.start);
    append_state(out, bucket.end);
  }
  static void append_key(std::string& out, Bucket const& bucket, Key const& key) {
    if constexpr (Step::by_window) append_bucket(out, bucket);
    append_state<true>(out, key);
  }
  struct put_group {
    state_changes* changes;
    Bucket const* bucket;
    void operator()(Key const& key, States const& states) const {
      std::string key_bytes;
      std::string value;
      append_key(key_bytes, *bucket, key);
      append_state(value, states);
      changes->put(key_bytes, value);
    }
  };
  struct remove_group {
    state_changes* changes;
    Bucket const* bucket;
    void operator()(Key const& key, States const&) const {
      std::string key_bytes;
      append_key(key_bytes, *bucket, key);
      changes->remove(key_bytes);
    }
  };
  static void write_changed(Step& step) {
    for (Bucket* bucket : step.touched_) {
      bucket->groups.for_each_changed(put_group{step.durable_.changes, bucket});
      if constexpr (!Step::emits_changes) {
        bucket->groups.forget_changes();
        bucket->touched = false;
      }
    }
    if constexpr (!Step::emits_changes) step.touched_.clear();
  }
  static void write_removed_bucket(Step& step, Bucket const& bucket) { bucket.groups.for_each(remove_group{step.durable_.changes, &bucket}); }
  static void write_removed(Step& step, Bucket const& bucket, Key const& key) {
    std::string key_bytes;
    append_key(key_bytes, bucket, key);
    step.durable_.changes->remove(key_bytes);
  }
  static void keep_changes(void* step, state_changes* changes) {
    auto& durable = static_cast<Step*>(step)->durable_;
    durable.changes = changes;
    durable.write = write_changed;
    durable.remove_bucket = write_removed_bucket;
    durable.remove = write_removed;
  }

  static void migrate(std::string_view value, std::vector<std::size_t> const& ages, std::string& out) {
    migrate_states(value, ages, out, static_cast<States const*>(nullptr));
  }

  /// A key's bytes read again: its bucket and its stored parts.
  struct place {
    Bucket* bucket;
    Key key;
  };
  static place place_of(Step& step, std::string_view key_bytes) {
    state_reader in{key_bytes};
    Bucket* bucket = &step.store_.timeless();
    if constexpr (Step::by_window) {
      auto const start = in.number<std::int64_t>();
      bucket = &step.store_.find_or_create(start, in.number<std::int64_t>());
    }
    auto key = read_state<Key>(in);
    in.end();
    if constexpr (Step::by_time) {
      std::int64_t const time = step.groups_.time_of_key(key);
      std::int64_t const start = time - floor_modulo(time, Step::groups_type::time_bucket_span);
      if (time != Step::groups_type::never) bucket = &step.store_.find_or_create(start, start + Step::groups_type::time_bucket_span);
    }
    return {bucket, std::move(key)};
  }
  static void restore(void* restored, std::string_view key_bytes, std::string_view value) {
    Step& step = *static_cast<Step*>(restored);
    auto const at = place_of(step, key_bytes);
    step.locate(*at.bucket, Step::hash_of(at.key), at.key).value() = read_state<States>(value);
    if (step.durable_.make_room != nullptr) step.durable_.make_room(step);
  }

  static void use_store(void* user, state_store* store, std::uint64_t in_memory) {
    auto& durable = static_cast<Step*>(user)->durable_;
    durable.store = store;
    durable.in_memory = in_memory;
    durable.take_back = take_from_store;
    durable.emit_apart = emit_stored;
    durable.evict_apart = evict_stored;
    durable.make_room = hand_over;
  }
  static States take_from_store(Step& step, Bucket const& bucket, Key const& key) {
    std::string key_bytes;
    std::string value;
    append_key(key_bytes, bucket, key);
    if (!step.durable_.store->take(key_bytes, value)) return step.groups_.empty_states();
    --step.durable_.apart;
    return read_state<States>(value);
  }
  struct store_group {
    state_store* store;
    Bucket const* bucket;
    void operator()(Key const& key, States const& states) const {
      std::string key_bytes;
      std::string value;
      append_key(key_bytes, *bucket, key);
      append_state(value, states);
      store->put(key_bytes, value);
    }
  };
  struct hand_bucket_over {
    Step* step;
    void operator()(Bucket& bucket) const {
      std::as_const(bucket.groups).for_each(store_group{step->durable_.store, &bucket});
      step->durable_.apart += bucket.groups.size();
      bucket.groups.clear();
    }
  };
  /// All groups go when there are too many: those that have rows soon come back one by one, and the rest stays away.
  static void hand_over(Step& step) {
    if (step.store_.size() > step.durable_.in_memory) step.store_.for_each_bucket(hand_bucket_over{&step});
  }

  static bool emit_entry(void* emitting, std::string_view key_bytes, std::string_view value) {
    Step& step = *static_cast<Step*>(emitting);
    auto const at = place_of(step, key_bytes);
    step.emit(at.key, read_state<States>(value), *at.bucket);
    return true;
  }
  static void emit_stored(Step& step) { step.durable_.store->visit({}, emit_entry, &step); }

  static bool evict_entry(void* evicting, std::string_view key_bytes, std::string_view value) {
    Step& step = *static_cast<Step*>(evicting);
    state_reader in{key_bytes};
    Bucket bucket;
    if constexpr (Step::by_window) {
      bucket.start = in.number<std::int64_t>();
      bucket.end = in.number<std::int64_t>();
    }
    auto const key = read_state<Key>(in);
    if constexpr (Step::by_time) {
      if (step.groups_.time_of_key(key) > step.evict_watermark_) return true;
    }
    if (step.durable_.changes != nullptr) step.durable_.changes->remove(key_bytes);
    if constexpr (Step::emits_evicted) step.emit(key, read_state<States>(value), bucket);
    ++step.removed_;
    --step.durable_.apart;
    return false;
  }
  static void evict_stored(Step& step, Bucket const* bucket) {
    if (step.durable_.apart == 0 || (Step::by_time && bucket != nullptr)) return;
    std::string prefix;
    if (bucket != nullptr) append_bucket(prefix, *bucket);
    step.durable_.store->visit(prefix, evict_entry, &step);
  }
};

}  // namespace sluice
