// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/codec.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace sluice;
using namespace std::string_literals;

namespace {

enum class side : std::uint8_t { buy, sell };

struct price {
  double amount;
  std::optional<std::string> currency;
  friend bool operator==(price const&, price const&) = default;
};
SLUICE_RECORD(price, amount, currency);

struct trade {
  std::string symbol;
  std::vector<price> prices;
  side direction;
  friend bool operator==(trade const&, trade const&) = default;
};
SLUICE_RECORD(trade, symbol, prices, direction);

// As an aggregate's state: a struct nobody described.
struct moments {
  double mean = 0;
  double spread = 0;
  std::int64_t count = 0;
  std::optional<std::string> note;
  friend bool operator==(moments const&, moments const&) = default;
};

struct sketch {
  std::uint32_t bits = 0;
  void append_state(std::string& out) const { out += std::to_string(bits) + ';'; }
  static sketch read_state(state_reader& in) {
    std::string digits;
    for (char letter; (letter = in.number<char>()) != ';';) digits += letter;
    return {static_cast<std::uint32_t>(std::stoul(digits))};
  }
  friend bool operator==(sketch const&, sketch const&) = default;
};

template <class Value>
std::string bytes_of(Value const& value) {
  std::string out;
  append_state(out, value);
  return out;
}

template <class Value>
std::string key_bytes(Value const& value) {
  std::string out;
  append_state<true>(out, value);
  return out;
}

// Reads back what was written, and refuses every cut of it and one byte more.
template <class Value>
void round_trips(Value const& value) {
  std::string const written = bytes_of(value);
  CHECK((read_state<Value>(written) == value));
  for (std::size_t size = 0; size < written.size(); ++size) CHECK_THROWS_AS(read_state<Value>(written.substr(0, size)), checkpoint_error);
  CHECK_THROWS_AS(read_state<Value>(written + 'x'), checkpoint_error);
}

}  // namespace

TEST_CASE("the bytes of state have a fixed form") {
  CHECK(bytes_of(std::int32_t{1}) == "\x01\0\0\0"s);
  CHECK(bytes_of(std::int64_t{-2}) == "\xfe\xff\xff\xff\xff\xff\xff\xff"s);
  CHECK(bytes_of(true) == "\x01"s);
  CHECK(bytes_of(1.5) == "\0\0\0\0\0\0\xf8\x3f"s);
  CHECK(bytes_of(side::sell) == "\x01"s);
  CHECK(bytes_of("ab"s) == "\x02"
                           "ab"s);
  CHECK(bytes_of(std::string_view{"ab"}) == bytes_of("ab"s));
  CHECK(bytes_of(text_key{text_view{std::string_view{"ab"}}}) == bytes_of("ab"s));
  CHECK(bytes_of(std::string(200, 'x')).substr(0, 3) == "\xc8\x01x"s);
  CHECK(bytes_of(bytes{"\0\xff"s}) == "\x02\0\xff"s);
  CHECK(bytes_of(std::optional<std::int8_t>{}) == "\0"s);
  CHECK(bytes_of(std::optional<std::int8_t>{7}) == "\x01\x07"s);
  CHECK(bytes_of(timestamp{1}) == bytes_of(std::int64_t{1}));
  CHECK(bytes_of(date{1}) == bytes_of(std::int32_t{1}));
  CHECK(bytes_of(std::chrono::microseconds{1}) == bytes_of(std::int64_t{1}));
  CHECK(bytes_of(std::vector<std::int8_t>{5, 6}) == "\x02\x05\x06"s);
  CHECK(bytes_of(std::tuple{std::int8_t{1}, "a"s}) == "\x01\x01"
                                                      "a"s);
  CHECK(bytes_of(std::tuple<>{}).empty());
}

TEST_CASE("what is written is read back, and cut bytes are refused") {
  round_trips(std::uint64_t{0xfedcba9876543210U});
  round_trips(std::numeric_limits<std::int64_t>::min());
  round_trips(-0.25F);
  round_trips(false);
  round_trips('x');
  round_trips(side::sell);
  round_trips(""s);
  round_trips(std::string(300, 'y'));
  round_trips(bytes{"\0\1\2"s});
  round_trips(text_key{text_view{std::string_view{"a key that is longer than fifteen bytes"}}});
  round_trips(timestamp{-62'135'596'800'000'000});
  round_trips(date{-719'162});
  round_trips(std::chrono::microseconds{-5});
  round_trips(std::optional<std::string>{});
  round_trips(std::optional<std::string>{"x"});
  round_trips(std::vector<std::optional<double>>{1.0, std::nullopt, -2.5});
  round_trips(std::deque<std::string>{"a", "", "b"});
  round_trips(std::vector<bool>{true, false, true});
  round_trips(std::set<std::int16_t>{3, 1, 2});
  round_trips(std::map<std::string, std::vector<std::int32_t>>{{"a", {1}}, {"b", {}}});
  round_trips(std::array<std::int16_t, 3>{1, 2, 3});
  round_trips(std::pair{"a"s, std::int64_t{1}});
  round_trips(std::tuple{std::int8_t{1}, std::optional<std::string>{"b"}, std::vector<std::int8_t>{1, 2}});
  round_trips(trade{"ACME", {{1.5, "EUR"}, {2.5, std::nullopt}}, side::buy});
  round_trips(row<cell<"total", double>, cell<"who", std::string>>{{1.5}, {"ann"}});
  round_trips(moments{1.5, 0.25, 7, "n"});
  round_trips(std::tuple{moments{}, std::int64_t{3}});
}

TEST_CASE("a type may bring its own form") {
  CHECK(bytes_of(sketch{4711}) == "4711;");
  round_trips(sketch{12});
  round_trips(std::vector<sketch>{{1}, {22}});
}

TEST_CASE("equal grouping keys have equal bytes") {
  CHECK(key_bytes(-0.0) == key_bytes(0.0));
  CHECK(bytes_of(-0.0) != bytes_of(0.0));
  CHECK(key_bytes(std::nan("1")) == key_bytes(-std::nan("2")));
  CHECK(key_bytes(std::tuple{1.0F, std::optional<double>{-0.0}}) == key_bytes(std::tuple{1.0F, std::optional<double>{0.0}}));
  CHECK(key_bytes(std::tuple{std::string_view{"a"}, timestamp{5}}) == key_bytes(std::tuple{"a"s, timestamp{5}}));
}

TEST_CASE("damaged bytes are refused without a wild read or a huge allocation") {
  CHECK_THROWS_WITH(read_state<std::string>("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"s), Catch::Matchers::Contains("it ends too early"));
  CHECK_THROWS_WITH(read_state<std::string>(std::string(11, '\xff')), Catch::Matchers::Contains("a length in it is too long"));
  CHECK_THROWS_AS(read_state<std::vector<std::string>>("\xff\xff\xff\xff\xff\x7f"s), checkpoint_error);
  CHECK_THROWS_WITH(read_state<bool>("\x02"s), Catch::Matchers::Contains("neither 0 nor 1"));
  CHECK_THROWS_WITH(read_state<std::int8_t>("\x01\x02\x03"s), Catch::Matchers::Contains("2 bytes more"));
}
