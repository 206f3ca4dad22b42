// SPDX-License-Identifier: Apache-2.0
// Records split into values, against a table of what Spark's CSV parser (univocity 2.9.1, with the settings Spark gives it) makes of
// the same texts.
#include <sluice/formats/csv/splitter.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace {

struct example {
  std::string_view options;
  std::string_view text;
  std::string_view values;  // " ~ " between values, " / " between records
};

// Options by letters: e and q: escape and quote, c: what escapes an escape, # comments, l and t: blanks before and behind, m: multi_line.
constexpr example spark[] = {
    {"", "a,b,c", "a ~ b ~ c"},
    {"", "a,,c,", "a ~  ~ c ~ "},
    {"", "\"a\",\"b\"", "a ~ b"},
    {"", "\"a,b\",c", "a,b ~ c"},
    {"", "\"a \"\"b\"\" c\",d", "\"a \"\"b\"\" c\" ~ d"},
    {"", "\"a\\\"b\",d", "a\"b ~ d"},
    {"", "\"a\\\\\",d", "a\\ ~ d"},
    {"", "\"a\\\\\\\"b\",d", "a\\\"b ~ d"},
    {"", "\"a\\xb\",d", "a\\xb ~ d"},
    {"", "\"a\"b,c\",d", "\"a\"b ~ c\" ~ d"},
    {"", "\"a\"b\",c", "\"a\"b\" ~ c"},
    {"", "\"abc", "abc"},
    {"", "\"abc,def", "abc,def"},
    {"", "\"a\" ,b", "a ~ b"},
    {"", "\"a\"  x,b", "\"a\"  x ~ b"},
    {"", "\"a\" \"b\",c", "\"a\" \"b\" ~ c"},
    {"", "\"\",b", " ~ b"},
    {"", "\"\" ,b", " ~ b"},
    {"", "\" \",b", "  ~ b"},
    {"", " \"a\",b", " \"a\" ~ b"},
    {"", " a ,b", " a  ~ b"},
    {"", "ab\"c\",d", "ab\"c\" ~ d"},
    {"", "a\"b,c\"d,e", "a\"b ~ c\"d ~ e"},
    {"", "\"a\"\"b\",c", "\"a\"\"b\" ~ c"},
    {"", "\"a\"\",c", "a\" ~ c"},
    {"", "\"\"\"a\",b", "\"\"\"a\" ~ b"},
    {"", "\"\"\"\",b", "\"\" ~ b"},
    {"", "\"a,\"\"b\",c", "\"a,\"\"b\" ~ c"},
    {"", "\"a\"\",\"\"b\",c", "a\" ~ \"\"b\" ~ c"},
    {"", "\"a\",\"b", "a ~ b"},
    {"", "\"a\",b\"", "a ~ b\""},
    {"", "\\\"a,b", "\\\"a ~ b"},
    {"", "a\\\"b,c", "a\\\"b ~ c"},
    {"", "a\\,b", "a\\ ~ b"},
    {"e\"", "\"a \"\"b\"\" c\",d", "a \"b\" c ~ d"},
    {"e\"", "\"a\"b\",c", "\"a\"b\" ~ c"},
    {"e\"", "\"a\"b,c\",d", "\"a\"b ~ c\" ~ d"},
    {"e\"", "\"\"\"\",b", "\" ~ b"},
    {"e\"", "\"a\"\",b", "a\",b"},
    {"e\"", "\"a\"\"", "a\""},
    {"e\"", "\"a\" x,b", "\"a\" x ~ b"},
    {"e\"", "\"a\"\" x\",b", "a\" x ~ b"},
    {"e\"", "\"\",b", " ~ b"},
    {"e\"", "a\"\"b,c", "a\"\"b ~ c"},
    {"e\"", "\"a\\\"b\",c", "\"a\\\"b\" ~ c"},
    {"e\"", "\"a\"\"b\"c,d", "\"a\"b\"c ~ d"},
    {"e\"", "\"ab\"\",\"\"c\",d", "ab\",\"c ~ d"},
    {"lt", " a , b ,c", "a ~ b ~ c"},
    {"lt", " \"a\" , \" b \" ,c", "a ~  b  ~ c"},
    {"lt", " ,\"\",  \"\" ", " ~  ~ "},
    {"l", "  \"a b\"  ,c", "a b ~ c"},
    {"t", "\"a\"  ,c  ", "a ~ c"},
    {"t", "  a  ,c  ", "  a ~ c"},
    {"s", "a;b;;\"c;;d\";;e;", "a;b ~ c;;d ~ e;"},
    {"c!", "\"a!\\\"b\",c", "\"a\\\"b\" ~ c"},
    {"c!", "\"a!!\",c", "a!! ~ c"},
    {"c!", "\"a!\\\",c", "a\\ ~ c"},
    {"c\\", "\"a\\\\\",b", "a\\ ~ b"},
    {"m", "\"a\nb\",c\nd,e", "a\nb ~ c / d ~ e"},
    {"m", "\"a\r\nb\",c\r\nd,e", "a\r\nb ~ c / d ~ e"},
    {"m", "a,b\n\nc,d\n  \ne,f", "a ~ b / c ~ d /    / e ~ f"},
    {"m", "\"a\nb", "a\nb"},
    {"m", "a,\"b\"x\ny\",c\nd,e", "a ~ \"b\"x / y\" ~ c / d ~ e"},
    {"m#", "a,b\n#c,d\n\"x\n#y\",d", "a ~ b / x\n#y ~ d"},
    {"m", "\"a\"\n\"b\"\n", "a / b"},
    {"m", "a,\"b\" \nc,d", "a ~ b / c ~ d"},
    {"mtl", "a, \"b\" \n c ,d", "a ~ b / c ~ d"},
    {"", "'a,b',c", "'a ~ b' ~ c"},
    {"q'", "'a,b',c", "a,b ~ c"},
    {"", "a", "a"},
    {"", ",", " ~ "},
    {"", ",,", " ~  ~ "},
    {"", "\"a\"x", "\"a\"x"},
    {"", "\"a\"x\"y", "\"a\"x\"y"},
    {"", "\"a\" x\"y,z", "\"a\" x\"y ~ z"},
    {"", "x,\"a\"y\"z\",w", "x ~ \"a\"y\"z\" ~ w"},
    {"", "\"a\\\"\"b\",c", "\"a\"\"b\" ~ c"},
    {"", "\"a\\\"\",c", "a\" ~ c"},
    {"", "\"\\\"a\",c", "\"a ~ c"},
    {"", "\"\\\\\\\\\",c", "\\\\ ~ c"},
    {"", "\"\\\\a\",c", "\\a ~ c"},
    {"", "\"a\\\\\"b\",c", "\"a\\\"b\" ~ c"},
};

