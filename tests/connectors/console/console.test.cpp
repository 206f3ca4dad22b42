// SPDX-License-Identifier: Apache-2.0
// The exact text of the console sink: semantics 17.1.
#include <sluice/testing.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace sluice;

struct word {
  std::string value;
  std::int64_t count;
};
SLUICE_RECORD(word, value, count);

struct number {
  std::int64_t value;
};
SLUICE_RECORD(number, value);

struct text {
  std::string value;
};
SLUICE_RECORD(text, value);

struct maybe {
  std::optional<std::string> name;
  std::optional<std::int32_t> n;
};
SLUICE_RECORD(maybe, name, n);

std::string const rule(43, '-');

std::string header(int batch) { return rule + "\nBatch: " + std::to_string(batch) + "\n" + rule + "\n"; }

/// What a sink prints of one batch of rows.
template <class Record>
std::string printed(std::vector<Record> const& rows, console::sink sink = {}) {
  std::string page;
  sink.text = &page;
  memory_stream<Record> in;
  in.add_range(rows);
  auto query = read_stream(in) | write_stream(sink) | trigger(once()) | start();
  query.await_termination();
  return page;
}

/// The same without the lines above the table.
template <class Record>
std::string table(std::vector<Record> const& rows, console::sink sink = {}) {
  return printed(rows, sink).substr(header(0).size());
}

TEST_CASE("console: a batch is a table under its number") {
  CHECK(printed(std::vector<word>{{"abc", 1}}) ==
        "-------------------------------------------\n"
        "Batch: 0\n"
        "-------------------------------------------\n"
        "+-----+-----+\n"
        "|value|count|\n"
        "+-----+-----+\n"
        "|  abc|    1|\n"
        "+-----+-----+\n"
        "\n");
}

TEST_CASE("console: each batch is printed when it is committed, also one without rows") {
  std::string page;
  memory_stream<number> in;
  auto query = read_stream(in) | where(col<"value"> < 7) | write_stream(console::sink{.text = &page}) | start();
  in.add({{1}, {2}, {3}});
  query.process_all_available();
  in.add({{4}, {5}, {6}});
  query.process_all_available();
  in.add(number{7});
  query.process_all_available();
  query.stop();
  CHECK(page == header(0) +
                    "+-----+\n|value|\n+-----+\n|    1|\n|    2|\n|    3|\n+-----+\n\n" + header(1) +
                    "+-----+\n|value|\n+-----+\n|    4|\n|    5|\n|    6|\n+-----+\n\n" + header(2) +
                    "+-----+\n|value|\n+-----+\n+-----+\n\n");
}

TEST_CASE("console: more rows than are shown are told of in the last line, in place of the empty one") {
  CHECK(table(std::vector<number>{{1}, {2}, {3}}, {.num_rows = 2}) ==
        "+-----+\n|value|\n+-----+\n|    1|\n|    2|\n+-----+\nonly showing top 2 rows\n");
  CHECK(table(std::vector<number>{{1}, {2}}, {.num_rows = 1}) == "+-----+\n|value|\n+-----+\n|    1|\n+-----+\nonly showing top 1 row\n");
  CHECK(table(std::vector<number>{{1}, {2}}, {.num_rows = 2}) == "+-----+\n|value|\n+-----+\n|    1|\n|    2|\n+-----+\n\n");
  CHECK(table(std::vector<number>{{1}}, {.num_rows = 0}) == "+-----+\n|value|\n+-----+\n+-----+\nonly showing top 0 rows\n");
}

TEST_CASE("console: twenty rows are shown, unless told otherwise") {
  auto const page = table(std::vector<number>(21));
  CHECK(page.find("only showing top 20 rows\n") != std::string::npos);
  CHECK(table(std::vector<number>(20)).find("only") == std::string::npos);
}

