// SPDX-License-Identifier: Apache-2.0
// Arrays and maps as they flow when they are not columns of the row below: views of an expression's working memory, or of a part of a
// column, that last for the row. Whoever keeps one keeps a std::vector or std::map.
#pragma once

#include <sluice/schema/types.hpp>

#include <cstddef>
#include <map>
#include <type_traits>
#include <vector>

namespace sluice {

/// An array that somebody else owns.
template <class Element>
class array_view {
 public:
  using value_type = Element;
  using iterator = Element const*;
  using const_iterator = Element const*;

  constexpr array_view() = default;
  constexpr array_view(Element const* first, std::size_t size) noexcept : first_(first), size_(size) {}

  [[nodiscard]] constexpr iterator begin() const noexcept { return first_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return first_ + size_; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr Element const& operator[](std::size_t index) const noexcept { return first_[index]; }

  explicit operator std::vector<Element>() const { return std::vector<Element>(begin(), end()); }
  friend bool operator==(array_view left, array_view right) {
    if (left.size_ != right.size_) return false;
    for (std::size_t i = 0; i < left.size_; ++i)
      if (!(left.first_[i] == right.first_[i])) return false;
    return true;
  }

 private:
  Element const* first_ = nullptr;
  std::size_t size_ = 0;
};

/// A map that somebody else owns.
template <class Map>
class map_view {
 public:
  using key_type = typename Map::key_type;
  using mapped_type = typename Map::mapped_type;
  using const_iterator = typename Map::const_iterator;

  constexpr explicit map_view(Map const& map) noexcept : map_(&map) {}

  [[nodiscard]] const_iterator begin() const noexcept { return map_->begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return map_->end(); }
  [[nodiscard]] std::size_t size() const noexcept { return map_->size(); }
  [[nodiscard]] const_iterator find(key_type const& key) const { return map_->find(key); }

  explicit operator Map() const { return *map_; }
  friend bool operator==(map_view left, map_view right) { return *left.map_ == *right.map_; }

 private:
  Map const* map_;
};

template <class Element>
struct owned<array_view<Element>> {
  using type = std::vector<Element>;
};
template <class Map>
struct owned<map_view<Map>> {
  using type = Map;
};

}  // namespace sluice
