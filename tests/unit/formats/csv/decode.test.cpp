// SPDX-License-Identifier: Apache-2.0
// CSV records into rows: which values fit which types, what becomes of those that do not, headers, pieces, and the fast way against the
// exact one.
#include "records.hpp"

#include <catch2/catch.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using csv_test::loose;
using csv_test::order;
using csv_test::read;
using csv_test::three;
using csv_test::want;
using lines = std::vector<std::string>;
namespace csv = sluice::csv;

struct everything {
  bool flag;
  std::int8_t small;
  std::uint64_t large;
  float ratio;
  double exact;
  char letter;
  sluice::bytes raw;
  sluice::timestamp time;
  sluice::date day;
  csv_test::side side;
};
SLUICE_RECORD(everything, flag, small, large, ratio, exact, letter, raw, time, day, side);

struct one_number {
  std::optional<double> value;
};
SLUICE_RECORD(one_number, value);
struct one_integer {
  std::optional<std::int64_t> value;
};
SLUICE_RECORD(one_integer, value);

// A value's text as a double, by the decoder and by the standard library.
std::optional<double> as_double(std::string_view text) {
  csv::decoder<one_number> decoder;
  if (decoder.decode(text) != csv::verdict::ok) return std::nullopt;
  return decoder.row().get<"value">();
}
std::optional<std::int64_t> as_integer(std::string_view text) {
  csv::decoder<one_integer> decoder;
  if (decoder.decode(text) != csv::verdict::ok) return std::nullopt;
  return decoder.row().get<"value">();
}

}  // namespace

