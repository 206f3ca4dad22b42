// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/group_equal.hpp>
#include <sluice/base/hash.hpp>
#include <sluice/base/time.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

enum class color : std::uint8_t { red = 1, blue = 2 };

double nan_with_bits(std::uint64_t low) { return std::bit_cast<double>(std::uint64_t{0xfff8000000000000U} | low); }

// How unevenly keys fall on the blocks of a table: the fullest block, and the share of keys beyond seven in a block.
struct spread {
  int fullest;
  double displaced;
};

template <class MakeKey>
spread spread_of(MakeKey make_key, std::size_t count) {
  // As large a table as would hold them, at its fullest.
  std::size_t const blocks = std::bit_ceil(count * 3 / 2 / 7);
  std::vector<int> load(blocks);
  for (std::size_t i = 0; i < count; ++i) { ++load[(hash_value(make_key(i)) >> 8U) & (blocks - 1)]; }
  std::size_t displaced = 0;
  for (int const n : load) { displaced += static_cast<std::size_t>(std::max(0, n - 7)); }
  return {*std::max_element(load.begin(), load.end()), static_cast<double>(displaced) / static_cast<double>(count)};
}

// Random keys at this load: 3.7 % displaced, fullest 18.
template <class MakeKey>
void require_spread(MakeKey make_key) {
  for (std::size_t const count : {std::size_t{9'500}, std::size_t{76'000}, std::size_t{130'000}}) {
    spread const s = spread_of(make_key, count);
    CHECK(s.fullest <= 26);
    CHECK(s.displaced < 0.07);
  }
}

}  // namespace

TEST_CASE("integers hash and compare by value whatever their width") {
  CHECK(hash_value(std::int32_t{-7}) == hash_value(std::int64_t{-7}));
  CHECK(hash_value(std::uint8_t{200}) == hash_value(std::int64_t{200}));
  CHECK(hash_value(1) != hash_value(2));
  CHECK(hash_value(true) == hash_value(1));
  CHECK(hash_value(color::blue) == hash_value(2));
  CHECK(group_equal(std::int32_t{-7}, std::int64_t{-7}));
  CHECK_FALSE(group_equal(std::int64_t{-1}, std::numeric_limits<std::uint64_t>::max()));
  CHECK(group_equal(std::uint32_t{7}, std::int64_t{7}));
  CHECK(group_equal(color::red, color::red));
  CHECK_FALSE(group_equal(color::red, color::blue));
}

TEST_CASE("negative zero groups with zero and every NaN with every other (semantics 5)") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(hash_value(0.0) == hash_value(-0.0));
  CHECK(hash_value(nan) == hash_value(nan_with_bits(1)));
  CHECK(hash_value(nan) == hash_value(-nan));
  CHECK(hash_value(0.5F) == hash_value(0.5));
  CHECK(hash_value(0.5) != hash_value(0.25));
  CHECK(group_equal(0.0, -0.0));
  CHECK(group_equal(nan, nan_with_bits(99)));
  CHECK_FALSE(group_equal(nan, 0.0));
  CHECK_FALSE(group_equal(0.0, nan));
  CHECK(group_equal(1.5F, 1.5));
  CHECK_FALSE(std::signbit(canonical(-0.0)));
  CHECK(std::bit_cast<std::uint64_t>(canonical(nan_with_bits(5))) == std::bit_cast<std::uint64_t>(canonical(nan)));
  CHECK(canonical(-2.5) == -2.5);
}

TEST_CASE("null is one group of its own (semantics 5)") {
  std::optional<std::int64_t> const null;
  std::optional<std::int64_t> const zero = 0;
  CHECK(hash_value(null) == hash_value(std::optional<std::string>()));
  CHECK(hash_value(null) != hash_value(zero));
  CHECK(hash_value(zero) == hash_value(std::int64_t{0}));
  CHECK(group_equal(null, null));
  CHECK_FALSE(group_equal(null, zero));
  CHECK_FALSE(group_equal(zero, null));
  CHECK(group_equal(zero, std::int64_t{0}));
  CHECK(group_equal(std::int64_t{0}, zero));
  CHECK(group_equal(std::optional<std::string>("ann"), std::optional<std::string_view>("ann")));
  CHECK(group_equal(std::optional<double>(std::nan("")), std::optional<double>(nan_with_bits(3))));
}

TEST_CASE("text hashes and compares by its bytes whoever owns it") {
  std::string const owned = "a text that is far too long to be packed";
  CHECK(hash_value(owned) == hash_value(std::string_view(owned)));
  CHECK(hash_value("ann") == hash_value(std::string("ann")));
  CHECK(group_equal(owned, std::string_view(owned)));
  CHECK_FALSE(group_equal(std::string("a"), std::string_view("b")));
  CHECK(hash_value(std::string_view("a\0b", 3)) != hash_value(std::string_view("a")));
}

