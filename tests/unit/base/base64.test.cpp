// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/base64.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <string_view>
#include <utility>

TEST_CASE("base64 has the values of RFC 4648", "[base64]") {
  for (auto const& [plain, encoded] : {std::pair<std::string_view, std::string_view>{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
                                       {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}}) {
    std::string text = "before ";
    sluice::append_base64(text, plain);
    CHECK(text == "before " + std::string(encoded));
    std::string back = "before ";
    CHECK(sluice::append_from_base64(back, encoded));
    CHECK(back == "before " + std::string(plain));
    while (!text.empty() && text.back() == '=') text.pop_back();
    back.clear();
    CHECK(sluice::append_from_base64(back, std::string_view{text}.substr(7)));
    CHECK(back == plain);
  }
}

TEST_CASE("what is no base64 is refused and leaves the text alone", "[base64]") {
  for (std::string_view const wrong : {"Z", "Zg=", "Zh==", "Zm9", "Zm9=", "=", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm-_", "Zm9vY"}) {
    CAPTURE(wrong);
    std::string text = "kept";
    CHECK_FALSE(sluice::append_from_base64(text, wrong));
    CHECK(text == "kept");
  }
}

TEST_CASE("random bytes survive base64", "[base64]") {
  std::mt19937 random{64};
  for (std::size_t size = 0; size < 200; ++size) {
    std::string plain;
    for (std::size_t i = 0; i < size; ++i) plain += static_cast<char>(random());
    std::string encoded;
    std::string back;
    sluice::append_base64(encoded, plain);
    REQUIRE(encoded.size() == (size + 2) / 3 * 4);
    REQUIRE(sluice::append_from_base64(back, encoded));
    REQUIRE(back == plain);
  }
}