TEST_CASE("each type is read from its text (semantics 16.1)") {
  CHECK(read<everything>("TRUE,-128,18446744073709551615,0.5,-1e3,x,ab,2024-01-01 12:00:00.5,2024-2-3,sell\n") ==
        lines{"{true, -128, 18446744073709551615, 0.5, -1000.0, x, [61 62], 2024-01-01 12:00:00.5, 2024-02-03, sell}"});
  CHECK(read<everything>("false,127,0,NaN,-Inf,,,2024-01-01T12:00:00+02:00,2024-01-01,buy\n").front().substr(0, 15) == "rejected letter");
  CHECK(as_double("Inf") == std::numeric_limits<double>::infinity());
  CHECK(as_double("-Infinity") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(as_double("NaN").value()));
  CHECK(as_double(" 1.5 ") == 1.5);
  for (std::string_view text : {"1.5x", ".", "-", "--1", "1e", "1.2.3", "abc", "0x10", "1,5"}) CHECK_FALSE(as_double(text).has_value());
  for (std::string_view text : {" 7", "7 ", "1.0", "1e3", "-", "+", "9223372036854775808", "99999999999999999999", "12345678a", "a2345678"})
    CHECK_FALSE(as_integer(text).has_value());
  CHECK(as_integer("+007") == 7);
  CHECK(as_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("numbers are read as the standard library reads them") {
  std::mt19937_64 random{3};
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random() % 3 == 0 ? "-" : "";
    for (std::uint64_t digits = random() % 12 + 1; digits > 0; --digits) text += static_cast<char>('0' + random() % 10);
    std::int64_t integer;
    std::from_chars(text.data(), text.data() + text.size(), integer);
    REQUIRE(as_integer(text) == integer);
    if (random() % 8 != 0) text += '.';
    for (std::uint64_t digits = text.back() == '.' ? random() % 10 : 0; digits > 0; --digits) text += static_cast<char>('0' + random() % 10);
    double number;
    std::from_chars(text.data(), text.data() + text.size(), number);
    INFO(text);
    REQUIRE(as_double(text) == number);
  }
}

TEST_CASE("nothing is NULL, and so are null_value and an empty quote (semantics 16.1)") {
  CHECK(read<three>(",\"\",x\n") == lines{"{NULL, NULL, x}"});
  CHECK(read<three>("NA,\"NA\",\n", {.null_value = "NA"}) == lines{"{NULL, NULL, NULL}"});
  CHECK(read<three>("\"\",,x\n", {.null_value = "NA"}) == lines{"{, NULL, x}"});
  CHECK(read<three>("\"\",,E\n", {.empty_value = "E"}) == lines{"{E, NULL, E}"});
  CHECK(read<loose>("a,-1,-1\n", {.null_value = "-1"}) == lines{"{a, NULL, NULL, NULL}"});
}

TEST_CASE("times and days are read by their patterns") {
  CHECK(read<order>("ann,1,2,31/12/2024 23:59\n", {.timestamp_format = "dd/MM/yyyy HH:mm"}) == lines{"{ann, 1.0, 2, 2024-12-31 23:59:00}"});
  CHECK(read<order>("ann,1,2,2024-12-31\n", {.timestamp_format = "dd/MM/yyyy"}).front().substr(0, 11) == "rejected at");
  CHECK_THROWS_WITH(csv::decoder<order>({.date_format = "QQ"}), Catch::Contains("csv date_format"));
}

TEST_CASE("a value that does not fit is NULL and its record malformed, a field that takes no NULL rejects it (semantics 16)") {
  CHECK(read<loose>("n,x,1\n") == lines{"{n, NULL, 1.0, n,x,1} malformed count: expected an integer that fits its type [n,x,1]"});
  CHECK(read<loose>("n,3000000000,x\n").front().find("malformed count") != std::string::npos);
  CHECK(read<order>("ann,x,1,2024-01-01\nbob,2,1,2024-01-01\n") ==
        lines{"rejected amount: expected a number [ann,x,1,2024-01-01]", "{bob, 2.0, 1, 2024-01-01 00:00:00}"});
  CHECK(read<order>(",1,1,2024-01-01\n").front() == "rejected customer: it is NULL, which the field does not take [,1,1,2024-01-01]");
}

TEST_CASE("too few values are NULL, too many are dropped, and both are malformed (semantics 16.1)") {
  CHECK(read<three>("1,2\n").front() == "{1, 2, NULL} malformed c: the record has too few values [1,2]");
  CHECK(read<three>("1,2,3,4\n").front() == "{1, 2, 3} malformed : the record has more values than there are columns [1,2,3,4]");
  CHECK(read<order>("ann,1\n").front() == "rejected id: the record has too few values [ann,1]");
  CHECK(read<three>("1,2,3,4,5\n", {.max_columns = 4}).front() == "rejected : the record has more columns than max_columns [1,2,3,4,5]");
  CHECK(read<three>("1,2,34\n", {.max_chars_per_column = 1}).front().substr(0, 8) == "rejected");
}

TEST_CASE("the column of corrupt records may have any name, and stands in no file") {
  CHECK(read<loose>("n,1,2\n") == lines{"{n, 1, 2.0, NULL}"});
  CHECK(read<three>("1,2\n1\n", {.column_name_of_corrupt_record = "c"}) ==
        lines{"{1, 2, NULL}", "{1, NULL, 1} malformed b: the record has too few values [1]"});
  CHECK_THROWS_WITH(csv::decoder<order>({.column_name_of_corrupt_record = "id"}), Catch::Contains("std::optional<std::string>"));
}

TEST_CASE("only the columns that are wanted are judged") {
  CHECK(read<order, want<"customer">>("ann,x,y\nbob\n") == lines{"{ann}", "{bob}"});
  CHECK(read<order, want<"id">>("ann,\"1,\n2\",3,4\n", {.multi_line = true}) == lines{"{3}"});
  CHECK(read<order, want<"amount", "at">>("ann,1,y,2024-01-01,more,\"and more\"\n") == lines{"{1.0, 2024-01-01 00:00:00}"});
  CHECK(read<order, want<>>("ann,x\n\nbob\n") == lines{"{}", "{}"});
}

TEST_CASE("a header is passed over, behind a mark, blank lines and comments") {
  CHECK(read<three>("\xEF\xBB\xBF\n#c\nx,y,z\n1,2,3", {.header = true, .comment = '#'}) == lines{"{1, 2, 3}"});
  CHECK(read<three>("\xEF\xBB\xBF" "1,2,3") == lines{"{1, 2, 3}"});
  CHECK(read<three>("", {.header = true}).empty());
  CHECK(read<three>("x,y,z", {.header = true}).empty());
}

TEST_CASE("columns by name stand in any order, and a header that lacks one is refused by name") {
  csv::options const by_name{.header = true, .enforce_schema = false};
  CHECK(read<order>("at,ID,more,customer,amount\n2024-01-01,7,x,ann,1.5\n", by_name) == lines{"{ann, 1.5, 7, 2024-01-01 00:00:00}"});
  CHECK(read<order, want<"amount">>("x,\"amount\",y\n1,2\n", by_name) == lines{"{2.0}"});
  CHECK_THROWS_WITH((read<order, want<"amount">>("id,amuont\n1,2\n", by_name)),
                    Catch::Contains("csv column amount") && Catch::Contains("orders.csv") && Catch::Contains("found: id, amuont") &&
                        Catch::Contains("did you mean amuont?"));
  CHECK_THROWS_AS((csv::decoder<order>({.enforce_schema = false})), sluice::option_error);
}

TEST_CASE("the text of a corrupt record does not stay for the records behind it, whatever order the header has") {
  for (std::string const header : {"name,count,size\n", "size,name,count\n"}) {
    CAPTURE(header);
    auto const found = read<loose>(header + "1,2,3\nx\n1,2,3\n", {.header = true, .enforce_schema = false});
    REQUIRE(found.size() == 3);
    CHECK(found[1].find("x} malformed") != std::string::npos);
    CHECK(found[2].find("NULL}") != std::string::npos);
    CHECK(found[2] == found[0]);
  }
}

TEST_CASE("blank lines and comments are no records") {
  CHECK(read<three>("\n  \n\t\r\n#a\n1,2,3\n \n").size() == 2);
  CHECK(read<three>("#a\n1,2,3\n#b", {.comment = '#'}) == lines{"{1, 2, 3}"});
  CHECK(read<three>(" ,x,\n", {.delimiter = "\t"}).front().substr(0, 9) == "{ ,x,, NU");
  CHECK(read<three>("\t\tx\n", {.delimiter = "\t"}) == lines{"{NULL, NULL, x}"});
}

TEST_CASE("a text alone is one record") {
  csv::decoder<order> decoder;
  REQUIRE(decoder.decode("ann,\"1.5\",7,2024-01-01") == csv::verdict::ok);
  CHECK(decoder.row().get<"amount">() == 1.5);
  REQUIRE(decoder.decode("") == csv::verdict::rejected);
  REQUIRE(decoder.decode("ann,1,x,2024-01-01") == csv::verdict::rejected);
  CHECK(decoder.problem().column == "id");
}

TEST_CASE("options that cannot work are refused by name") {
  CHECK_THROWS_WITH(csv::decoder<order>({.delimiter = ""}), Catch::Contains("csv delimiter"));
  CHECK_THROWS_WITH(csv::decoder<order>({.comment = ','}), Catch::Contains("csv comment"));
  CHECK_THROWS_WITH(csv::decoder<order>({.line_sep = "abc"}), Catch::Contains("csv line_sep"));
  CHECK_THROWS_WITH(csv::decoder<order>({.max_columns = 0}), Catch::Contains("csv max_columns"));
  CHECK_THROWS_WITH(csv::decoder<order>({.nan_value = "-1"}), Catch::Contains("csv nan_value"));
}

namespace {

// Texts of the characters that matter, and now and then a good record.
std::string strange_text(std::mt19937_64& random, std::string_view letters) {
  std::string text;
  for (std::uint64_t records = random() % 12; records > 0; --records) {
    if (random() % 2 == 0) {
      text += "some \"text\",1.25,\"17\",2024-01-01 10:00:00";
      if (random() % 8 == 0) text[random() % text.size()] = letters[random() % letters.size()];
    } else {
      for (std::uint64_t size = random() % 30; size > 0; --size) text += letters[random() % letters.size()];
    }
    text += random() % 4 == 0 ? "\r\n" : "\n";
  }
  return text;
}

// A header with the columns of both records, in another order.
constexpr std::string_view mixed_header = "size,id,name,more,at,count,customer,amount\n";

template <class Record, class Want>
void compare(csv::options const& how, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  csv::decoder<Record, Want, csv::strategy::fast> fast{how};
  csv::decoder<Record, Want, csv::strategy::exact> exact{how};
  for (int i = 0; i < 300; ++i) {
    std::string text = strange_text(random, "\"\"\\,,;\n\r \t#a1-.");
    if (!how.enforce_schema) {
      text.insert(0, mixed_header);
      for (std::uint64_t good = random() % 4; good > 0; --good) text += "1,2,\"x\",,2024-01-01,3,c,4.5\n";
    }
    auto const expected = csv_test::read_pieces(exact, text, text.size() + 1);
    INFO(text);
    REQUIRE(csv_test::read_pieces(fast, text, text.size() + 1) == expected);
    REQUIRE(csv_test::read_pieces(fast, text, random() % 90 + 1) == expected);
    REQUIRE(csv_test::read_pieces(exact, text, random() % 30 + 1) == expected);
  }
}

}  // namespace

TEST_CASE("the fast way and pieces of any size come to what the exact way makes of the whole") {
  csv::options const all[] = {{},
                              {.escape = '"'},
                              {.multi_line = true},
                              {.escape = '"', .comment = '#', .multi_line = true},
                              {.delimiter = ";", .quote = '\0'},
                              {.line_sep = "\n"},
                              {.null_value = "1", .empty_value = "a"},
                              {.header = true, .comment = '#'},
                              {.header = true, .enforce_schema = false},
                              {.delimiter = ",,", .ignore_leading_white_space = true, .ignore_trailing_white_space = true},
                              {.line_sep = "\r\n", .max_chars_per_column = 8}};
  std::uint64_t seed = 1;
  for (auto const& how : all) {
    compare<order, sluice::want_everything>(how, ++seed);
    compare<loose, sluice::want_everything>(how, ++seed);
    compare<loose, want<"size">>(how, ++seed);
    compare<order, want<"customer", "id">>(how, ++seed);
  }
}
