// SPDX-License-Identifier: Apache-2.0
// Parquet files written and read back: every type, NULLs, nesting, the columns that are wanted and no others.
#include <sluice/formats/parquet/read.hpp>
#include <sluice/formats/parquet/write.hpp>
#include <sluice/schema/keep_row.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;

namespace {

struct inner {
  std::int64_t number;
  std::optional<std::string> text;
  friend bool operator==(inner const&, inner const&) = default;
};
SLUICE_RECORD(inner, number, text);

struct everything {
  bool flag;
  std::int8_t tiny;
  std::int16_t small;
  std::int32_t medium;
  std::int64_t large;
  std::uint32_t natural;
  float single;
  double real;
  std::string text;
  bytes raw;
  timestamp instant;
  date day;
  std::optional<std::int64_t> maybe_number;
  std::optional<std::string> maybe_text;
  std::vector<std::optional<std::int32_t>> list;
  std::map<std::string, double> map;
  inner nested;
  std::optional<inner> maybe_nested;
  std::vector<inner> many;
  friend bool operator==(everything const&, everything const&) = default;
};
SLUICE_RECORD(everything, flag, tiny, small, medium, large, natural, single, real, text, raw, instant, day, maybe_number, maybe_text, list, map,
              nested, maybe_nested, many);

everything random_row(std::mt19937& random) {
  auto const number = [&] { return static_cast<std::int64_t>(random()) - 2'000'000'000; };
  auto const text = [&] { return std::string(random() % 30, static_cast<char>('a' + random() % 26)); };
  auto const some = [&] { return random() % 3 != 0; };
  everything row{some(), static_cast<std::int8_t>(number()), static_cast<std::int16_t>(number()), static_cast<std::int32_t>(number()), number() * 1'000'003,
                 static_cast<std::uint32_t>(random()), static_cast<float>(number()) / 7, static_cast<double>(number()) / 3, text(), bytes{text()},
                 timestamp{number() * 1'000'000 + 7}, date{static_cast<std::int32_t>(random() % 40'000)}, {}, {}, {}, {}, {number(), {}}, {}, {}};
  if (some()) row.maybe_number = number();
  if (some()) row.maybe_text = text();
  for (auto i = random() % 4; i > 0; --i) row.list.push_back(some() ? std::optional<std::int32_t>{static_cast<std::int32_t>(i)} : std::nullopt);
  for (auto i = random() % 3; i > 0; --i) row.map[text()] = static_cast<double>(i);
  if (some()) row.nested.text = text();
  if (some()) row.maybe_nested = inner{number(), text()};
  for (auto i = random() % 3; i > 0; --i) row.many.push_back({number(), {}});
  return row;
}

template <class Record>
void write_file(std::string const& path, std::vector<Record> const& rows, parquet_format::write_options how = {}) {
  std::ofstream out{path, std::ios::binary};
  parquet_format::file_writer<schema_of<Record>> writer{how, [&](std::string_view part) { out.write(part.data(), static_cast<std::streamsize>(part.size())); }};
  for (auto const& row : rows) writer.write(row);
  writer.close();
}

template <class Record, class Want = want_everything>
struct read_back {
  std::vector<Record> rows;
  std::vector<std::string> rejected;
  std::size_t columns = 0;

  explicit read_back(std::string const& path) {
    parquet_format::file_reader<Record, Want> reader;
    reader.read(
        path, [&](auto const& row) { rows.push_back(sluice::detail::keep_row<Record>(row)); },
        [&](std::string_view column, std::int64_t number) { rejected.push_back(std::string{column} + " of row " + std::to_string(number)); },
        [] { return false; });
    columns = reader.columns_read();
  }
};

struct two_columns {
  bool inside;
  [[nodiscard]] constexpr bool wants(std::string_view name) const { return inside ? name == "number" : name == "large" || name == "nested"; }
  [[nodiscard]] constexpr two_columns below(std::string_view) const { return {true}; }
};
struct wants_two {
  static constexpr two_columns value{false};
};

}  // namespace

TEST_CASE("parquet: what is written is read back, of every type") {
  support::temporary_folder const folder;
  std::mt19937 random{7};
  for (auto const codec : {parquet_format::codec::snappy, parquet_format::codec::none, parquet_format::codec::gzip, parquet_format::codec::zstd}) {
    std::vector<everything> rows;
    for (int i = 0; i < 20'000; ++i) rows.push_back(random_row(random));
    write_file(folder / "all.parquet", rows, {.compression = codec, .row_group_rows = 3'000});
    read_back<everything> const back{folder / "all.parquet"};
    CHECK(back.rejected.empty());
    REQUIRE(back.rows == rows);
  }
}

TEST_CASE("parquet: a file without rows has its columns") {
  support::temporary_folder const folder;
  write_file<everything>(folder / "none.parquet", {});
  read_back<everything> const back{folder / "none.parquet"};
  CHECK(back.rows.empty());
  CHECK(back.columns > 19);
}

TEST_CASE("parquet: only the wanted columns are read, inside of structs as well") {
  support::temporary_folder const folder;
  std::mt19937 random{8};
  write_file<everything>(folder / "all.parquet", {random_row(random)});
  parquet_format::file_reader<everything, wants_two> reader;
  std::size_t rows = 0;
  reader.read(
      folder / "all.parquet",
      [&](auto const& row) {
        static_assert(std::remove_cvref_t<decltype(row)>::size == 2);
        ++rows;
      },
      [](std::string_view, std::int64_t) {}, [] { return false; });
  CHECK(rows == 1);
  CHECK(reader.columns_read() == 2);
}

namespace {

struct narrow {
  std::int32_t number;
  std::optional<std::int64_t> maybe;
};
SLUICE_RECORD(narrow, number, maybe);
struct wide {
  std::int64_t number;
  std::int64_t maybe;
  std::optional<std::string> more;
};
SLUICE_RECORD(wide, number, maybe, more);
struct other {
  std::string number;
};
SLUICE_RECORD(other, number);

}  // namespace

TEST_CASE("parquet: fields take columns that hold no more, columns that are missing are NULL, and NULL is refused where there is none") {
  support::temporary_folder const folder;
  write_file<narrow>(folder / "a.parquet", {{1, 2}, {3, {}}, {5, 6}});
  read_back<wide> const back{folder / "a.parquet"};
  REQUIRE(back.rows.size() == 2);
  CHECK(back.rows[1].number == 5);
  CHECK(back.rows[1].maybe == 6);
  CHECK_FALSE(back.rows[1].more);
  CHECK(back.rejected == std::vector<std::string>{"maybe of row 1"});

  write_file<wide>(folder / "b.parquet", {{1, 2, "x"}});
  CHECK_THROWS_WITH(read_back<narrow>{folder / "b.parquet"},
                    Contains("b.parquet: number") && Contains("integers up to its own size") && Contains("int64"));
  CHECK_THROWS_WITH(read_back<other>{folder / "b.parquet"}, Contains("takes texts"));
}

TEST_CASE("parquet: a file that is none, or is cut off, is named") {
  support::temporary_folder const folder;
  std::ofstream{folder / "text.parquet"} << "this is no parquet file at all";
  CHECK_THROWS_WITH(read_back<narrow>{folder / "text.parquet"}, Contains("text.parquet") && Contains("cannot be read"));
  write_file<narrow>(folder / "a.parquet", {{1, 2}, {3, {}}});
  std::ifstream whole{folder / "a.parquet", std::ios::binary};
  std::string const content{std::istreambuf_iterator<char>{whole}, {}};
  for (std::size_t size = 0; size < content.size(); size += 13) {
    std::ofstream{folder / "cut.parquet", std::ios::binary} << content.substr(0, size);
    CHECK_THROWS_AS(read_back<narrow>{folder / "cut.parquet"}, source_error);
  }
  CHECK_THROWS_WITH(read_back<narrow>{folder / "gone.parquet"}, Contains("gone.parquet"));
}
