// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/split.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::x;

namespace {

using texts = std::vector<std::string>;

texts parts_of(std::string_view text, std::string_view separator) { return texts(split_view{text, separator}); }

/// The definition, with everything copied.
texts naive_split(std::string text, std::string const& separator) {
  texts parts;
  if (separator.empty()) {
    for (char letter : text) parts.emplace_back(1, letter);
    if (parts.empty()) parts.emplace_back();
    return parts;
  }
  for (std::size_t end = text.find(separator); end != std::string::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text = text.substr(end + separator.size());
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

TEST_CASE("a text is split at each separator, empty parts included") {
  CHECK(parts_of("a b c", " ") == texts{"a", "b", "c"});
  CHECK(parts_of("a  b", " ") == texts{"a", "", "b"});
  CHECK(parts_of(" a ", " ") == texts{"", "a", ""});
  CHECK(parts_of("abc", " ") == texts{"abc"});
  CHECK(parts_of("", " ") == texts{""});
  CHECK(parts_of(" ", " ") == texts{"", ""});
  CHECK(parts_of("a, b, c", ", ") == texts{"a", "b", "c"});
  CHECK(parts_of("aaa", "aa") == texts{"", "a"});
  CHECK(parts_of("a--", "--") == texts{"a", ""});
  CHECK(parts_of("-", "--") == texts{"-"});
  CHECK(parts_of("abc", "") == texts{"a", "b", "c"});
  CHECK(parts_of("", "") == texts{""});
  CHECK(parts_of(std::string_view{"a\0b", 3}, std::string_view{"\0", 1}) == texts{"a", "b"});
}

TEST_CASE("splitting agrees with the naive definition") {
  std::mt19937 random(11);
  auto const text_of = [&](std::size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (char& letter : text) letter = "ab,"[random() % 3];
    return text;
  };
  for (int i = 0; i < 20'000; ++i) {
    std::string const text = text_of(12);
    std::string const separator = text_of(3);
    if (parts_of(text, separator) != naive_split(text, separator)) FAIL('"' << text << "\" at \"" << separator << '"');
  }
}

TEST_CASE("the parts are views, and can be walked more than once") {
  std::string const text = "one two";
  split_view const parts{text, " "};
  auto const first = parts.begin();
  auto second = first;
  CHECK((*second).data() == text.data());
  CHECK(*second++ == "one");
  CHECK(*second == "two");
  CHECK(second != first);
  CHECK(second++ != parts.end());
  CHECK(second == parts.end());
  CHECK(*first == "one");
  CHECK(parts.begin() == first);
}

TEST_CASE("split is an expression that gives an array") {
  STATIC_REQUIRE(gives<texts, std::string>(split(col<"x">, " ")));
  STATIC_REQUIRE(gives<std::optional<texts>, std::optional<std::string>>(split(col<"x">, " ")));
  STATIC_REQUIRE(refuses<int>(split(col<"x">, " ")));
  STATIC_REQUIRE(refuses<std::string>(split(col<"x">, 1)));
  STATIC_REQUIRE(decltype(split(col<"x">, " "))::name.empty());
  CHECK(texts(split(col<"x">, " ").evaluate(x(std::string{"a b"}))) == texts{"a", "b"});
  CHECK_FALSE(split(col<"x">, " ").evaluate(x(std::optional<std::string>{})).has_value());
  CHECK(texts(split(col<"x">, col<"y">).evaluate(support::xy(std::string_view{"a-b"}, std::string_view{"-"}))) == texts{"a", "b"});
}
