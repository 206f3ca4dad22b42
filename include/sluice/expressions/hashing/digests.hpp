// SPDX-License-Identifier: Apache-2.0
// Digests as lower-case hex: md5, sha1, sha2. Needs OpenSSL's libcrypto (CMake component `hashing`).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] inline std::string digest_of(std::string_view content, EVP_MD const* algorithm, char const* function) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(content.data(), content.size(), digest, &size, algorithm, nullptr) != 1)
    throw evaluation_error({error_code::unsupported_operation, function, "OpenSSL does not offer this digest here", "",
                            "use sha2, or allow the digest in OpenSSL's configuration"});
  std::string out(2 * std::size_t{size}, '0');
  for (unsigned i = 0; i < size; ++i) {
    out[2 * i] = "0123456789abcdef"[digest[i] >> 4U];
    out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15U];
  }
  return out;
}
[[nodiscard]] inline std::string md5_of(std::string_view content) { return digest_of(content, EVP_md5(), "md5"); }
[[nodiscard]] inline std::string sha1_of(std::string_view content) { return digest_of(content, EVP_sha1(), "sha1"); }
[[nodiscard]] inline std::optional<std::string> sha2_of(std::string_view content, std::int64_t bits) {
  switch (bits) {
    case 224: return digest_of(content, EVP_sha224(), "sha2");
    case 0:
    case 256: return digest_of(content, EVP_sha256(), "sha2");
    case 384: return digest_of(content, EVP_sha384(), "sha2");
    case 512: return digest_of(content, EVP_sha512(), "sha2");
    default: return std::nullopt;
  }
}

}  // namespace detail

/// The MD5 of a binary value, or of a text's bytes. Not against opponents: collisions are easily made.
template <function_operands Value>
[[nodiscard]] constexpr auto md5(Value&& value) {
  return make_call(plain_function<"md5", detail::md5_of, kind::content>{}, std::forward<Value>(value));
}
/// The SHA-1 of a binary value, or of a text's bytes. Not against opponents.
template <function_operands Value>
[[nodiscard]] constexpr auto sha1(Value&& value) {
  return make_call(plain_function<"sha1", detail::sha1_of, kind::content>{}, std::forward<Value>(value));
}
/// The SHA-2 of 224, 256 (or 0), 384 or 512 bits; NULL for any other number of bits.
template <operand Value, operand Bits>
  requires function_operands<Value, Bits>
[[nodiscard]] constexpr auto sha2(Value&& value, Bits&& bits) {
  return make_call(plain_function<"sha2", detail::sha2_of, kind::content, kind::whole>{}, std::forward<Value>(value),
                   std::forward<Bits>(bits));
}

}  // namespace sluice
