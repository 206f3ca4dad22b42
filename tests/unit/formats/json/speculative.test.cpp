// SPDX-License-Identifier: Apache-2.0
// The fast way against simdjson alone: same verdicts, same rows, on texts that are nearly alike and nearly right.
#include "records.hpp"

#include <sluice/formats/json/decode.hpp>

#include <catch2/catch.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using json_test::want;
using sluice::json::no_probe;
using sluice::json::strategy;
using sluice::json::verdict;

struct flat {
  std::string name;
  double amount;
  std::int32_t count;
  std::optional<std::string> note;
  std::optional<bool> flag;
  sluice::timestamp time;
  std::optional<sluice::date> day;
  sluice::bytes raw;
  std::optional<std::uint64_t> id;
  std::optional<json_test::side> side;
};
SLUICE_RECORD(flat, name, amount, count, note, flag, time, day, raw, id, side);

template <class Record, class Want, strategy Strategy>
using decoder = sluice::json::decoder<Record, Want, no_probe, Strategy>;

// Equal values; a NaN equals itself, and 0 differs from -0.
template <class Type>
bool same(Type const& left, Type const& right) {
  if constexpr (std::is_same_v<Type, double>) return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
  else return left == right;
}
template <class... Cells>
bool same(sluice::row<Cells...> const& left, sluice::row<Cells...> const& right) {
  return (true && ... && same(left.template get<Cells::name>(), right.template get<Cells::name>()));
}

// A block of memory that ends where reading is forbidden.
class guarded_page {
 public:
  guarded_page() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    void* const block = mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(block != MAP_FAILED);
    block_ = static_cast<char*>(block);
    REQUIRE(mprotect(block_ + page_, page_, PROT_NONE) == 0);
  }
  guarded_page(guarded_page const&) = delete;
  guarded_page& operator=(guarded_page const&) = delete;
  ~guarded_page() { munmap(block_, 2 * page_); }

  // The text, with `behind` bytes between it and the forbidden page.
  std::string_view place(std::string_view text, std::string_view behind) {
    REQUIRE(text.size() + behind.size() <= page_);
    char* const first = block_ + page_ - text.size() - behind.size();
    std::copy(text.begin(), text.end(), first);
    std::copy(behind.begin(), behind.end(), first + text.size());
    return {first, text.size()};
  }

 private:
  std::size_t page_;
  char* block_;
};

class text_maker {
 public:
  explicit text_maker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  template <std::size_t Size>
  std::string_view one_of(std::string_view const (&choices)[Size]) {
    return choices[below(Size)];
  }

  std::string digits(std::size_t most) {
    std::string text;
    for (std::size_t i = 0, size = 1 + below(most); i < size; ++i) text += static_cast<char>('0' + below(10));
    return text;
  }

  std::string number() {
    std::string_view const forms[] = {"", "", "", "-", "0.", "1e", "-0"};
    std::string text{one_of(forms)};
    text += digits(below(4) == 0 ? 22 : 6);
    if (below(2) == 0) text += "." + digits(below(4) == 0 ? 18 : 3);
    if (below(8) == 0) text += (below(2) == 0 ? "e" : "E-") + digits(2);
    return text;
  }

  std::string string() {
    std::string_view const texts[] = {"", "c-42", "a name of more than sixteen characters", "\xC3\xA4\xC3\xB6", "1", "null",
                                      "\xE2\x82\xAC\xF0\x9F\x98\x80 and more", "fifteen chars..", "sixteen chars...",
                                      "quote \\\" in it", "AAEC/w==", "buy", "2024-01-01", "back\\\\slash", "\\u00e4"};
    return "\"" + std::string(one_of(texts)) + "\"";
  }

  std::string time() {
    std::string_view const times[] = {"\"2024-01-01T12:00:00.123Z\"", "\"2024-01-01T12:00:00Z\"", "\"2024-01-01 12:00:00\"",
                                      "\"1969-12-31T23:59:59.999999+01:00\"", "1704110400", "\"2024-02-30T00:00:00Z\"",
                                      "\"2024-02-29T00:00:00.000Z\""};
    return std::string(one_of(times));
  }

