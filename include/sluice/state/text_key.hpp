// SPDX-License-Identifier: Apache-2.0
//
// Text as a key of keyed state, in 16 bytes where std::string takes 32: up to 15 bytes stand inside, longer text on
// the heap. Short texts compare as two words and hash with one multiplication, without a loop or a branch on the
// length. text_key owns its bytes; text_view, laid out alike, only sees them: a record's text is packed into a
// text_view once, which then serves to hash it, to wait in a lookahead, to find the key and to make the key.
#pragma once

#include <sluice/base/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace sluice {

/// Text of a record, packed for looking up a text_key. Short text is copied into it; longer text must outlive it.
class text_view {
 public:
  constexpr text_view() noexcept = default;

  /// Packs a std::string_view or what converts to one. Costs two loads for 4 to 15 bytes.
  template <hash_detail::text_like Text>
  text_view(Text const& text) noexcept : text_view(std::string_view(text), packed_tag()) {}

  /// The length in bytes.
  [[nodiscard]] std::size_t size() const noexcept {
    return is_long() ? bits_.high & long_size_mask : bits_.high >> 56U;
  }

  /// Whether the bytes stand elsewhere, because there are more than 15.
  [[nodiscard]] bool is_long() const noexcept { return static_cast<std::int64_t>(bits_.high) < 0; }

  /// The bytes. Short text stands in this object, so the view lives no longer than it.
  [[nodiscard]] std::string_view view() const noexcept {
    return {is_long() ? long_bytes() : reinterpret_cast<char const*>(&bits_), size()};
  }

  /// The same as hash_text of the bytes.
  [[nodiscard]] std::uint64_t hash() const noexcept {
    return is_long() ? hash_long_text(view()) : hash_packed(bits_);
  }

  friend bool operator==(text_view const& left, text_view const& right) noexcept {
    // One branch in the common case: the words of short texts differ exactly when the texts do.
    if (((left.bits_.low ^ right.bits_.low) | (left.bits_.high ^ right.bits_.high)) == 0) { return true; }
    return left.is_long() && left.bits_.high == right.bits_.high &&
           std::memcmp(left.long_bytes(), right.long_bytes(), left.size()) == 0;
  }

 private:
  friend class text_key;

  // Long text: its address in the low word, its length under the top bit in the high one.
  static constexpr std::uint64_t long_flag = std::uint64_t{1} << 63U;
  static constexpr std::uint64_t long_size_mask = long_flag - 1;
  static_assert(sizeof(char const*) <= sizeof(std::uint64_t));

  struct packed_tag {};

  text_view(std::string_view text, packed_tag /*tag*/) noexcept
      : bits_(text.size() <= packed_text_capacity ? pack_text(text) : refer_to(text)) {}

  static packed_text refer_to(std::string_view text) noexcept {
    return {reinterpret_cast<std::uintptr_t>(text.data()), long_flag | text.size()};
  }

  [[nodiscard]] char const* long_bytes() const noexcept {
    return reinterpret_cast<char const*>(static_cast<std::uintptr_t>(bits_.low));
  }

  packed_text bits_{0, 0};
};

/// Owned text, compared with and found by text_view, std::string_view or std::string.
class text_key {
 public:
  /// The empty text.
  constexpr text_key() noexcept = default;

  /// Keeps a copy of the text. Allocates for more than 15 bytes; throws std::bad_alloc.
  explicit text_key(text_view const& text) : text_(text) {
    if (text.is_long()) { keep_own_copy(); }
  }

  text_key(text_key const& other) : text_key(other.text_) {}
  text_key(text_key&& other) noexcept : text_(std::exchange(other.text_, text_view())) {}
  text_key& operator=(text_key other) noexcept {
    std::swap(text_, other.text_);
    return *this;
  }
  ~text_key() {
    if (text_.is_long()) { delete[] text_.long_bytes(); }
  }

  /// The bytes; they live as long as this key stays where it is.
  [[nodiscard]] std::string_view view() const noexcept { return text_.view(); }

  [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }

  /// The bytes this key holds outside of itself.
  [[nodiscard]] std::size_t heap_bytes() const noexcept { return text_.is_long() ? text_.size() : 0; }

  /// The same as hash_text of the bytes.
  [[nodiscard]] std::uint64_t hash() const noexcept { return text_.hash(); }

  friend bool operator==(text_key const& left, text_key const& right) noexcept { return left.text_ == right.text_; }
  friend bool operator==(text_key const& left, text_view const& right) noexcept { return left.text_ == right; }

 private:
  void keep_own_copy() {
    // If the allocation throws, no destructor runs on the borrowed bytes: the constructor has not ended.
    std::string_view const borrowed = text_.view();
    char* const own = new char[borrowed.size()];
    std::memcpy(own, borrowed.data(), borrowed.size());
    text_ = text_view(std::string_view(own, borrowed.size()));
  }

  text_view text_;
};

static_assert(sizeof(text_key) == 16);

}  // namespace sluice
