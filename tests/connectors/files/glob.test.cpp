// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/files/glob.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace sluice;

namespace {

bool matches(std::string_view pattern, std::string_view name) { return files::name_pattern{pattern}.matches(name); }

}  // namespace

TEST_CASE("a star is any text, a question mark any letter", "[files]") {
  CHECK(matches("*", ""));
  CHECK(matches("*.csv", "a.csv"));
  CHECK(matches("*.csv", ".csv"));
  CHECK_FALSE(matches("*.csv", "a.csv.gz"));
  CHECK(matches("a*b*c", "aXbYbZc"));
  CHECK_FALSE(matches("a*b*c", "aXc"));
  CHECK(matches("?", "x"));
  CHECK_FALSE(matches("?", ""));
  CHECK(matches("**", "anything"));
}

TEST_CASE("brackets are a set of letters, or all but those", "[files]") {
  CHECK(matches("[a-c]1", "b1"));
  CHECK_FALSE(matches("[a-c]1", "d1"));
  CHECK(matches("[^a-c]", "d"));
  CHECK(matches("[!x]", "d"));
  CHECK(matches("[]x]", "]"));
  CHECK(matches("[a-]", "-"));
  CHECK(matches("[", "["));
  CHECK(matches("*[0-9]", "a7"));
}

TEST_CASE("braces are alternatives, also in one another, and a backslash makes a letter mean itself", "[files]") {
  CHECK(files::expand_braces("a{b,c{d,e}}") == std::vector<std::string>{"ab", "acd", "ace"});
  CHECK(files::expand_braces("{a,b}{1,2}") == std::vector<std::string>{"a1", "a2", "b1", "b2"});
  CHECK(files::expand_braces("a{b") == std::vector<std::string>{"a{b"});
  CHECK(files::expand_braces("a\\{b,c}") == std::vector<std::string>{"a\\{b,c}"});
  CHECK(matches("*.{csv,txt}", "a.txt"));
  CHECK_FALSE(matches("*.{csv,txt}", "a.json"));
  CHECK(matches("\\*", "*"));
  CHECK_FALSE(matches("\\*", "x"));
  CHECK_FALSE(files::is_pattern("/data/in"));
  CHECK(files::is_pattern("in-{a,b}"));
}
