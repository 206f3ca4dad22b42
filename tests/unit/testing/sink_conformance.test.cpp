// SPDX-License-Identifier: Apache-2.0
// The trial of sinks itself: it accepts what keeps its promise, and finds what does not.
#include <sluice/connectors/foreach/foreach.hpp>
#include <sluice/connectors/memory/memory_sink.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using testing::check_sink;
using testing::delivery;
using testing::sink_place;

struct value_record {
  std::string value;
};
SLUICE_RECORD(value_record, value);

struct table {
  std::vector<std::string> values;
  std::set<std::uint64_t> epochs;
};

/// Keeps the rows of batches; `once`: passes over epochs that it has seen.
auto keeping_batches(std::shared_ptr<table> const& kept, bool once) {
  return foreach_batch([kept, once](auto const& rows, std::uint64_t epoch) {
    if (!kept->epochs.insert(epoch).second && once) return;
    for (auto const& row : rows) kept->values.push_back(row.template get<"value">());
  });
}

/// A sink with a fault, into a table.
struct broken_sink {
  std::shared_ptr<table> kept;
  std::string_view fault;

  [[maybe_unused]] static constexpr sink_traits traits{.name = "broken"};

  struct writer {
    std::shared_ptr<table> kept;
    std::string_view fault;
    std::vector<std::string> pending{};
    std::set<std::uint64_t> seen{};

    void begin(std::uint64_t, mode) {
      if (fault != "keeps rows of an earlier try") pending.clear();
    }
    template <class Row>
    void write(Row const& row) {
      if (fault == "shows rows at once") kept->values.push_back(get<"value">(row));
      else pending.push_back(get<"value">(row));
    }
    void commit(std::uint64_t epoch) {
      auto& epochs = fault == "forgets epochs at a restart" ? seen : kept->epochs;
      bool const is_new = epochs.insert(epoch).second;
      if (fault != "repeats commits" && !is_new) return pending.clear();
      if (fault == "loses a row" && !pending.empty()) pending.pop_back();
      kept->values.insert(kept->values.end(), pending.begin(), pending.end());
      if (fault != "repeats commits") pending.clear();
    }
    [[nodiscard]] std::string describe() const { return "broken"; }
  };
  template <class Schema>
  [[nodiscard]] writer open(sink_context const&) const {
    return {kept, fault};
  }
};

testing::comparison check_broken(delivery promised, std::string_view fault) {
  return check_sink(promised, [fault] {
    auto const kept = std::make_shared<table>();
    return sink_place{broken_sink{kept, fault}, [kept] { return kept->values; }};
  });
}

}  // namespace

TEST_CASE("the memory sink shows the rows of each committed epoch once") {
  CHECK(check_sink(delivery::exactly_once, [] {
    memory_sink<value_record> const sink;
    return sink_place{sink, [sink] {
      std::vector<std::string> values;
      for (auto const& row : sink.rows()) values.push_back(row.value);
      return values;
    }};
  }));
}

TEST_CASE("foreach_batch with a function that remembers epochs is exactly once, with one that does not at least once") {
  auto const place = [](bool once) {
    return [once] {
      auto const kept = std::make_shared<table>();
      return sink_place{keeping_batches(kept, once), [kept] { return kept->values; }};
    };
  };
  CHECK(check_sink(delivery::exactly_once, place(true)));
  CHECK(check_sink(delivery::at_least_once, place(false)));
  auto const refused = check_sink(delivery::exactly_once, place(false));
  CHECK_FALSE(refused);
  CHECK_THAT(refused.text(), Catch::StartsWith("after a second commit of the last epoch:"));
}

TEST_CASE("foreach_row is at least once") {
  CHECK(check_sink(delivery::at_least_once, [] {
    auto const kept = std::make_shared<table>();
    return sink_place{foreach_row([kept](auto const& row) { kept->values.push_back(std::string{row.template get<"value">()}); }),
                      [kept] { return kept->values; }};
  }));
}

TEST_CASE("the trial finds sinks that break their promise, and says where") {
  CHECK(check_broken(delivery::exactly_once, "no fault"));
  CHECK_THAT(check_broken(delivery::exactly_once, "shows rows at once").text(), Catch::StartsWith("while epoch 0 is written:"));
  CHECK_THAT(check_broken(delivery::exactly_once, "repeats commits").text(), Catch::StartsWith("after a second commit of the last epoch:"));
  CHECK_THAT(check_broken(delivery::exactly_once, "forgets epochs at a restart").text(),
             Catch::StartsWith("after an epoch has run again whose commit the query did not hear of:"));
  CHECK_THAT(check_broken(delivery::exactly_once, "keeps rows of an earlier try").text(), Catch::StartsWith("after an epoch was begun twice:"));
  CHECK_THAT(check_broken(delivery::at_least_once, "loses a row").text(), Catch::StartsWith("after epoch 0:"));
  CHECK(check_broken(delivery::at_least_once, "shows rows at once"));
}
