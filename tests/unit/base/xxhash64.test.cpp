// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/xxhash64.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

TEST_CASE("xxhash64 gives the published values") {
  CHECK(sluice::xxhash64("") == 0xef46db3751d8e999U);
  CHECK(sluice::xxhash64("a") == 0xd24ec4f1a98c6e5bU);
  CHECK(sluice::xxhash64("abc") == 0x44bc2cf5ad770999U);

  // By the reference implementation, over the bytes 3, 10, 17, ...: every tail length class, without and with a seed.
  struct vector {
    std::size_t size;
    std::uint64_t plain;
    std::uint64_t seeded;
  };
  constexpr vector vectors[] = {
      {1, 0x1f25c8d0bc1f4bb6U, 0x79cf94f5ace37fe1U},  {3, 0x31d2363f52e564c9U, 0x96d2a5e583ddd738U},
      {4, 0x9bb64b7d66ee9fdaU, 0x4a862fbb4b73776eU},  {5, 0xc7608efddb7051feU, 0xf6ca02179471d4a8U},
      {7, 0x9a7b149959ce60d8U, 0xddc5cf71d37a6368U},  {8, 0xdab99d95c6f90092U, 0xc6e75e2cbd8e07eeU},
      {9, 0x170bb6bf975b4c02U, 0x3a3e0f8ce693f786U},  {12, 0xd52e407833af5133U, 0x79b0b158fab0e5d6U},
      {31, 0xa2aa5f33cc4a6119U, 0x381822f33376d6b6U}, {32, 0x23c3c17ef790fd97U, 0x9abd315470ac276aU},
      {33, 0x50a7cfc7ba588784U, 0x72cdd3262f467933U}, {39, 0x880bbeea606e4b37U, 0x78438ff58483cb1fU},
      {40, 0xb620306b253d76b6U, 0x6968e03be1951fdaU}, {63, 0x5e3e54b431c7493cU, 0x634da7d265979e61U},
      {64, 0x0eb64b3ef6eeb01fU, 0xbcb3847d70525180U}, {65, 0xa383b724b2bd12f1U, 0x97f9d8f996719021U},
      {100, 0xa61f8d4c170fe531U, 0x86f549ede5ac87e2U},
  };
  std::string bytes;
  for (unsigned i = 0; i < 101; ++i) bytes += static_cast<char>(static_cast<unsigned char>(i * 7 + 3));
  for (auto const& one : vectors) {
    CAPTURE(one.size);
    CHECK(sluice::xxhash64({bytes.data(), one.size}) == one.plain);
    CHECK(sluice::xxhash64({bytes.data(), one.size}, 2654435761U) == one.seeded);
  }
}
