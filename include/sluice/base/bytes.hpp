// SPDX-License-Identifier: Apache-2.0
// Binary values: `bytes` owns them, `bytes_view` points at them. Kafka's keys and values are of this kind. They are
// types of their own, so that a binary column is not taken for text by accident.
#pragma once

#include <sluice/base/hash.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// Bytes that live elsewhere; two words, passed by value.
class bytes_view {
 public:
  constexpr bytes_view() = default;
  constexpr bytes_view(char const* data, std::size_t size) : content_(data, size) {}
  constexpr explicit bytes_view(std::string_view content) : content_(content) {}

  [[nodiscard]] constexpr char const* data() const { return content_.data(); }
  [[nodiscard]] constexpr std::size_t size() const { return content_.size(); }
  [[nodiscard]] constexpr bool empty() const { return content_.empty(); }
  /// The same bytes read as text; the caller knows that they are UTF-8.
  [[nodiscard]] constexpr std::string_view text() const { return content_; }
  /// As a grouping key.
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_text(content_); }

  friend constexpr bool operator==(bytes_view, bytes_view) = default;
  friend constexpr auto operator<=>(bytes_view, bytes_view) = default;

 private:
  std::string_view content_;
};

/// Bytes that are owned. Small values are kept without allocation, as std::string does.
class bytes {
 public:
  bytes() = default;
  explicit bytes(std::string content) : content_(std::move(content)) {}
  explicit bytes(bytes_view view) : content_(view.text()) {}

  [[nodiscard]] bytes_view view() const { return bytes_view{std::string_view{content_}}; }
  [[nodiscard]] std::size_t size() const { return content_.size(); }
  /// As a grouping key; the same as its view's.
  [[nodiscard]] std::uint64_t hash() const noexcept { return view().hash(); }
  operator bytes_view() const { return view(); }  // NOLINT: a view of it is always safe to pass down

  friend bool operator==(bytes const&, bytes const&) = default;
  friend auto operator<=>(bytes const&, bytes const&) = default;

 private:
  std::string content_;
};

}  // namespace sluice