  // A value that fits the field.
  std::string good_value(std::string_view field) {
    if (field == "amount") return "12.5";
    if (field == "count" || field == "id") return digits(3).insert(0, 1, '1');
    if (field == "flag") return "true";
    if (field == "time") return "\"2024-01-01T12:00:00.123Z\"";
    if (field == "day") return "\"2024-01-01\"";
    if (field == "raw") return "\"AAEC\"";
    if (field == "side") return "\"buy\"";
    return "\"text\"";
  }

  // A value that mostly fits the field.
  std::string value(std::string_view field) {
    if (below(30) == 0) return below(2) == 0 ? number() : string();
    if (below(40) == 0) {
      std::string_view const odd[] = {"null", "true", "false", "{}", "[1,{\"name\":2}]", "NaN", "\"NaN\"", "-INF", "tru", "1.5"};
      return std::string(one_of(odd));
    }
    if (field == "amount") return number();
    if (field == "count" || field == "id") return digits(10);
    if (field == "flag") return below(2) == 0 ? "true" : "null";
    if (field == "time") return time();
    if (field == "day") return "\"2024-01-0" + digits(1) + "\"";
    if (field == "raw") return "\"AAEC\"";
    if (field == "side") return below(2) == 0 ? "\"buy\"" : "\"sell\"";
    return string();
  }

  // What stands before each value and behind the last.
  std::vector<std::string> literals(std::vector<std::string_view> const& fields) {
    std::vector<std::string> parts;
    for (std::string_view field : fields)
      parts.push_back(blanks() + (parts.empty() ? "{" : ",") + blanks() + "\"" + std::string(field) + "\"" + blanks() + ":" + blanks());
    parts.push_back(blanks() + (parts.empty() ? "{}" : "}"));
    return parts;
  }

  std::vector<std::string_view> fields() {
    std::vector<std::string_view> all = {"name", "amount", "count", "note", "flag", "time", "day", "raw", "id", "side", "other", "x"};
    std::shuffle(all.begin(), all.end(), random_);
    while (below(3) == 0) all.pop_back();
    if (below(6) == 0) all.push_back(all.front());
    return all;
  }

  // Changes, removes or adds a few bytes.
  void mutate(std::string& text) {
    using namespace std::string_view_literals;
    static auto const alphabet = "\"{}[]:,\\ 0123456789.eE+-tfnNI'\n\x01\x7F\x80\xC3\xA9\xFF\0"sv;
    for (std::size_t changes = 1 + below(3); changes-- > 0 && !text.empty();) {
      std::size_t const at = below(text.size());
      char const byte = alphabet[below(alphabet.size())];
      switch (below(4)) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), byte); break;
        case 2: text.resize(at); break;
        default: text[at] = byte;
      }
    }
  }

 private:
  std::string blanks() {
    std::string_view const choices[] = {"", "", "", "", "", "", "", "", "", "", "", " ", "\t", "\r\n  "};
    return std::string(one_of(choices));
  }

  std::mt19937 random_;
};

template <class Fast, class Plain>
bool agree(Fast& fast, Plain& plain, std::string_view text) {
  auto const outcome = fast.decode_padded(text);
  if (outcome != plain.decode_padded(text)) return false;
  if (fast.problem().column != plain.problem().column || fast.problem().reason != plain.problem().reason) return false;
  return outcome == verdict::rejected || outcome == verdict::blank || same(fast.row(), plain.row());
}

// Gives both decoders texts of one shape with all kinds of values and mutations; returns the share, in percent, that
// the fast way took.
template <class Want>
std::uint64_t compare(unsigned seed, int rounds) {
  guarded_page memory;
  text_maker make{seed};
  std::uint64_t texts = 0;
  std::uint64_t surprises = 0;
  std::string_view const behind[] = {"\n", "}", "\"}", "1}", ",", "\"", "0000000000", "null}"};
  for (int round = 0; round < rounds; ++round) {
    decoder<flat, Want, strategy::speculative> fast;
    decoder<flat, Want, strategy::plain> plain;
    auto const fields = make.fields();
    auto const literals = make.literals(fields);
    for (int repeat = 0; repeat < 50; ++repeat) {
      std::string text;
      for (std::size_t i = 0; i < fields.size(); ++i)
        text += literals[i] + (make.below(4) != 0 || repeat == 0 ? make.good_value(fields[i]) : make.value(fields[i]));
      text += literals.back();
      if (repeat > 0 && make.below(4) == 0) make.mutate(text);
      std::string padding(sluice::json::padding, 'x');
      std::string_view const next = make.one_of(behind);
      padding.replace(0, next.size(), next);
      ++texts;
      if (!agree(fast, plain, memory.place(text, padding)))
        FAIL("the decoders disagree on " << text << " followed by " << next);
    }
    surprises += fast.surprises();
  }
  return 100 - surprises * 100 / texts;
}

}  // namespace