TEST_CASE("texts of every length up to 80 bytes read only their own bytes and hash apart") {
  std::set<std::uint64_t> seen;
  std::size_t texts = 0;
  for (std::size_t size = 0; size <= 80; ++size) {
    // Exactly as many bytes as the text has, so that an address sanitizer sees one read too many.
    std::unique_ptr<char[]> const bytes(new char[size == 0 ? 1 : size]);
    std::fill_n(bytes.get(), size, 'x');
    std::string_view const text(bytes.get(), size);
    seen.insert(hash_value(text));
    ++texts;
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = 'y';
      seen.insert(hash_value(text));
      bytes[i] = '\0';
      seen.insert(hash_value(text));
      bytes[i] = 'x';
      texts += 2;
    }
  }
  CHECK(seen.size() == texts);
}

TEST_CASE("packed text holds the bytes in order, zeros and the length") {
  std::string const all = "abcdefghijklmno";
  for (std::size_t size = 0; size <= all.size(); ++size) {
    packed_text const packed = pack_text(std::string_view(all).substr(0, size));
    char bytes[16];
    std::memcpy(bytes, &packed, sizeof bytes);
    CHECK(std::string_view(bytes, size) == all.substr(0, size));
    CHECK(std::all_of(bytes + size, bytes + 15, [](char c) { return c == '\0'; }));
    CHECK(bytes[15] == static_cast<char>(size));
  }
}

TEST_CASE("tuples and pairs hash by part and order, and views of them alike") {
  CHECK(hash_value(std::tuple(1, 2)) != hash_value(std::tuple(2, 1)));
  CHECK(hash_value(std::pair(1, 2)) == hash_value(std::tuple(1, 2)));
  CHECK(hash_value(std::tuple(7)) == hash_value(7));
  CHECK(hash_value(std::tuple()) == hash_value(std::tuple()));
  std::tuple<std::string, std::int64_t, std::optional<double>> const owned("ann", 3, -0.0);
  std::tuple<std::string_view, int, std::optional<double>> const view("ann", 3, 0.0);
  CHECK(hash_value(owned) == hash_value(view));
  CHECK(group_equal(owned, view));
  CHECK_FALSE(group_equal(owned, std::tuple<std::string_view, int, std::optional<double>>("ann", 4, 0.0)));
  CHECK_FALSE(group_equal(owned, std::tuple<std::string_view, int, std::optional<double>>("ann", 3, std::nullopt)));
  CHECK(group_equal(std::tuple(), std::tuple()));
}

TEST_CASE("times hash by their count") {
  using namespace std::chrono;
  CHECK(hash_value(sys_time<microseconds>(microseconds(5))) == hash_value(std::int64_t{5}));
  CHECK(hash_value(microseconds(5)) == hash_value(std::int64_t{5}));
  CHECK(hash_value(timestamp{5}) == hash_value(std::int64_t{5}));
  CHECK(hash_value(date{5}) == hash_value(std::int64_t{5}));
  CHECK(group_equal(timestamp{5}, timestamp{5}));
}

TEST_CASE("consecutive, strided and wide-apart integers spread over a table as random ones do") {
  require_spread([](std::size_t i) { return i; });
  require_spread([](std::size_t i) { return -static_cast<std::int64_t>(i); });
  // No further than keys stay distinct.
  for (unsigned shift = 1; shift <= 46; ++shift) {
    INFO("shift " << shift);
    require_spread([shift](std::size_t i) { return std::uint64_t{i} << shift; });
  }
  for (std::uint64_t const step : {10U, 1000U, 3600U, 86'400U, 65'521U, 65'537U, 1'000'000U, 600'000'000U}) {
    INFO("step " << step);
    require_spread([step](std::size_t i) { return std::uint64_t{1'700'000'000'000'000} + i * step; });
  }
  std::mt19937_64 random(1);
  require_spread([&](std::size_t) { return random(); });
}

TEST_CASE("whole numbers held as double, pairs and numbered texts spread over a table") {
  require_spread([](std::size_t i) { return static_cast<double>(i); });
  require_spread([](std::size_t i) { return static_cast<double>(i) / 100; });
  require_spread([](std::size_t i) { return std::tuple(i % 300, i / 300); });
  require_spread([](std::size_t i) { return std::pair(std::optional<std::size_t>(i), 0); });
  require_spread([](std::size_t i) { return std::to_string(i); });
  require_spread([](std::size_t i) { return "customer" + std::to_string(i); });
  require_spread([](std::size_t i) { return "a-longer-customer-name-" + std::to_string(i); });
  require_spread([](std::size_t i) { return std::to_string(i) + "-suffix-after-it"; });
}

TEST_CASE("flipping one input bit flips about half of the hash's bits") {
  std::mt19937_64 random(3);
  double flipped = 0;
  int least = 64;
  for (int round = 0; round < 2000; ++round) {
    std::uint64_t const key = random();
    int const changed = std::popcount(hash_value(key) ^ hash_value(key ^ (std::uint64_t{1} << (round % 64))));
    flipped += changed;
    least = std::min(least, changed);
  }
  CHECK(flipped / 2000 == Approx(32).margin(2));
  CHECK(least >= 8);
}