sluice::csv::options options_of(std::string_view letters) {
  sluice::csv::options how;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    switch (letters[i]) {
      case 'e': how.escape = letters[++i]; break;
      case 'q': how.quote = letters[++i]; break;
      case 'c': how.char_to_escape_quote_escaping = letters[++i]; break;
      case 's': how.delimiter = ";;"; break;
      case 'l': how.ignore_leading_white_space = true; break;
      case 't': how.ignore_trailing_white_space = true; break;
      case 'm': how.multi_line = true; break;
      default: how.comment = '#';
    }
  }
  return how;
}

// All values of a text. Empty lines and comments are the decoder's to skip.
std::string split(std::string_view text, sluice::csv::options const& how) {
  sluice::csv::detail::splitter splitter{how};
  std::string found;
  char const* at = text.data();
  char const* const end = at + text.size();
  while (at < end) {
    if (*at == '\n' || *at == how.comment) {
      while (*at++ != '\n') {}
      continue;
    }
    REQUIRE(splitter.split(at, end, true));
    if (!found.empty()) found += " / ";
    for (std::size_t i = 0; i < splitter.size(); ++i) found += (i == 0 ? "" : " ~ ") + std::string{splitter.text(i)};
    at = splitter.next();
  }
  return found;
}

}  // namespace

TEST_CASE("records are split as Spark's parser splits them (semantics 16.1)") {
  for (auto const& one : spark) {
    INFO("options " << one.options << ", text " << one.text);
    CHECK(split(one.text, options_of(one.options)) == one.values);
  }
}

TEST_CASE("an escape at the end of a quote that is never closed is kept") { CHECK(split("\"abc\\", {}) == "abc\\"); }

TEST_CASE("without a quote character quotes are text") { CHECK(split("\"a\",b", {.quote = '\0'}) == "\"a\" ~ b"); }

TEST_CASE("records end at the line separator that was asked for") {
  CHECK(split("a,b|c\n,d", {.line_sep = "|"}) == "a ~ b / c\n ~ d");
  CHECK(split("a,b\nc\r\nd,e", {.line_sep = "\r\n"}) == "a ~ b\nc / d ~ e");
  CHECK(split("a,b\rc,d\r\ne\n", {}) == "a ~ b / c ~ d / e");
}

TEST_CASE("a record that the text may cut off waits for more") {
  using sluice::csv::detail::splitter;
  auto const cut_off = [](std::string_view text, sluice::csv::options how = {}) {
    splitter splitter{how};
    return !splitter.split(text.data(), text.data() + text.size(), false);
  };
  CHECK(cut_off("a,b"));
  CHECK(cut_off("a,b\r"));
  CHECK_FALSE(cut_off("a,b\n"));
  CHECK_FALSE(cut_off("a,b\r\n"));
  CHECK_FALSE(cut_off("a,b\rc"));
  CHECK(cut_off("a,\"b\n", {.multi_line = true}));
  CHECK(cut_off("a,\"b\"", {.multi_line = true}));
  CHECK(cut_off("a,\"b\" ", {.multi_line = true}));
  CHECK_FALSE(cut_off("a,\"b\nc\"\n", {.multi_line = true}));
  CHECK(cut_off("a|", {.line_sep = "||"}));
}

TEST_CASE("records beyond a limit are marked") {
  sluice::csv::detail::splitter few{{.max_columns = 2}};
  std::string_view const three = "a,b,c";
  REQUIRE(few.split(three.data(), three.data() + three.size(), true));
  CHECK(few.too_many());
  CHECK(few.size() == 2);
  sluice::csv::detail::splitter narrow{{.max_chars_per_column = 3}};
  std::string_view const wide = "abc,abcd";
  REQUIRE(narrow.split(wide.data(), wide.data() + wide.size(), true));
  CHECK(narrow.too_long());
}
