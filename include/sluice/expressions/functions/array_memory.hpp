// SPDX-License-Identifier: Apache-2.0
// What functions of arrays are made of: the memory in which an array is made, which is used again from row to row, and the order and
// equality of elements. A function that makes an array owns its memory, so that a warm row allocates nothing; its result is an array_view.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/functions/collection_errors.hpp>
#include <sluice/expressions/functions/plain_function.hpp>
#include <sluice/expressions/scratch.hpp>
#include <sluice/schema/collection_view.hpp>
#include <sluice/schema/compare.hpp>
#include <sluice/schema/keep_row.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::detail {

template <class Type>
inline constexpr bool is_array_column = is_array<owned_t<Type>>;
template <class Type>
inline constexpr bool is_map_column = is_map<owned_t<Type>>;

/// The type of an array's elements, as it is kept.
template <class Array>
using element_t = typename owned_t<Array>::value_type;

/// Gives a kept value to a place that may hold an old one: texts and arrays use its memory again.
template <class Kept, class Value>
void put(Kept& place, Value const& value) {
  if constexpr (is_nullable<Kept>) {
    if (!has_value(value)) place.reset();
    else put(place ? *place : place.emplace(), unwrap(value));
  } else if constexpr (text_type<Kept>) {
    std::string_view const text{value};
    place.assign(text.data(), text.size());
  } else if constexpr (numeric_type<Kept>) {
    place = into_common<Kept>(value, "array");
  } else if constexpr (is_array<Kept> && !std::same_as<Kept, Value>) {
    place.assign(value.begin(), value.end());
  } else if constexpr (std::same_as<Kept, Value>) {
    place = value;
  } else {
    place = keep_value<Kept>(value);
  }
}

/// The memory of an array. What it held before stays where it is until something else is put there.
template <class Element>
class array_memory final : public memory_base {
 public:
  using value_type = Element;

  void clear() noexcept { size_ = 0; }
  void reserve(std::size_t size) {
    if (size <= capacity_) return;
    std::size_t const grown = std::max({size, 2 * capacity_, std::size_t{8}});
    auto larger = std::make_unique<Element[]>(grown);
    std::move(items_.get(), items_.get() + size_, larger.get());
    items_ = std::move(larger);
    capacity_ = grown;
  }
  template <class Value>
  void push(Value const& value) {
    reserve(size_ + 1);
    put(items_[size_], value);
    ++size_;
  }
  template <class Range>
  void push_all(Range const& range) {
    for (auto const& one : range) push(one);
  }
  /// A place at the end, with whatever stood there before.
  [[nodiscard]] Element& append() {
    reserve(size_ + 1);
    return items_[size_++];
  }
  void cut(std::size_t size) noexcept { size_ = size; }

  [[nodiscard]] Element* begin() noexcept { return items_.get(); }
  [[nodiscard]] Element* end() noexcept { return items_.get() + size_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] array_view<Element> view() const noexcept { return {items_.get(), size_}; }

 private:
  std::unique_ptr<Element[]> items_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// A function's memory of an array, emptied.
template <class Element>
[[nodiscard]] array_memory<Element>& emptied(scratch const& memory) {
  auto& mine = memory.template as<array_memory<Element>>();
  mine.clear();
  return mine;
}

template <class Array>
[[nodiscard]] constexpr std::size_t count_elements(Array const& array) {
  if constexpr (requires { array.size(); }) return array.size();
  else return static_cast<std::size_t>(std::distance(array.begin(), array.end()));
}

/// An element as it flows out of its array: texts, arrays and maps as views of it, structs as copies.
template <class Element>
[[nodiscard]] constexpr auto flowing(Element const& element) {
  if constexpr (is_nullable<Element>) {
    using inner = decltype(flowing(*element));
    return element ? std::optional<inner>{flowing(*element)} : std::nullopt;
  } else if constexpr (is_array<Element>) {
    if constexpr (std::same_as<typename Element::value_type, bool>) return element;
    else return array_view<typename Element::value_type>{element.data(), element.size()};
  } else if constexpr (is_map<Element>) {
    return map_view<Element>{element};
  } else {
    return std::remove_cvref_t<view_t<Element>>(element);
  }
}
template <class Element>
using flowing_t = decltype(flowing(std::declval<Element const&>()));

/// Whether two types of elements, nullable or not, can be compared with each other.
template <class Left, class Right>
inline constexpr bool alike = std::same_as<owned_t<non_null_t<Left>>, owned_t<non_null_t<Right>>> ||
                              (numeric_type<non_null_t<Left>> && numeric_type<non_null_t<Right>>);

/// The order of elements: NULL before everything, NaN above every number.
template <class Left, class Right>
[[nodiscard]] int compare_elements(Left const& left, Right const& right) {
  if constexpr (is_nullable<Left> || is_nullable<Right>) {
    bool const here = has_value(left);
    bool const there = has_value(right);
    if (!here || !there) return (here ? 1 : 0) - (there ? 1 : 0);
    return compare_elements(unwrap(left), unwrap(right));
  } else if constexpr (numeric_type<Left> && numeric_type<Right>) {
    return (values_less(right, left) ? 1 : 0) - (values_less(left, right) ? 1 : 0);
  } else if constexpr (text_type<Left>) {
    return std::string_view{left}.compare(std::string_view{right});
  } else {
    return compare_values(left, right);
  }
}
template <class Left, class Right>
[[nodiscard]] bool equal_elements(Left const& left, Right const& right) {
  if constexpr (numeric_type<Left> && numeric_type<Right>) return values_equal(left, right);
  else if constexpr (text_type<Left>) return std::string_view{left} == std::string_view{right};
  else return compare_elements(left, right) == 0;
}

struct before {
  template <class Left, class Right>
  [[nodiscard]] bool operator()(Left const& left, Right const& right) const {
    return compare_elements(left, right) < 0;
  }
};

/// `Type`, or the refusal of the first condition that is false.
template <bool Condition, class Refusal, class Type>
using or_refusal = std::conditional_t<Condition, Type, Refusal>;

}  // namespace sluice::detail