TEST_CASE("both ways agree on random texts, and neither reads behind the padding", "[json]") {
  CHECK(compare<sluice::want_everything>(1, 300) > 20);
  CHECK(compare<want<"amount">>(2, 300) > 30);
  CHECK(compare<want<"name", "time">>(3, 300) > 30);
  CHECK(compare<want<"note", "flag", "day", "id", "side">>(4, 300) > 30);
  CHECK(compare<want<>>(5, 300) > 30);
}

TEST_CASE("a text without padding may end where reading is forbidden", "[json]") {
  guarded_page memory;
  sluice::json::decoder<json_test::order> decode;
  std::string const text = R"({"order_id":"o-1","customer":"c","amount":12.34,"event_time":"2024-01-01T12:00:00.123Z"})";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    auto const outcome = decode.decode(memory.place(std::string_view{text}.substr(0, size), {}));
    REQUIRE(outcome == (size == 0 ? verdict::blank : size == text.size() ? verdict::ok : verdict::rejected));
    REQUIRE(decode.decode(text) == verdict::ok);
  }
}

TEST_CASE("texts of one shape are taken the fast way from the second on", "[json]") {
  sluice::json::decoder<json_test::order> decode;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(decode.decode("{\"order_id\":\"o-" + std::to_string(i) + "\", \"customer\":\"c\", \"amount\":" + std::to_string(i) +
                          ".5, \"event_time\":\"2024-01-01T12:00:00.123Z\"}") == verdict::ok);
    REQUIRE(decode.row().get<"amount">() == i + 0.5);
  }
  CHECK(decode.surprises() == 1);
}

TEST_CASE("a few shapes in turn are all taken the fast way", "[json]") {
  sluice::json::decoder<json_test::nullable_order> decode;
  std::string_view const shapes[] = {R"({"customer":"c","amount":1.5,"items":2})", R"({"customer":"c"})",
                                     R"({"items":3,"amount":2})", R"({"amount":1,"customer":null})"};
  for (int i = 0; i < 1000; ++i) {
    auto const& text = shapes[i % 4];
    REQUIRE(decode.decode(text) == verdict::ok);
    REQUIRE(decode.row().get<"customer">().has_value() == (i % 4 < 2));
    REQUIRE(decode.row().get<"amount">().has_value() == (i % 4 != 1));
    REQUIRE(decode.row().get<"items">().has_value() == (i % 4 == 0 || i % 4 == 2));
  }
  CHECK(decode.surprises() < 40);
}

TEST_CASE("a changed order of keys is learned anew", "[json]") {
  sluice::json::decoder<json_test::order, want<"amount", "customer">> decode;
  for (int i = 0; i < 200; ++i) REQUIRE(decode.decode(R"({"customer":"c","amount":1})") == verdict::ok);
  CHECK(decode.surprises() == 1);
  for (int i = 0; i < 200; ++i) REQUIRE(decode.decode(R"({"amount":2,"x":[{}],"customer":"d"})") == verdict::ok);
  CHECK(decode.surprises() == 201);  // nested values are never guessed
  for (int i = 0; i < 200; ++i) REQUIRE(decode.decode(R"({"amount":2,"x":null,"customer":"d"})") == verdict::ok);
  CHECK(decode.surprises() < 400);
  CHECK(decode.row().get<"customer">() == "d");
}

TEST_CASE("rows with nested values are never guessed", "[json]") {
  sluice::json::decoder<json_test::everything, want<"home.city">> decode;
  for (int i = 0; i < 10; ++i) REQUIRE(decode.decode(R"({"home":{"city":"Ulm"}})") == verdict::ok);
  CHECK(decode.surprises() == 10);
}
