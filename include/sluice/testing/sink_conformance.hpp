// SPDX-License-Identifier: Apache-2.0
// What every sink must do, for those who write one: epochs are written, committed, cut off, repeated and written by a second run, and after each
// step what is visible is held against what was committed (contract/sink.hpp). Needs no query and no test framework:
//
//   CHECK(testing::check_sink(testing::delivery::exactly_once, [] { return testing::sink_place{my_sink{...}, what_is_visible}; }));
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/testing/same_rows.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sluice::testing {

/// What a sink promises of the rows of a committed epoch, whatever happened before.
enum class delivery {
  at_least_once,  ///< all are visible, perhaps several times, beside rows of epochs that were not committed
  exactly_once,   ///< all are visible once, and no others
};

/// A sink on a place of its own, and how to look at it: `visible` gives the texts of the column `value` of all rows there, in any order.
template <class Sink>
struct sink_place {
  Sink sink;
  std::function<std::vector<std::string>()> visible;
};
template <class Sink, class Visible>
sink_place(Sink, Visible) -> sink_place<Sink>;

/// The row that is written for a text, unless a test has another: one column, `value`.
struct row_of_value {
  [[nodiscard]] row<cell<"value", std::string>> operator()(std::string const& text) const { return {{text}}; }
};

namespace detail {

/// Runs of one query into one place, and what should be visible there.
template <class Sink, class MakeRow>
class sink_trial {
 public:
  sink_trial(delivery promised, sink_place<Sink> place, MakeRow make_row)
      : promised_(promised), place_(std::move(place)), make_row_(std::move(make_row)) {
    start();
  }

  /// The query starts, or starts again.
  void start() {
    sink_context context;
    context.query_name = "conformance";
    context.query_id = "6f2ad37c-5a1c-4a52-9d1c-2f4d5c1be6a1";
    running_ = std::make_unique<run>(place_.sink, context);
  }
  void begin(std::uint64_t epoch) {
    epoch_ = epoch;
    rows_.clear();
    running_->writer.begin(epoch, mode::append);
  }
  void write(int count) {
    for (int i = 0; i < count; ++i) {
      rows_.push_back(std::to_string(epoch_) + ':' + std::to_string(rows_.size()));
      written_.insert(rows_.back());
      running_->writer.write(make_row_(rows_.back()));
    }
  }
  void commit() {
    running_->writer.commit(epoch_);
    if (!committed_.insert(epoch_).second) return;
    expected_.insert(expected_.end(), rows_.begin(), rows_.end());
  }
  void whole(std::uint64_t epoch, int count) {
    begin(epoch);
    write(count);
    commit();
  }
  /// The process is killed: nothing of the writer runs any more, not even its end, until all is over.
  void kill() { killed_.push_back(std::move(running_)); }
  /// The query fails: the writer ends.
  void fail() { running_.reset(); }
  void bury() { killed_.clear(); }

  /// Throws a text that tells of the difference, if there is one.
  void look(std::string const& when) const {
    auto found = place_.visible();
    auto wanted = expected_;
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    if (promised_ == delivery::at_least_once) {
      for (auto const& one : found)
        if (!written_.contains(one)) throw when + ": a row is visible that was never written: " + one;
      found.erase(std::unique(found.begin(), found.end()), found.end());
      std::vector<std::string> lacking;
      std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(), std::back_inserter(lacking));
      if (!lacking.empty()) throw when + ":\n" + same_rows(texts(found), texts(wanted)).text();
    } else if (found != wanted) {
      throw when + ":\n" + same_rows(texts(found), texts(wanted)).text();
    }
  }

 private:
  using schema = schema_of<decltype(std::declval<MakeRow const&>()(std::string{}))>;
  static_assert(sink_for<Sink, schema>, "this is no sink for these rows: see contract/sink.hpp for what one provides");
  struct run {
    writer_of<Sink, schema> writer;
    run(Sink const& sink, sink_context const& context) : writer(sink.template open<schema>(context)) {}
  };

  [[nodiscard]] static std::vector<std::vector<std::string>> texts(std::vector<std::string> const& values) {
    std::vector<std::vector<std::string>> rows;
    for (auto const& one : values) rows.push_back({one});
    return rows;
  }

  delivery promised_;
  sink_place<Sink> place_;
  MakeRow make_row_;
  std::unique_ptr<run> running_;
  std::vector<std::unique_ptr<run>> killed_;
  std::uint64_t epoch_ = 0;
  std::vector<std::string> rows_;       // of the epoch
  std::vector<std::string> expected_;   // of all committed epochs
  std::set<std::string> written_;
  std::set<std::uint64_t> committed_;
};

template <class Trial>
void try_orderly_epochs(Trial& trial) {
  trial.look("before the first epoch");
  for (std::uint64_t epoch = 0; epoch < 25; ++epoch) {
    trial.begin(epoch);
    trial.write(epoch % 4 == 3 ? 0 : 5);
    trial.look("while epoch " + std::to_string(epoch) + " is written");
    trial.commit();
    trial.look("after epoch " + std::to_string(epoch));
  }
  trial.commit();
  trial.look("after a second commit of the last epoch");
  trial.fail();
  trial.look("after the query has ended");
}

template <class Trial>
void try_cut_off_epochs(Trial& trial) {
  trial.whole(0, 3);
  trial.begin(1);
  trial.write(3);
  trial.kill();
  trial.look("after a kill between rows");
  trial.start();
  trial.whole(1, 3);
  trial.look("after the epoch that was cut off has run again");
  trial.kill();
  trial.start();
  trial.whole(1, 3);
  trial.look("after an epoch has run again whose commit the query did not hear of");
  trial.whole(2, 2);
  trial.begin(3);
  trial.write(2);
  trial.fail();
  trial.look("after a failure between rows");
  trial.start();
  trial.begin(3);
  trial.write(1);
  trial.begin(3);
  trial.write(4);
  trial.commit();
  trial.look("after an epoch was begun twice");
  trial.bury();
  trial.look("after what was left of the killed runs is gone");
}

template <class Trial>
void try_mishaps_at_random(Trial& trial, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (std::uint64_t epoch = 0; epoch < 24;) {
    int const rows = static_cast<int>(random() % 4);
    trial.begin(epoch);
    trial.write(rows);
    auto const mishap = random() % 6;
    if (mishap > 1) trial.commit();
    if (mishap > 3) {
      ++epoch;
      continue;
    }
    if (mishap % 2 == 0) trial.kill();
    else trial.fail();
    trial.look("at random, in epoch " + std::to_string(epoch));
    trial.start();
    // An epoch that was committed has the same rows when it comes again.
    if (mishap > 1) trial.whole(epoch++, rows);
  }
  trial.bury();
  trial.look("at random, at the end");
}

}  // namespace detail

/// Drives a sink through epochs, kills, failures and repeats. `make_place` gives an empty place for each trial; `make_row` the row for a text, where the
/// sink does not take one column `value`. True if the sink keeps its promise; else text() says where it does not. Kills are simulated: the
/// writer is left as it is. What a real one leaves behind, half of a file, is for a test with processes.
template <class MakePlace, class MakeRow = row_of_value>
[[nodiscard]] comparison check_sink(delivery promised, MakePlace make_place, MakeRow make_row = {}) {
  using sink_type = decltype(make_place().sink);
  using trial = detail::sink_trial<sink_type, MakeRow>;
  try {
    trial orderly{promised, make_place(), make_row};
    detail::try_orderly_epochs(orderly);
    trial cut_off{promised, make_place(), make_row};
    detail::try_cut_off_epochs(cut_off);
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
      trial at_random{promised, make_place(), make_row};
      detail::try_mishaps_at_random(at_random, seed);
    }
  } catch (std::string const& difference) {
    return comparison{difference};
  } catch (std::exception const& failure) {
    return comparison{std::string{"the sink failed: "} + failure.what()};
  }
  return {};
}

}  // namespace sluice::testing
