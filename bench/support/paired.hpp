// SPDX-License-Identifier: Apache-2.0
// Two ways of doing the same work, measured in turn within one run, so that a machine that slows down slows both. Reports nanoseconds
// per record of each and their ratio (ours by hand: below 1 is faster than by hand), medians over the repetitions.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace bench {

/// Seconds of processor time this thread has had. Not wall time, of which other programs take their part.
inline double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// The seconds a call takes, and its result.
template <class Work>
auto timed(Work&& work, double& seconds) {
  double const before = thread_seconds();
  auto result = work();
  seconds = thread_seconds() - before;
  return result;
}

inline double median(std::vector<double> values) {
  auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Runs `hand` and `ours` in turn, checks that their results are equal, and reports.
template <class Hand, class Ours>
void paired(benchmark::State& state, std::size_t records, Hand&& hand, Ours&& ours) {
  std::vector<double> hand_times;
  std::vector<double> our_times;
  std::vector<double> ratios;
  for (auto _ : state) {
    double by_hand = 0;
    double by_us = 0;
    // Which comes first alternates, so that neither always finds the other's warm cache.
    bool const hand_first = ratios.size() % 2 == 0;
    auto expected = hand_first ? timed(hand, by_hand) : decltype(hand()){};
    auto const result = timed(ours, by_us);
    if (!hand_first) expected = timed(hand, by_hand);
    if (!(expected == result)) {
      state.SkipWithError("the results differ");
      return;
    }
    hand_times.push_back(by_hand * 1e9 / static_cast<double>(records));
    our_times.push_back(by_us * 1e9 / static_cast<double>(records));
    ratios.push_back(by_us / by_hand);
  }
  state.counters["hand_ns"] = median(hand_times);
  state.counters["sluice_ns"] = median(our_times);
  state.counters["ratio"] = median(ratios);
}

}  // namespace bench
