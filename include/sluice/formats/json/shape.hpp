// SPDX-License-Identifier: Apache-2.0
// What a text looked like: the bytes between its values, and which field each value belongs to. And how many of such
// shapes are remembered, and when one is worth learning. Used by speculative.hpp only.
#pragma once

#include <sluice/base/number_text.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/json/scalar.hpp>
#include <sluice/formats/json/string_end.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::json::detail {

/// A bit for each of sixteen bytes that are equal.
[[nodiscard]] inline std::uint32_t equal_bytes(char const* left, char const* right) noexcept {
#if defined(__SSE2__)
  __m128i const a = _mm_loadu_si128(reinterpret_cast<__m128i const*>(left));
  __m128i const b = _mm_loadu_si128(reinterpret_cast<__m128i const*>(right));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)));
#else
  std::uint32_t equal = 0;
  for (unsigned i = 0; i < 16; ++i) equal |= (left[i] == right[i] ? 1U : 0U) << i;
  return equal;
#endif
}

/// Passes over one value that nobody wants: a string without escapes, a number or a literal. Null for all others.
[[nodiscard]] inline char const* skip_value(char const* text, char const* end) noexcept {
  if (*text == '"') {
    char const* const close = find_string_end(text + 1, end);
    return close == nullptr ? nullptr : close + 1;
  }
  if (std::memcmp(text, "null", 4) == 0 || std::memcmp(text, "true", 4) == 0) return text + 4;
  if (std::memcmp(text, "false", 5) == 0) return text + 5;
  decimal number;
  return scan_number(text, end, number);
}

/// The bytes between the values of a text.
class shape {
 public:
  static constexpr std::uint16_t skipped = 0xFFFF;
  static constexpr std::uint16_t at_end = 0xFFFE;
  static constexpr std::size_t max_literal = 32;
  static constexpr std::size_t max_steps = 256;

  /// The bytes before a value, or behind the last, and the field that the value is for.
  struct step {
    alignas(16) std::array<char, max_literal> literal{};
    std::array<std::uint32_t, max_literal / 16> ignored{};  // a bit for each byte of a half that the literal lacks
    std::uint16_t size = 0;
    std::uint16_t field = skipped;

    /// Where `text` goes on behind the literal; null if it has other bytes. Reads `max_literal` bytes.
    [[nodiscard]] char const* match(char const* text) const noexcept {
      if ((equal_bytes(text, literal.data()) | ignored[0]) != 0xFFFF) return nullptr;
      if (size > 16 && (equal_bytes(text + 16, literal.data() + 16) | ignored[1]) != 0xFFFF) return nullptr;
      return text + size;
    }
  };

  /// The steps in the order of the text. The last one is the bytes behind the last value, for the field `at_end`.
  [[nodiscard]] step const* steps() const noexcept { return steps_.data(); }

  /// Takes the shape of a text that was decoded well. `names` are the wanted fields. False if it has none that helps:
  /// an escaped or repeated key, or a value that `skip_value` does not pass.
  template <std::size_t Size>
  [[nodiscard]] bool take(std::string_view text, std::array<std::string_view, Size> const& names) {
    steps_.clear();
    std::array<bool, Size> seen{};
    char const* at = text.data();
    char const* const end = at + text.size();
    char const* literal = at;
    pass_blanks(at, end);
    if (!pass(at, end, '{')) return false;
    for (;;) {
      std::string_view key;
      if (!pass_key(at, end, key) || steps_.size() == max_steps) return false;
      step next;
      if (!fill(next, literal, at)) return false;
      for (std::size_t i = 0; i < Size; ++i) {
        if (names[i] != key) continue;
        if (seen[i]) return false;
        seen[i] = true;
        next.field = static_cast<std::uint16_t>(i);
      }
      steps_.push_back(next);
      at = at < end ? skip_value(at, end) : nullptr;
      if (at == nullptr || at > end) return false;
      literal = at;
      pass_blanks(at, end);
      if (pass(at, end, '}')) {
        step last;
        last.field = at_end;
        steps_.push_back(last);
        return fill(steps_.back(), literal, at);
      }
      if (!pass(at, end, ',')) return false;
    }
  }

 private:
  static void pass_blanks(char const*& at, char const* end) noexcept {
    while (at < end && is_blank(*at)) ++at;
  }
  [[nodiscard]] static bool pass(char const*& at, char const* end, char wanted) noexcept {
    if (at >= end || *at != wanted) return false;
    ++at;
    return true;
  }
  /// `"key" :` with blanks around, up to the value.
  [[nodiscard]] static bool pass_key(char const*& at, char const* end, std::string_view& key) noexcept {
    pass_blanks(at, end);
    if (!pass(at, end, '"')) return false;
    char const* const close = find_string_end(at, end);
    if (close == nullptr) return false;
    key = {at, static_cast<std::size_t>(close - at)};
    at = close + 1;
    pass_blanks(at, end);
    if (!pass(at, end, ':')) return false;
    pass_blanks(at, end);
    return true;
  }
  [[nodiscard]] static bool fill(step& into, char const* first, char const* end) noexcept {
    auto const size = static_cast<std::size_t>(end - first);
    if (size > max_literal) return false;
    std::memcpy(into.literal.data(), first, size);
    for (std::size_t i = size; i < max_literal; ++i) into.ignored[i / 16] |= 1U << i % 16;
    into.size = static_cast<std::uint16_t>(size);
    return true;
  }

  std::vector<step> steps_;
};

/// A few shapes, the one that was right last in front: producers leave optional fields out, so two texts of one stream
/// may differ. Learning costs more than decoding, so a stream without a shape is asked less and less often.
class shape_memory {
 public:
  static constexpr std::size_t max_shapes = 4;

  [[nodiscard]] std::size_t count() const noexcept { return shapes_.size(); }
  [[nodiscard]] shape const& current() const noexcept { return shapes_[current_]; }
  void rotate() noexcept { current_ = current_ + 1 < shapes_.size() ? current_ + 1 : 0; }
  void hit() noexcept { ++hits_; }

  /// Called after each surprise.
  [[nodiscard]] bool worth_learning() noexcept { return ++misses_ > patience_; }

  template <class... Slots>
  void learn(std::string_view text, type_list<Slots...>) {
    constexpr std::array<std::string_view, sizeof...(Slots)> names{Slots::name.view()...};
    patience_ = hits_ >= 8 * misses_ ? 0 : std::min<std::uint64_t>(2 * patience_ + 1, 4096);
    hits_ = 0;
    misses_ = 0;
    shape learned;
    if (!learned.take(text, names)) return;
    if (shapes_.size() < max_shapes) {
      shapes_.push_back(std::move(learned));
      current_ = shapes_.size() - 1;
    } else {
      // The oldest makes room; `current_` then tries the new one first.
      current_ = oldest_;
      oldest_ = (oldest_ + 1) % max_shapes;
      shapes_[current_] = std::move(learned);
    }
  }

 private:
  std::vector<shape> shapes_;
  std::size_t current_ = 0;
  std::size_t oldest_ = 0;
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
  std::uint64_t patience_ = 0;
};

}  // namespace sluice::json::detail
