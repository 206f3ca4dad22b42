// SPDX-License-Identifier: Apache-2.0
// Recovery at each operation of the storage, for each kind of query; in memory, and in a folder (semantics 12.2).
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/map_state_store.hpp>
#include <support/recovery.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace sluice;
using namespace std::chrono_literals;
using support::check_recovery;
using support::windowed_sums;

namespace {

storage_ptr in_memory() { return std::make_shared<testing::memory_storage>(); }

}  // namespace

TEST_CASE("recovery: windows in append mode") { check_recovery(windowed_sums(), append, 1, {in_memory}); }
TEST_CASE("recovery: windows in update mode") { check_recovery(windowed_sums(), update, 2, {in_memory}); }
TEST_CASE("recovery: totals in complete mode") {
  check_recovery(group_by(col<"text">) | aggregate(sum(col<"value">)), complete, 3, {in_memory});
}
TEST_CASE("recovery: a query without state") { check_recovery(where(col<"value"> > 50), append, 4, {in_memory}); }
TEST_CASE("recovery: two aggregations in a row") {
  check_recovery(windowed_sums() | group_by(window(col<"window">, 20s)) | aggregate(count()), append, 5, {in_memory});
}
TEST_CASE("recovery: a limit over the whole stream") { check_recovery(limit(7), append, 6, {in_memory}); }

TEST_CASE("recovery: state in three ranges of keys") { check_recovery(windowed_sums(), append, 10, {in_memory, 3, 1, {3}}); }

TEST_CASE("recovery: groups in a state store") {
  support::checkpoint_kind const kind{2, std::make_shared<support::map_state_stores>(2)};
  support::recovery_trial const trial{in_memory, 5, 3, kind};
  check_recovery(windowed_sums(), append, 11, trial);
  check_recovery(windowed_sums(), update, 12, trial);
  check_recovery(windowed_sums(), complete, 13, trial);
  check_recovery(group_by<"text">() | sum<"value">(), update, 14, trial);
  check_recovery(with_watermark<"time">(5s) | group_by<"time">() | count(), append, 15, trial);
  check_recovery(with_watermark<"time">(5s) | group_by<"time">() | count(), update, 16, trial);
  check_recovery(with_watermark<"time">(5s) | group_by(window(col<"time">, 10s, 4s), col<"text">) | count(), append, 17, trial);
  check_recovery(aggregate(count()), complete, 18, trial);
  check_recovery(windowed_sums() | group_by(window(col<"window">, 20s)) | aggregate(count()), append, 19, trial);
}

TEST_CASE("recovery: in a folder") {
  support::temporary_folder const folder;
  int made = 0;
  auto const in_folder = [&]() -> storage_ptr {
    return std::make_shared<local_storage>(folder / std::to_string(made++), durability::buffered);
  };
  check_recovery(windowed_sums(), append, 7, {in_folder, 1, 2});
}
