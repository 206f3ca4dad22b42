// SPDX-License-Identifier: Apache-2.0
// The word count over lines of text: split, explode, count by word, against a loop by hand with a hash table that can be asked by view.
// Both must come to the same counts. `ratio` is our time by that by hand: below 1 is faster than by hand.
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "support/paired.hpp"

#include <benchmark/benchmark.h>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;

struct line {
  std::string value;
};
SLUICE_RECORD(line, value);

/// Lines of eight words; the k-th commonest word comes about 1/k as often as the first, as in real texts.
std::vector<line> const& lines(std::size_t vocabulary) {
  static std::map<std::size_t, std::vector<line>> made;
  auto& found = made[vocabulary];
  if (!found.empty()) return found;
  std::mt19937_64 random{7};
  std::vector<std::string> words;
  for (std::size_t i = 0; i < vocabulary; ++i) {
    std::string word;
    for (std::uint64_t size = 2 + random() % 9; size > 0; --size) word += static_cast<char>('a' + random() % 26);
    words.push_back(word);
  }
  std::uniform_real_distribution<double> uniform{0, std::log(static_cast<double>(vocabulary))};
  for (int i = 0; i < 50'000; ++i) {
    found.emplace_back();
    for (int word = 0; word < 8; ++word) {
      if (word > 0) found.back().value += ' ';
      found.back().value += words[static_cast<std::size_t>(std::exp(uniform(random))) - 1];
    }
  }
  return found;
}

struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return boost::hash<std::string_view>{}(text); }
};

auto count_by_hand(std::vector<line> const& input) {
  boost::unordered_flat_map<std::string, std::int64_t, text_hash, std::equal_to<>> words;
  for (line const& one : input) {
    std::string_view rest = one.value;
    for (;;) {
      std::size_t const end = rest.find(' ');
      std::string_view const word = rest.substr(0, end);
      auto found = words.find(word);
      if (found == words.end()) found = words.emplace(word, 0).first;
      ++found->second;
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  return words;
}

void word_count(benchmark::State& state) {
  auto const& input = lines(static_cast<std::size_t>(state.range(0)));
  auto const query = read(input) | select(explode(split(col<"value">, " ")).as<"word">()) | group_by<"word">() | count();
  struct result {
    std::int64_t total = 0;
    std::int64_t words = 0;
    std::int64_t squares = 0;
    void add(std::int64_t times) {
      total += times;
      ++words;
      squares += times * times;
    }
    bool operator==(result const&) const = default;
  };
  bench::paired(
      state, input.size() * 8,
      [&] {
        result sum;
        for (auto const& [word, times] : count_by_hand(input)) sum.add(times);
        return sum;
      },
      [&] {
        result sum;
        for_each_row(query, [&](auto const& row) { sum.add(row.template get<"count">()); });
        return sum;
      });
}

BENCHMARK(word_count)->Arg(1000)->Arg(50'000)->Arg(1'000'000)->Iterations(15);

}  // namespace
