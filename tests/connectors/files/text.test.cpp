// SPDX-License-Identifier: Apache-2.0
#include <sluice/files.hpp>
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace sluice;
using files_test::put;

namespace {

struct log_line {
  std::string value;
  int month;
  std::optional<files::metadata> file;
};
SLUICE_RECORD(log_line, value, month, file);

/// The lines of a source in brackets.
template <class Source>
std::string lines(Source const& source) {
  std::string text;
  for_each_row(read(source), [&](auto const& row) { text += '[' + std::string{row.template get<"value">()} + ']'; });
  return text;
}

/// The lines of a text that comes in pieces of one size.
std::string in_pieces(std::string const& text, std::string_view separator, std::size_t size) {
  std::string found;
  std::string rest;
  auto const take = [&](std::string_view line) { found += '[' + std::string{line} + ']'; };
  for (std::size_t first = 0;; first += size) {
    bool const last = text.size() - first <= size;
    rest += text.substr(first, size);
    rest.erase(0, text::detail::take_lines(rest, last, separator, take));
    if (last) return found;
  }
}

}  // namespace

TEST_CASE("each line of a file is a row, whatever ends it (semantics 16.3)", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a", "\xEF\xBB\xBF" "one\ntwo\r\nthree\rfour\n\n\r\nfive");
  put(folder / "b", "");
  put(folder / "c", "\n");
  CHECK(lines(text::files{.path = folder.path()}) == "[one][two][three][four][][][five][]");
  CHECK(lines(text::files{.path = folder / "a", .line_sep = "o"}) == "[][ne\ntw][\r\nthree\rf][ur\n\n\r\nfive]");
  CHECK(lines(text::files{.path = folder / "a", .whole_text = true}) == "[one\ntwo\r\nthree\rfour\n\n\r\nfive]");
}

TEST_CASE("lines come out the same in pieces of any size", "[files]") {
  for (std::string const text : {"a\nb", "a\r\n\r\nb\r", "\r\r\n\n", "", "\r", "no end", "x\ry\nz\r\n"})
    for (std::string_view const separator : {"", "\n", "\r\n", "x\r"}) {
      CAPTURE(text, separator);
      auto const whole = in_pieces(text, separator, text.size() + 1);
      for (std::size_t size = 1; size <= text.size(); ++size) CHECK(in_pieces(text, separator, size) == whole);
    }
  CHECK(in_pieces("a\r\n\r\nb\r", "", 100) == "[a][][b]");
  CHECK(in_pieces("\r\r\n\n", "", 100) == "[][][]");
}

TEST_CASE("rows may have what folders and files tell beside their line", "[files]") {
  support::temporary_folder const folder;
  put(folder / "month=7/app.log", "started\nstopped\n");
  auto const rows = collect(read(text::files_of<log_line, files::partitioned_by<"month">>{.path = folder.path()}));
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].value == "stopped");
  CHECK(rows[1].month == 7);
  CHECK(rows[1].file->file_name == "app.log");
}

TEST_CASE("a result of lines owns its texts: the files' bytes are gone when it is walked", "[files]") {
  support::temporary_folder const folder;
  std::string const first(100, 'a');
  std::string const second(100, 'b');
  put(folder / "a", first + '\n');
  put(folder / "b", second + '\n');
  std::vector<std::string> texts;
  for (auto const& row : read(text::files{.path = folder.path()})) texts.push_back(row.get<"value">());
  CHECK(texts == std::vector<std::string>{first, second});
  CHECK(collect(read(text::files{.path = folder.path()}) | where(col<"value"> != ""))[1].get<"value">() == second);
}
