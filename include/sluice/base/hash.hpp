// SPDX-License-Identifier: Apache-2.0
//
// Hashes of keys: numbers, text, optionals, pairs and tuples, each 64 bits with every bit usable. They feed the
// open-addressing tables of state/, which take a block number and a tag from different bits of the same word.
// Keys that group together (group_equal.hpp) hash alike: -0.0 as 0.0, every NaN as one, a view as what owns it.
// The hashes are fast, not keyed: they do not resist an opponent who chooses keys, and they may change between
// releases, so they are never written to a checkpoint.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace hash_detail {

// Irregular bit patterns.
inline constexpr std::uint64_t salt_a = 0x6a09e667f3bcc909U;
inline constexpr std::uint64_t salt_b = 0xbb67ae8584caa73bU;
inline constexpr std::uint64_t salt_c = 0x3c6ef372fe94f82bU;
inline constexpr std::uint64_t salt_word = 0x2545f4914f6cdd1dU;
inline constexpr std::uint64_t salt_null = 0x243f6a8885a308d3U;

/// Multiplies to 128 bits and folds the halves together: the high half carries what the low bits know upwards,
/// the low half what the high bits know.
constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
  __extension__ using wide = unsigned __int128;
  auto const product = static_cast<wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
#else
  std::uint64_t const low_mask = 0xffffffffU;
  std::uint64_t const al = a & low_mask;
  std::uint64_t const ah = a >> 32U;
  std::uint64_t const bl = b & low_mask;
  std::uint64_t const bh = b >> 32U;
  std::uint64_t const middle = ah * bl + ((al * bl) >> 32U);
  std::uint64_t const carry = (middle & low_mask) + al * bh;
  return (a * b) ^ (ah * bh + (middle >> 32U) + (carry >> 32U));
#endif
}

constexpr std::uint64_t smear(std::uint64_t product) noexcept { return product ^ (product >> 29U); }

