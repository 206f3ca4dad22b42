// SPDX-License-Identifier: Apache-2.0
// docs/validity.md says what the compiler does: its tables are made from the verdicts and compared.
#include <sluice/connectors/console/console.hpp>
#include <sluice/connectors/foreach/foreach.hpp>
#include <sluice/connectors/memory/memory_sink.hpp>
#include <sluice/expressions/aggregates/approx_count_distinct.hpp>
#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/plan.hpp>

#include <support/validity_table.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

struct event {
  timestamp time;
  std::string key;
  int value;
  std::vector<std::string> tags;
};
SLUICE_RECORD(event, time, key, value, tags);

constexpr sink_traits any_sink{.name = "any"};
constexpr auto counts = pushed_rows<event>{} | group_by<"key">() | count();
constexpr auto other = pushed_rows<event>{};

void append_cell(std::string& line, rule verdict) {
  line += verdict == rule::allowed ? "yes" : std::to_string(static_cast<int>(verdict));
  line += " | ";
}

template <std::size_t Size>
void append_query(std::string& table, std::string_view code, stage_list<Size> const& stages) {
  std::string line = "| `";
  for (char const letter : code) {
    if (letter == '|') line += '\\';
    line += letter;
  }
  line += "` | ";
  for (auto const which : {mode::append, mode::update, mode::complete})
    append_cell(line, verdict(stages, which, trigger_kind::processing_time, any_sink));
  std::string_view in_mode;
  for (auto const which : {mode::append, mode::update, mode::complete})
    if (verdict(stages, which, trigger_kind::continuous, any_sink) == rule::allowed) in_mode = in_mode.empty() ? to_string(which) : "yes";
  // In no mode: what the mode in which most goes says to it.
  if (in_mode.empty()) append_cell(line, verdict(stages, mode::update, trigger_kind::continuous, any_sink));
  else line += std::string{in_mode} + " | ";
  line.pop_back();
  table += line + '\n';
}

/// The query in the words of the document is the one that is judged.
#define SLUICE_JUDGED(...) append_query(table, #__VA_ARGS__, decltype(pushed_rows<event>{} | __VA_ARGS__)::stages)

std::string table_of_queries() {
  std::string table = "| query | append | update | complete | continuous trigger |\n|---|---|---|---|---|\n";
  SLUICE_JUDGED(where(col<"value"> > 1) | select<"key">());
  SLUICE_JUDGED(with_column<"twice">(col<"value"> * 2) | drop<"value">() | rename<"twice", "value">());
  SLUICE_JUDGED(with_watermark<"time">(10min));
  SLUICE_JUDGED(select(explode(col<"tags">).as<"tag">()));
  SLUICE_JUDGED(union_with(other));
  SLUICE_JUDGED(limit(5));
  SLUICE_JUDGED(order_by<"value">());
  SLUICE_JUDGED(aggregate(count()));
  SLUICE_JUDGED(group_by<"key">() | count());
  SLUICE_JUDGED(group_by(window(col<"time">, 5min)) | count());
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by(window(col<"time">, 5min), col<"key">) | count());
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by<"time">() | count());
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by<"key">() | count());
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by(cast<date>(col<"time">)) | count());
  SLUICE_JUDGED(group_by(window(col<"time">, 5min)) | count() | with_watermark<"window">(10min));
  SLUICE_JUDGED(group_by<"key">() | count_distinct(col<"value">));
  SLUICE_JUDGED(group_by<"key">() | approx_count_distinct(col<"value">));
  SLUICE_JUDGED(group_by<"key">() | count() | order_by<"count">());
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by(window(col<"time">, 5min)) | count() | limit(5));
  SLUICE_JUDGED(group_by<"key">() | count() | limit(5));
  SLUICE_JUDGED(limit(5) | group_by<"key">() | count());
  SLUICE_JUDGED(group_by<"key">() | count() | union_with(counts));
  SLUICE_JUDGED(group_by<"key">() | count() | aggregate(max(col<"count">)));
  SLUICE_JUDGED(with_watermark<"time">(10min) | group_by(window(col<"time">, 5min), col<"key">) | count() |
                group_by(window(col<"window">, 1h)) | sum(col<"count">));
  return table;
}

std::string list_of_rules() {
  std::string const errors = support::read_project_file("include/sluice/plan/errors.hpp");
  std::string list;
  for (int number = 1; number <= static_cast<int>(support::last_rule); ++number) {
    auto const name = support::name_of(static_cast<rule>(number));
    std::string words = support::words_of(name, errors);
    REQUIRE_FALSE(words.empty());
    list += std::to_string(number) + ". `" + std::string{name} + "`: " + words + "\n";
  }
  return list;
}

void compare_made_part(std::string const& name, std::string const& expected) {
  std::string document = support::read_project_file("docs/validity.md");
  auto const part = support::find_made_part(document, name);
  REQUIRE(part.begin > 0);
  if (std::getenv("SLUICE_WRITE_DOCS") != nullptr) {
    document.replace(part.begin, part.size, expected);
    std::ofstream{support::file_of_project("docs/validity.md"), std::ios::binary} << document;
  } else {
    CHECK(document.substr(part.begin, part.size) == expected);
  }
}

}  // namespace

TEST_CASE("docs/validity.md has the verdict on each of its queries") { compare_made_part("queries", table_of_queries()); }

TEST_CASE("docs/validity.md has each rule in the compiler's words") { compare_made_part("rules", list_of_rules()); }

TEST_CASE("docs/validity.md says what the sinks of the core take") {
  struct take_nothing {
    void operator()(int) const {}
  };
  CHECK(support::documents_sink("console::sink", console::sink::traits));
  CHECK(support::documents_sink("memory_sink<>", memory_sink<>::traits));
  CHECK(support::documents_sink("foreach_row(...)", decltype(foreach_row(take_nothing{}))::traits));
  CHECK(support::documents_sink("foreach_batch(...)", decltype(foreach_batch(take_nothing{}))::traits));
}
