// SPDX-License-Identifier: Apache-2.0
// `split(col<"value">, " ")`: an array of texts, made lazily. Nothing is allocated until somebody keeps the array.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sluice {

/// The parts of a text between separators, as a range of views. Splitting "" gives one empty part (semantics 15.2); an
/// empty separator splits into single characters.
class split_view {
 public:
  class iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using reference = std::string_view;
    using pointer = void;

    constexpr iterator() = default;
    constexpr iterator(std::string_view text, std::string_view separator) : rest_(text), separator_(separator), done_(false) {
      advance();
    }

    constexpr std::string_view operator*() const { return part_; }
    constexpr iterator& operator++() {
      if (last_) done_ = true;
      else advance();
      return *this;
    }
    constexpr iterator operator++(int) {
      iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(iterator const& left, iterator const& right) {
      return left.done_ == right.done_ && (left.done_ || left.part_.data() == right.part_.data());
    }

   private:
    constexpr void advance() {
      std::size_t const end = separator_.size() == 1 ? rest_.find(separator_.front())
                              : separator_.empty()   ? (rest_.size() > 1 ? 1 : std::string_view::npos)
                                                     : rest_.find(separator_);
      part_ = rest_.substr(0, end);
      last_ = end == std::string_view::npos;
      if (!last_) rest_.remove_prefix(end + separator_.size());
    }

    std::string_view rest_;
    std::string_view separator_;
    std::string_view part_;
    bool last_ = false;
    bool done_ = true;
  };

  constexpr split_view() = default;
  constexpr split_view(std::string_view text, std::string_view separator) : text_(text), separator_(separator) {}

  [[nodiscard]] constexpr iterator begin() const { return {text_, separator_}; }
  [[nodiscard]] constexpr iterator end() const { return {}; }

  explicit operator std::vector<std::string>() const { return {begin(), end()}; }
  friend bool operator==(split_view const&, split_view const&) = default;

 private:
  std::string_view text_;
  std::string_view separator_;
};

template <>
struct owned<split_view> {
  using type = std::vector<std::string>;
};
template <>
struct view<split_view> {
  using type = split_view;
};

struct split_function {
  template <class Text, class Separator>
  using type = std::conditional_t<text_type<Text> && text_type<Separator>, std::vector<std::string>,
                                  plan_error::no_such_operation<"split", Text, Separator>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }
  [[nodiscard]] constexpr split_view operator()(std::string_view text, std::string_view separator) const {
    return {text, separator};
  }
};

/// The parts of a text between occurrences of `separator`, taken literally.
template <operand Text, operand Separator>
[[nodiscard]] constexpr auto split(Text&& text, Separator&& separator) {
  return make_call(split_function{}, std::forward<Text>(text), std::forward<Separator>(separator));
}

}  // namespace sluice