TEST_CASE("console: a cell of more than twenty characters shows seventeen and three dots") {
  CHECK(table(std::vector<text>{{"123456789012345678901234567890"}}) ==
        "+--------------------+\n|               value|\n+--------------------+\n|12345678901234567...|\n+--------------------+\n\n");
  CHECK(table(std::vector<text>{{"12345678901234567890"}}).find("|12345678901234567890|") != std::string::npos);
  CHECK(table(std::vector<text>{{"abcdefgh"}}, {.truncate = 6}).find("|abc...|") != std::string::npos);
}

TEST_CASE("console: widths below four leave no room for dots") {
  CHECK(table(std::vector<text>{{"abcdefgh"}}, {.truncate = 3}).find("|  abc|") != std::string::npos);
  CHECK(table(std::vector<text>{{"abcdefgh"}}, {.truncate = 1}).find("|    a|") != std::string::npos);
}

TEST_CASE("console: without truncation cells are whole, and stand left") {
  CHECK(table(std::vector<word>{{"123456789012345678901234567890", 1}}, {.truncate = 0}) ==
        "+------------------------------+-----+\n"
        "|value                         |count|\n"
        "+------------------------------+-----+\n"
        "|123456789012345678901234567890|1    |\n"
        "+------------------------------+-----+\n\n");
}

TEST_CASE("console: NULL is NULL, and columns are at least three wide") {
  CHECK(table(std::vector<maybe>{{std::nullopt, std::nullopt}, {"a", 1}}) ==
        "+----+----+\n|name|   n|\n+----+----+\n|NULL|NULL|\n|   a|   1|\n+----+----+\n\n");
  CHECK(table(std::vector<maybe>{{"a", 1}}) == "+----+---+\n|name|  n|\n+----+---+\n|   a|  1|\n+----+---+\n\n");
}

TEST_CASE("console: characters count, not bytes") {
  CHECK(table(std::vector<text>{{"äöü"}, {"žluťoučký"}}) ==
        "+---------+\n|    value|\n+---------+\n|      äöü|\n|žluťoučký|\n+---------+\n\n");
  // Twenty-one characters of two bytes each.
  CHECK(table(std::vector<text>{{"äääääääääääääääääääää"}}).find("|äääääääääääääääää...|") != std::string::npos);
}

TEST_CASE("console: wide characters take two columns") {
  CHECK(table(std::vector<text>{{"日本"}, {"한국어"}, {"x"}}) ==
        "+------+\n| value|\n+------+\n|  日本|\n|한국어|\n|     x|\n+------+\n\n");
}

TEST_CASE("console: a cell stays in its line") {
  CHECK(table(std::vector<text>{{"a\nb\tc\r"}}) == "+---------+\n|    value|\n+---------+\n|a\\nb\\tc\\r|\n+---------+\n\n");
}

struct point {
  std::int32_t x;
  std::optional<double> y;
};
SLUICE_RECORD(point, x, y);

struct everything {
  point nested;
  std::vector<std::int32_t> array;
  std::map<std::string, std::int32_t> map;
  bytes binary;
  timestamp time;
  date day;
  bool flag;
  double real;
};
SLUICE_RECORD(everything, nested, array, map, binary, time, day, flag, real);

TEST_CASE("console: nested values, binary and times") {
  std::vector<everything> const rows{{{1, 2.5}, {1, 2, 3}, {{"a", 1}, {"b", 2}}, bytes{std::string{"ab\xff"}}, at(12h + 500ms),
                                      date::from(std::chrono::year{2024} / 2 / 29), true, 1e10},
                                     {{-1, std::nullopt}, {}, {}, bytes{}, at(0h), date{}, false, 0.001}};
  CHECK(table(rows, {.truncate = 0}) ==
        "+----------+---------+----------------+----------+---------------------+----------+-----+------+\n"
        "|nested    |array    |map             |binary    |time                 |day       |flag |real  |\n"
        "+----------+---------+----------------+----------+---------------------+----------+-----+------+\n"
        "|{1, 2.5}  |[1, 2, 3]|{a -> 1, b -> 2}|[61 62 FF]|2024-01-01 12:00:00.5|2024-02-29|true |1.0E10|\n"
        "|{-1, NULL}|[]       |{}              |[]        |2024-01-01 00:00:00  |1970-01-01|false|0.001 |\n"
        "+----------+---------+----------------+----------+---------------------+----------+-----+------+\n\n");
}

