// SPDX-License-Identifier: Apache-2.0
#include <sluice/compression.hpp>
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include "../folders.hpp"

#include <catch2/catch.hpp>

#include <zlib.h>
#include <zstd.h>

#include <cstddef>
#include <string>
#include <vector>

using namespace sluice;
using files_test::put;

namespace {

std::string gzip(std::string const& text) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(::deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

std::string zstd(std::string const& text) {
  std::string packed(::ZSTD_compressBound(text.size()), '\0');
  packed.resize(::ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919 % 100'003) + "\n";
  return text;
}

/// The lines of a source, joined again.
std::string content(text::files const& source) {
  std::string text;
  for_each_row(read(source), [&](auto const& row) { text += std::string{row.template get<"value">()} + '\n'; });
  return text;
}

}  // namespace

TEST_CASE("packed files are read by their suffix, or as they are said to be", "[files]") {
  support::temporary_folder const folder;
  auto const text = long_text();
  put(folder / "a.gz", gzip(text));
  put(folder / "b.zst", zstd(text));
  put(folder / "c", gzip("named\n"));
  CHECK(content({.path = folder / "a.gz"}) == text);
  CHECK(content({.path = folder / "b.zst"}) == text);
  CHECK(content({.path = folder / "c", .compression = files::compression::gzip}) == "named\n");
  CHECK(content({.path = folder / "a.gz", .whole_text = true}) == text + "\n");
}

TEST_CASE("several packed streams in one file follow each other, empty ones too", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.gz", gzip("one\n") + gzip("") + gzip("two\n"));
  put(folder / "b.zst", zstd("three\n") + zstd("") + zstd("four\n"));
  put(folder / "c.gz", "");
  put(folder / "d.zst", "");
  put(folder / "e.gz", gzip(""));
  CHECK(content({.path = folder.path()}) == "one\ntwo\nthree\nfour\n");
}

TEST_CASE("a packed file that is cut short or damaged fails by name, or is counted and left", "[files]") {
  support::temporary_folder const folder;
  auto const text = long_text();
  auto damaged = gzip(text);
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  std::vector<std::pair<std::string, std::string>> const bad{
      {"cut.gz", gzip(text).substr(0, 5000)},         {"crc.gz", gzip(text).substr(0, gzip(text).size() - 4)},
      {"plain.gz", "this is no gzip file"},           {"damaged.gz", damaged},
      {"cut.zst", zstd(text).substr(0, 5000)},        {"plain.zst", "this is no zstd file"},
      {"tail.gz", gzip("x\n") + "trailing rubbish"},  {"short.gz", "\x1f"},
  };
  for (auto const& [name, bytes] : bad) {
    CAPTURE(name);
    put(folder / name, bytes);
    CHECK_THROWS_WITH(content({.path = folder / name}), Catch::Contains(name) && Catch::Contains("ignore_corrupt_files"));
    std::size_t rows = 0;
    reject_log log;
    for_each_row(read(text::files{.path = folder / name, .ignore_corrupt_files = true}), [&](auto const&) { ++rows; }, log);
    CHECK(log.count() == 1);
    CHECK(rows < 200'000);
  }
}

TEST_CASE("the line of a record in a packed file is that of its text", "[files]") {
  support::temporary_folder const folder;
  struct line {
    static std::string number(std::string const& place) { return place.substr(place.rfind(':') + 1); }
  };
  put(folder / "a.gz", gzip(long_text()));
  files::file_input input{files::compression::by_suffix, [] { return false; }};
  input.begin(folder / "a.gz");
  std::string last;
  std::size_t pieces = 0;
  input.pieces([&](std::string_view piece, bool) {
    if (++pieces == 3) last = line::number(input.place(piece.data() + piece.find('\n') + 1));
    return piece.rfind('\n') + 1;
  });
  std::size_t lines = 1;
  input.begin(folder / "a.gz");
  pieces = 0;
  input.pieces([&](std::string_view piece, bool) {
    std::size_t const done = piece.rfind('\n') + 1;
    if (++pieces < 3) lines += static_cast<std::size_t>(std::count(piece.data(), piece.data() + done, '\n'));
    return done;
  });
  CHECK(last == std::to_string(lines + 1));
}
