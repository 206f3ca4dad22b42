// SPDX-License-Identifier: Apache-2.0
// `hash(a, b)` and `xxhash64(a, b)`: the numbers that Spark gives, so that rows can be placed as Spark places them; and crc32.
// They are not the hashes of base/hash.hpp, which group rows and may change. Digests are in sluice/hashing.hpp.
#pragma once

#include <sluice/base/crc32.hpp>
#include <sluice/base/murmur3.hpp>
#include <sluice/base/xxhash64.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

struct murmur3_hasher {
  using result = std::int32_t;
  std::uint32_t state = 42;

  void add_word(std::uint32_t value) { state = murmur3::of_word(value, state); }
  void add_long(std::uint64_t value) { state = murmur3::of_long(value, state); }
  void add_bytes(std::string_view content) { state = murmur3::of_bytes(content, state); }
};

struct xxhash64_hasher {
  using result = std::int64_t;
  std::uint64_t state = 42;

  // The hash of a number is that of its bytes in memory order.
  template <class Word>
  void add(Word value) {
    char content[sizeof(Word)];
    std::memcpy(content, &value, sizeof(Word));
    state = sluice::xxhash64(std::string_view{content, sizeof(Word)}, state);
  }
  void add_word(std::uint32_t value) { add(value); }
  void add_long(std::uint64_t value) { add(value); }
  void add_bytes(std::string_view content) { state = sluice::xxhash64(content, state); }
};

/// Mixes a value in. NULL leaves the hash as it is; -0.0 counts as 0.0, every NaN as one.
template <class Hasher, class Value>
void add_to_hash(Hasher& hasher, Value const& value) {
  if constexpr (is_nullable<Value>) {
    if (value) add_to_hash(hasher, *value);
  } else if constexpr (text_type<Value> || binary_type<Value>) {
    hasher.add_bytes(kind::content::pass(value));
  } else if constexpr (std::same_as<Value, bool>) {
    hasher.add_word(value ? 1U : 0U);
  } else if constexpr (std::same_as<Value, double>) {
    hasher.add_long(value == 0 ? 0U : value != value ? 0x7ff8000000000000U : std::bit_cast<std::uint64_t>(value));
  } else if constexpr (std::same_as<Value, float>) {
    hasher.add_word(value == 0 ? 0U : value != value ? 0x7fc00000U : std::bit_cast<std::uint32_t>(value));
  } else if constexpr (integer_type<Value> && sizeof(Value) <= 4) {
    hasher.add_word(static_cast<std::uint32_t>(value));
  } else if constexpr (integer_type<Value>) {
    hasher.add_long(static_cast<std::uint64_t>(value));
  } else if constexpr (std::same_as<Value, timestamp>) {
    hasher.add_long(static_cast<std::uint64_t>(value.microseconds));
  } else if constexpr (std::same_as<Value, date>) {
    hasher.add_word(static_cast<std::uint32_t>(value.days));
  } else {
    for (auto const& element : value) add_to_hash(hasher, element);
  }
}

/// What Spark has a hash for, and so has this: all but floating point of other sizes, maps and structs.
template <class Type>
inline constexpr bool is_hashable = text_type<Type> || binary_type<Type> || std::same_as<Type, bool> || std::same_as<Type, double> ||
                                    std::same_as<Type, float> || integer_type<Type> || std::same_as<Type, timestamp> ||
                                    std::same_as<Type, date>;
template <class Type>
inline constexpr bool is_hashable<std::optional<Type>> = is_hashable<Type>;
template <class Element, class Allocator>
inline constexpr bool is_hashable<std::vector<Element, Allocator>> = is_hashable<Element>;

[[nodiscard]] constexpr std::int64_t crc32_as_long(std::string_view content) { return static_cast<std::int64_t>(crc32_of(content)); }

}  // namespace detail

template <fixed_string Name, class Hasher>
struct hash_function {
  template <class... Types>
  using type = std::conditional_t<(true && ... && detail::is_hashable<Types>), typename Hasher::result,
                                  plan_error::no_such_operation<Name, Types...>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class... Values>
  [[nodiscard]] auto operator()(Values const&... values) const {
    Hasher hasher;
    (detail::add_to_hash(hasher, values), ...);
    return static_cast<typename Hasher::result>(hasher.state);
  }
};

/// Spark's hash of the values, 32 bits: Murmur3 with the seed 42, one value after the other. Never NULL.
template <operand... Operands>
  requires function_operands<Operands...>
[[nodiscard]] constexpr auto hash(Operands&&... values) {
  return make_call(hash_function<"hash", detail::murmur3_hasher>{}, std::forward<Operands>(values)...);
}
/// Spark's hash of the values, 64 bits: XXH64 with the seed 42, one value after the other. Never NULL.
template <operand... Operands>
  requires function_operands<Operands...>
[[nodiscard]] constexpr auto xxhash64(Operands&&... values) {
  return make_call(hash_function<"xxhash64", detail::xxhash64_hasher>{}, std::forward<Operands>(values)...);
}
/// The CRC-32 of a binary value, or of a text's bytes, as a 64-bit integer.
template <function_operands Value>
[[nodiscard]] constexpr auto crc32(Value&& value) {
  return make_call(plain_function<"crc32", detail::crc32_as_long, kind::content>{}, std::forward<Value>(value));
}

}  // namespace sluice
