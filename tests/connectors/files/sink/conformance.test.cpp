// SPDX-License-Identifier: Apache-2.0
// File sinks keep what contract/sink.hpp asks of a sink that writes exactly once.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace sluice;
using namespace files_test;
using testing::check_sink;
using testing::delivery;
using testing::sink_place;

TEST_CASE("the CSV sink shows the rows of each committed epoch once") {
  support::temporary_folder const folder;
  int places = 0;
  CHECK(check_sink(delivery::exactly_once, [&] {
    auto const path = folder / std::to_string(places++);
    return sink_place{csv::sink{.path = path}, [path] { return values_of_csv(path); }};
  }));
  CHECK(places == 5);
}

TEST_CASE("the text sink shows the rows of each committed epoch once, also in several files") {
  support::temporary_folder const folder;
  int places = 0;
  CHECK(check_sink(delivery::exactly_once, [&] {
    auto const path = folder / std::to_string(places++);
    return sink_place{text::sink{.path = path, .max_records_per_file = 2}, [path] { return lines_of_text(path); }};
  }));
}

TEST_CASE("a sink by folders shows the rows of each committed epoch once") {
  struct with_folder {
    row<cell<"value", std::string>, cell<"last", std::string>> operator()(std::string const& text) const {
      return {{text}, {text.substr(text.size() - 1)}};
    }
  };
  support::temporary_folder const folder;
  int places = 0;
  CHECK(check_sink(delivery::exactly_once, [&] {
    auto const path = folder / std::to_string(places++);
    return sink_place{csv::sink_by<"last">{.path = path, .max_open_files = 2}, [path] { return values_of_csv(path); }};
  }, with_folder{}));
}
