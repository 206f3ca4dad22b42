// SPDX-License-Identifier: Apache-2.0
// Rows as CSV, against what Spark's writer (univocity 2.9.1, with the settings Spark gives it) makes of the same values; and back.
#include "records.hpp"

#include <sluice/formats/csv/encode.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

namespace csv = sluice::csv;
using csv_test::order;
using csv_test::three;
using namespace std::chrono_literals;

struct two {
  std::optional<std::string> a;
  std::optional<std::string> b;
};
SLUICE_RECORD(two, a, b);

struct everything {
  bool flag;
  std::int8_t small;
  std::uint64_t large;
  double exact;
  std::optional<std::string> text;
  sluice::timestamp time;
  sluice::date day;
  csv_test::side side;
};
SLUICE_RECORD(everything, flag, small, large, exact, text, time, day, side);

std::string line(std::optional<std::string> a, std::optional<std::string> b, csv::write_options how = {}) {
  std::string out;
  csv::encoder{std::move(how)}.append_record(out, two{std::move(a), std::move(b)});
  return out;
}

}  // namespace

TEST_CASE("values are quoted where they need it, as Spark quotes them (semantics 16.1)") {
  CHECK(line("a", "b") == "a,b");
  CHECK(line("a,b", "c") == "\"a,b\",c");
  CHECK(line("a\"b", "c") == "\"a\\\"b\",c");
  CHECK(line("\"a", "b") == "\"\\\"a\",b");
  CHECK(line("a\nb", "c\rd") == "\"a\nb\",\"c\rd\"");
  CHECK(line("a\\b", "a\\") == "a\\b,a\\");
  CHECK(line("a\\,b", "c") == "\"a\\\\,b\",c");
  CHECK(line("a\\\"b", "c") == "\"a\\\\\\\"b\",c");
  CHECK(line("", "b") == "\"\",b");
  CHECK(line(std::nullopt, "b") == ",b");
  CHECK(line(" a ", "  ") == "a,\"\"");
  CHECK(line(" a ", "  ", {.ignore_leading_white_space = false, .ignore_trailing_white_space = false}) == " a ,  ");
  CHECK(line("a\"b", "\"a\"", {.escape_quotes = false}) == "a\"b,\"\\\"a\\\"\"");
  CHECK(line("a\"b", "c\\d", {.escape = '"'}) == "\"a\"\"b\",c\\d");
  CHECK(line("a;b", "a;;b", {.delimiter = ";;"}) == "a;b;;\"a;;b\"");
  CHECK(line("a", std::nullopt, {.quote_all = true}) == "\"a\",\"\"");
  CHECK(line(std::nullopt, "", {.null_value = "NULL", .empty_value = "EMPTY"}) == "NULL,EMPTY");
}

TEST_CASE("each type is written as the decoder reads it") {
  everything const row{true, -7, 18446744073709551615U, 1.5e-7, "x", sluice::at(12h) + 5us, sluice::date{19723}, csv_test::side::sell};
  std::string out;
  csv::encoder plain;
  plain.append_header(out, sluice::schema_of<everything>{});
  plain.append_line(out, row);
  CHECK(out ==
        "flag,small,large,exact,text,time,day,side\n"
        "true,-7,18446744073709551615,1.5E-7,x,2024-01-01T12:00:00.000005Z,2024-01-01,sell\n");
  csv::decoder<everything> decoder;
  std::string record = out.substr(out.find('\n') + 1);
  record.pop_back();  // a record alone has no end of line
  REQUIRE(decoder.decode(record) == csv::verdict::ok);
  CHECK(decoder.row().get<"time">() == row.time);
  out.clear();
  csv::encoder{{.delimiter = "-", .date_format = "dd-MM-yyyy", .timestamp_format = "HH:mm"}}.append_record(out, row);
  CHECK(out == "true-\"-7\"-18446744073709551615-\"1.5E-7\"-x-12:00-\"01-01-2024\"-sell");
}

TEST_CASE("options of CSV output that cannot work are refused by name") {
  CHECK_THROWS_WITH(csv::encoder({.delimiter = ""}), Catch::Contains("csv delimiter"));
  CHECK_THROWS_WITH(csv::encoder({.line_sep = ""}), Catch::Contains("csv line_sep"));
}

TEST_CASE("what is written is read back, with the same options") {
  std::mt19937_64 random{9};
  struct pair {
    csv::write_options out;
    csv::options in;
  };
  // Blanks are kept, and an empty text is told from NULL by a null_value of its own.
  auto const writing = [](char escape, std::string delimiter) {
    return csv::write_options{.delimiter = std::move(delimiter), .escape = escape, .null_value = "NULL", .ignore_leading_white_space = false,
                              .ignore_trailing_white_space = false};
  };
  pair const all[] = {{writing('\\', ","), {.null_value = "NULL", .multi_line = true}},
                      {writing('"', ","), {.escape = '"', .null_value = "NULL", .multi_line = true}},
                      {writing('\\', ";;"), {.delimiter = ";;", .null_value = "NULL", .multi_line = true}}};
  constexpr std::string_view letters = "\"\"\\,;\n\r ab#";
  for (auto const& how : all) {
    csv::encoder encoder{how.out};
    csv::decoder<three> decoder{how.in};
    for (int i = 0; i < 3000; ++i) {
      three row;
      for (auto* field : {&row.a, &row.b, &row.c}) {
        if (random() % 5 == 0) continue;
        field->emplace();
        for (std::uint64_t size = random() % 6; size > 0; --size) **field += letters[random() % letters.size()];
      }
      std::string text;
      encoder.append_line(text, row);
      INFO(text);
      csv_test::notes read;
      decoder.begin_file("");
      std::string padded = text + std::string(csv::padding, '\0');
      REQUIRE(decoder.read({padded.data(), text.size()}, true, read) == text.size());
      std::string expected;
      sluice::append_cell_text(expected, row);
      REQUIRE(read.lines == std::vector{expected});
    }
  }
}
