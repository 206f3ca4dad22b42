// SPDX-License-Identifier: Apache-2.0
// Random histories of a folder - files appear, change, move, vanish, the query starts again - against a naive model of which file is taken when
// (semantics 15.3).
#include <sluice/connectors/files/tracker.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace sluice;

namespace {

constexpr std::int64_t epoch = 1'700'000'000'000;

struct fact {
  std::string name;
  std::int64_t age = 0;  ///< modification time behind the epoch
  std::uint64_t size = 0;
};

/// What should be taken, by lists and loops.
struct model {
  files::watch how;
  std::map<std::string, fact> folder;
  std::map<std::string, std::int64_t> seen;
  std::vector<fact> cache;
  std::optional<std::int64_t> bound;

  void purge() {
    if (how.latest_first && (how.max_files_per_trigger || how.max_bytes_per_trigger)) return;
    std::int64_t newest = bound ? *bound + how.max_file_age.count() : std::int64_t{-1} << 40;
    for (auto const& [name, age] : seen) newest = std::max(newest, age);
    bound = newest - how.max_file_age.count();
    std::erase_if(seen, [&](auto const& one) { return one.second < *bound; });
  }
  void restart() { cache.clear(); }

  std::string next_batch() {
    std::vector<fact> candidates = cache;
    if (cache.empty()) {
      for (auto const& [name, file] : folder)
        if (!seen.contains(name) && (!bound || file.age >= *bound)) candidates.push_back(file);
      std::stable_sort(candidates.begin(), candidates.end(),
                       [&](fact const& left, fact const& right) { return how.latest_first ? left.age > right.age : left.age < right.age; });
    } else {
      std::erase_if(candidates, [&](fact const& file) { return !folder.contains(file.name); });
    }
    std::string taken;
    std::size_t count = 0;
    std::uint64_t bytes = 0;
    for (auto const& file : candidates) {
      if (how.max_files_per_trigger && count == *how.max_files_per_trigger) break;
      if (how.max_bytes_per_trigger && count != 0 && bytes + file.size > *how.max_bytes_per_trigger) break;
      bytes += file.size;
      ++count;
      seen[file.name] = file.age;
      taken += file.name + ' ';
    }
    keep({candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end()});
    if (count != 0) purge();
    return taken;
  }
  void keep(std::vector<fact> rest) {
    cache.clear();
    if (how.latest_first || (!how.max_files_per_trigger && !how.max_bytes_per_trigger)) return;
    if (rest.size() > how.max_cached_files) rest.resize(how.max_cached_files);
    double share = 0;
    for (auto const& file : rest)
      share += how.max_files_per_trigger ? 1.0 / static_cast<double>(*how.max_files_per_trigger)
                                         : static_cast<double>(file.size) / static_cast<double>(*how.max_bytes_per_trigger);
    if (share + 1e-9 >= how.discard_cached_input_ratio) cache = std::move(rest);
  }
};

struct history {
  std::mt19937 random;
  support::temporary_folder folder;
  model expected;
  std::shared_ptr<testing::memory_storage> log = std::make_shared<testing::memory_storage>();
  std::optional<files::tracker> tracker;
  std::int64_t at = -1;

  explicit history(unsigned seed) : random(seed) {
    auto& how = expected.how;
    how.max_file_age = std::chrono::milliseconds{pick(2) == 0 ? 1'000'000 : 50};
    how.latest_first = pick(3) == 0;
    if (auto const limit = pick(3); limit == 1) how.max_files_per_trigger = 1 + pick(4);
    else if (limit == 2) how.max_bytes_per_trigger = 1 + pick(20);
    how.max_cached_files = pick(3) == 0 ? 3 : 10'000;
    how.discard_cached_input_ratio = pick(2) == 0 ? 0.2 : 0.9;
    open();
  }
  std::uint64_t pick(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>{0, bound - 1}(random); }
  std::string any_name() { return "f" + std::to_string(pick(40)); }

  void open() {
    files::options how;
    how.path = folder.path();
    how.watch = expected.how;
    tracker.emplace(how, files_test::with_log(log));
    expected.restart();
  }
  void put() {
    fact file{any_name(), static_cast<std::int64_t>(pick(200)), pick(8)};
    files_test::put(folder / ("." + file.name), std::string(file.size, 'x'), epoch + file.age);
    std::filesystem::rename(folder / ("." + file.name), folder / file.name);
    expected.folder[file.name] = file;
  }
  void remove() {
    auto const name = any_name();
    std::filesystem::remove(folder / name);
    expected.folder.erase(name);
  }
  void rename() {
    auto const from = any_name();
    auto const to = any_name();
    if (from == to || !expected.folder.contains(from)) return;
    std::filesystem::rename(folder / from, folder / to);
    auto file = expected.folder[from];
    file.name = to;
    expected.folder.erase(from);
    expected.folder[to] = file;
  }
  void trigger() {
    CHECK(files_test::next_batch(*tracker, at) == expected.next_batch());
    if (pick(2) == 0) tracker->commit(at);
  }
};

}  // namespace

TEST_CASE("a source takes the files that a naive model takes, whatever happens to the folder", "[files]") {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    history story{seed};
    for (int step = 0; step < 60; ++step) {
      CAPTURE(step);
      auto const what = story.pick(12);
      if (what < 5) story.put();
      else if (what < 6) story.remove();
      else if (what < 8) story.rename();
      else if (what < 9) story.open();
      else story.trigger();
    }
    CHECK(story.tracker->seen().size() == story.expected.seen.size());
  }
}