template <class Word>
std::uint64_t load(char const* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

template <class T>
concept text_like = std::convertible_to<T const&, std::string_view> && !std::is_arithmetic_v<T>;

template <class T>
concept hashes_itself = requires(T const& value) {
  { value.hash() } -> std::same_as<std::uint64_t>;
};

// Times are recognised by their members, so that this header need not include <chrono>.
template <class T>
concept time_point_like = requires(T const& value) { value.time_since_epoch().count(); };

template <class T>
concept duration_like = requires(T const& value) {
  typename T::period;
  value.count();
};

template <class T>
concept timestamp_like = requires(T const& value) {
  { value.microseconds } -> std::convertible_to<std::int64_t>;
};

template <class T>
concept date_like = requires(T const& value) {
  { value.days } -> std::convertible_to<std::int64_t>;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

template <class T>
inline constexpr bool unsupported = false;

}  // namespace hash_detail

/// The hash of one machine word.
// A product by a constant leaves patterns for some strides (multiples of a power of two, whole numbers held as double);
// the shift breaks them. These constants and this shift had the least uneven spread of those tried.
constexpr std::uint64_t hash_word(std::uint64_t word) noexcept {
  return hash_detail::smear(hash_detail::fold(word ^ hash_detail::salt_word, hash_detail::salt_a));
}

/// Joins the hash so far with the hash of the next part; the order of the parts counts.
constexpr std::uint64_t hash_combine(std::uint64_t first, std::uint64_t second) noexcept {
  return hash_detail::fold(first ^ hash_detail::salt_a, second ^ hash_detail::salt_c);
}

/// Text of up to 15 bytes as two words: its bytes in memory order, zeros behind them, its length in the last byte.
/// Two texts are equal exactly when their words are.
struct packed_text {
  std::uint64_t low;
  std::uint64_t high;
};

/// The longest text that pack_text takes, in bytes.
inline constexpr std::size_t packed_text_capacity = 15;

/// Packs `text`, which must have at most packed_text_capacity bytes. Reads no byte outside of it: the words are
/// put together from loads that overlap.
inline packed_text pack_text(std::string_view text) noexcept {
  static_assert(std::endian::native == std::endian::little,
                "packed text is laid out for little-endian machines: port pack_text to this one");
  using hash_detail::load;
  char const* const bytes = text.data();
  std::size_t const size = text.size();
  packed_text packed{0, static_cast<std::uint64_t>(size) << 56U};
  if (size >= 8) {
    packed.low = load<std::uint64_t>(bytes);
    // Shifted in two steps, because at size 8 nothing remains and one shift by 64 would be undefined.
    packed.high |= (load<std::uint64_t>(bytes + size - 8) >> 8U) >> (8 * (15 - size));
  } else if (size >= 4) {
    packed.low = load<std::uint32_t>(bytes) | (load<std::uint32_t>(bytes + size - 4) << (8 * (size - 4)));
  } else if (size != 0) {
    std::size_t const middle = size / 2;
    packed.low = load<unsigned char>(bytes) | (load<unsigned char>(bytes + middle) << (8 * middle)) |
                 (load<unsigned char>(bytes + size - 1) << (8 * (size - 1)));
  }
  return packed;
}

/// The hash of packed text; hash_text gives the same for the same bytes.
constexpr std::uint64_t hash_packed(packed_text packed) noexcept {
  return hash_detail::smear(hash_detail::fold(packed.low ^ hash_detail::salt_a, packed.high ^ hash_detail::salt_b));
}

/// The hash of text that is too long to pack: 16 bytes a step, the last 16 read again where they overlap.
inline std::uint64_t hash_long_text(std::string_view text) noexcept {
  using hash_detail::load;
  char const* at = text.data();
  char const* const last = at + text.size() - 16;
  // The length is spread over the word, lest one bit of it and one of the text cancel out.
  std::uint64_t state = text.size() * hash_detail::salt_c;
  for (; at < last; at += 16) {
    state = hash_detail::fold(load<std::uint64_t>(at) ^ state, load<std::uint64_t>(at + 8) ^ hash_detail::salt_a);
  }
  state = hash_detail::fold(load<std::uint64_t>(last) ^ state, load<std::uint64_t>(last + 8) ^ hash_detail::salt_b);
  return hash_word(state);
}

/// The hash of text. About 1 ns up to 15 bytes.
inline std::uint64_t hash_text(std::string_view text) noexcept {
  if (text.size() <= packed_text_capacity) { return hash_packed(pack_text(text)); }
  return hash_long_text(text);
}

/// The one representative of all numbers that group with `value`: 0.0 for -0.0, one quiet NaN for every NaN
/// (semantics 5).
template <std::floating_point T>
constexpr T canonical(T value) noexcept {
  if (value != value) { return static_cast<T>(__builtin_nan("")); }
  return value == T{} ? T{} : value;
}

template <class T>
constexpr std::uint64_t hash_value(T const& value) noexcept;

namespace hash_detail {

template <class Tuple, std::size_t... I>
constexpr std::uint64_t hash_parts(Tuple const& parts, std::index_sequence<0, I...> /*indices*/) noexcept {
  std::uint64_t state = hash_value(std::get<0>(parts));
  ((state = hash_combine(state, hash_value(std::get<I>(parts)))), ...);
  return state;
}

// The key of a global aggregate: it has no parts.
template <class Tuple>
constexpr std::uint64_t hash_parts(Tuple const& /*parts*/, std::index_sequence<> /*indices*/) noexcept {
  return salt_null;
}

}  // namespace hash_detail

/// The hash of a key: an integer, bool, enum, floating-point number, text, time point or duration, an optional,
/// pair or tuple of these, or a type with a member `std::uint64_t hash() const`.
/// Integers hash by value whatever their width, text by its bytes whoever owns it, a filled optional like what it
/// holds; all empty optionals hash alike. Thread safe; does not throw for the types listed.
template <class T>
constexpr std::uint64_t hash_value(T const& value) noexcept {
  using namespace hash_detail;
  if constexpr (hashes_itself<T>) {
    return value.hash();
  } else if constexpr (std::is_enum_v<T>) {
    return hash_word(static_cast<std::uint64_t>(static_cast<std::underlying_type_t<T>>(value)));
  } else if constexpr (std::integral<T>) {
    return hash_word(static_cast<std::uint64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    // As double, so that a float finds a double of the same value.
    return hash_word(std::bit_cast<std::uint64_t>(canonical(static_cast<double>(value))));
  } else if constexpr (text_like<T>) {
    return hash_text(value);
  } else if constexpr (time_point_like<T>) {
    return hash_value(value.time_since_epoch().count());
  } else if constexpr (duration_like<T>) {
    return hash_value(value.count());
  } else if constexpr (timestamp_like<T>) {
    return hash_value(value.microseconds);
  } else if constexpr (date_like<T>) {
    return hash_value(value.days);
  } else if constexpr (is_optional<T>) {
    return value ? hash_value(*value) : salt_null;
  } else if constexpr (tuple_like<T>) {
    return hash_parts(value, std::make_index_sequence<std::tuple_size_v<T>>());
  } else {
    static_assert(unsupported<T>, "this type cannot be a key: give it a member `std::uint64_t hash() const`");
    return 0;
  }
}

/// hash_value as a function object that takes owned keys and views alike.
struct key_hash {
  template <class T>
  constexpr std::uint64_t operator()(T const& value) const noexcept {
    return hash_value(value);
  }
};

}  // namespace sluice