TEST_CASE("console: windows print as structs of two times") {
  struct unused;
  std::string page;
  memory_stream<everything> in;
  in.add(everything{{}, {}, {}, bytes{}, at(12h + 3min), {}, true, 0});
  auto query = read_stream(in) | group_by(window(col<"time">, 5min)) | aggregate(count().as<"n">()) |
               write_stream(console::sink{.truncate = 0, .text = &page}) | output_mode(complete) | trigger(once()) | start();
  query.await_termination();
  CHECK(page.find("|{2024-01-01 12:00:00, 2024-01-01 12:05:00}|1  |\n") != std::string::npos);
}

TEST_CASE("console: vertical shows a cell per line") {
  CHECK(table(std::vector<maybe>{{"Ann", 1}, {std::nullopt, 22}}, {.vertical = true}) ==
        "-RECORD 0----\n"
        " name | Ann  \n"
        " n    | 1    \n"
        "-RECORD 1----\n"
        " name | NULL \n"
        " n    | 22   \n"
        "\n");
  CHECK(table(std::vector<number>{{1}, {2}}, {.num_rows = 1, .vertical = true}) ==
        "-RECORD 0----\n value | 1   \nonly showing top 1 row\n");
}

TEST_CASE("console: vertical says when there are no rows") {
  std::string page;
  memory_stream<number> in;
  in.add(number{1});
  auto query = read_stream(in) | where(col<"value"> > 1) | write_stream(console::sink{.vertical = true, .text = &page}) |
               trigger(once()) | start();
  query.await_termination();
  CHECK(page == header(0) + "(0 rows)\n");
}

TEST_CASE("console: writes to a file in one piece, and fails the query if that fails") {
  memory_stream<number> in;
  in.add(number{1});
  SECTION("a file") {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), &std::fclose};
    REQUIRE(file);
    auto query = read_stream(in) | write_stream(console::sink{.out = file.get()}) | trigger(once()) | start();
    query.await_termination();
    std::rewind(file.get());
    std::string found(1000, '\0');
    found.resize(std::fread(found.data(), 1, found.size(), file.get()));
    CHECK(found == header(0) + "+-----+\n|value|\n+-----+\n|    1|\n+-----+\n\n");
  }
  SECTION("a full device") {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen("/dev/full", "w"), &std::fclose};
    REQUIRE(file);
    auto query = read_stream(in) | write_stream(console::sink{.out = file.get()}) | trigger(once()) | start();
    CHECK_THROWS_AS(query.await_termination(), query_error);
    CHECK_THROWS_AS(std::rethrow_exception(query.cause()), sink_error);
    CHECK(in.pending() == 1);
  }
}

TEST_CASE("console: takes every output mode") {
  std::string page;
  memory_stream<number> in;
  auto query = read_stream(in) | aggregate(sum(col<"value">).as<"sum">()) | write_stream(console::sink{.text = &page}) |
               output_mode(complete) | start();
  in.add(number{1});
  query.process_all_available();
  in.add(number{2});
  query.process_all_available();
  query.stop();
  CHECK(page == header(0) + "+---+\n|sum|\n+---+\n|  1|\n+---+\n\n" + header(1) + "+---+\n|sum|\n+---+\n|  3|\n+---+\n\n");
  CHECK(query.last_progress()->sink_description == "ConsoleSink");
  CHECK(query.last_progress()->num_output_rows == 1);
}

}  // namespace
