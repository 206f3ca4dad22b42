// SPDX-License-Identifier: Apache-2.0
// Texts made of others: concat, concat_ws, repeat, replace, translate. Each makes a new text, with one allocation if it is long.
// concat takes arrays too.
#pragma once

#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/array_memory.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

[[nodiscard]] inline std::string repeated(std::string_view text, std::int64_t times) {
  std::string out;
  if (times <= 0 || text.empty()) return out;
  out.reserve(text.size() * static_cast<std::size_t>(times));
  for (; times > 0; --times) out += text;
  return out;
}

[[nodiscard]] inline std::string replaced(std::string_view text, std::string_view search, std::string_view replacement) {
  std::string out;
  if (!search.empty()) {
    for (std::size_t at = text.find(search); at != std::string_view::npos; at = text.find(search)) {
      out += text.substr(0, at);
      out += replacement;
      text.remove_prefix(at + search.size());
    }
  }
  return out += text;
}

[[nodiscard]] inline std::string translated(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view const character = utf8::front(text);
    text.remove_prefix(character.size());
    std::size_t const at = from.find(character);
    if (at == std::string_view::npos) {
      out += character;
      continue;
    }
    std::string_view const rest = to.substr(utf8::offset(to, utf8::length(from.substr(0, at))));
    if (!rest.empty()) out += utf8::front(rest);
  }
  return out;
}

/// What concat_ws joins: a text, or an array of texts.
template <class Type>
inline constexpr bool is_joinable = text_type<Type>;
template <class Element, class Allocator>
inline constexpr bool is_joinable<std::vector<Element, Allocator>> = text_type<non_null_t<Element>>;

struct joiner {
  std::string_view separator;
  std::string out;
  bool first = true;

  void add(std::string_view text) {
    if (!first) out += separator;
    first = false;
    out += text;
  }
  template <class Value>
  void add_all(Value const& value) {
    if constexpr (is_nullable<Value>) {
      if (value) add_all(*value);
    } else if constexpr (text_type<Value>) {
      add(value);
    } else {
      for (auto const& element : value) add_all(element);
    }
  }
};

}  // namespace detail

struct concat_function {
  [[no_unique_address]] detail::scratch memory;

  template <class First, class... Rest>
  static consteval auto find_type() {
    if constexpr ((text_type<First> && ... && text_type<Rest>) || (binary_type<First> && ... && binary_type<Rest>)) {
      return std::type_identity<owned_t<First>>{};
    } else if constexpr ((is_array<First> && ... && is_array<Rest>)) {
      using common = detail::common_value_t<detail::element_t<First>, detail::element_t<Rest>...>;
      if constexpr (refused<common>) return std::type_identity<plan_error::elements_differ_in_type<"concat", First, Rest...>>{};
      else return std::type_identity<std::vector<common>>{};
    } else {
      return std::type_identity<plan_error::no_such_operation<"concat", First, Rest...>>{};
    }
  }
  template <class First, class... Rest>
  using type = typename decltype(find_type<First, Rest...>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"concat">(names...); }

  template <class First, class... Rest>
  [[nodiscard]] auto operator()(First const& first, Rest const&... rest) const {
    if constexpr (detail::is_array_column<First>) {
      auto& out = detail::emptied<typename type<owned_t<First>, owned_t<Rest>...>::value_type>(memory);
      out.push_all(first);
      (out.push_all(rest), ...);
      return out.view();
    } else {
      std::string out;
      out.reserve((kind::content::pass(first).size() + ... + kind::content::pass(rest).size()));
      out += kind::content::pass(first);
      ((out += kind::content::pass(rest)), ...);
      if constexpr (text_type<First>) return out;
      else return bytes{std::move(out)};
    }
  }
};

struct concat_ws_function {
  template <class Separator, class... Parts>
  using type = std::conditional_t<text_type<non_null_t<Separator>> && (true && ... && detail::is_joinable<non_null_t<Parts>>),
                                  std::conditional_t<is_nullable<Separator>, std::optional<std::string>, std::string>,
                                  plan_error::no_such_operation<"concat_ws", Separator, Parts...>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"concat_ws">(names...); }

  template <class Separator, class... Parts>
  [[nodiscard]] auto operator()(Separator const& separator, Parts const&... parts) const {
    using result = std::conditional_t<is_nullable<Separator>, std::optional<std::string>, std::string>;
    if (!detail::has_value(separator)) return result{};
    detail::joiner joined{detail::unwrap(separator), {}};
    (joined.add_all(parts), ...);
    return result{std::move(joined.out)};
  }
};

/// The texts, the binary values, or the arrays' elements, one behind the other; NULL if one of them is.
template <operand... Parts>
  requires function_operands<Parts...>
[[nodiscard]] constexpr auto concat(Parts&&... parts) {
  return make_call(concat_function{}, std::forward<Parts>(parts)...);
}
/// The texts, and the elements of arrays of texts, with `separator` between them. NULLs are passed over.
template <operand Separator, operand... Parts>
  requires function_operands<Separator, Parts...>
[[nodiscard]] constexpr auto concat_ws(Separator&& separator, Parts&&... parts) {
  return make_call(concat_ws_function{}, std::forward<Separator>(separator), std::forward<Parts>(parts)...);
}
/// The text so many times.
template <operand Text, operand Times>
  requires function_operands<Text, Times>
[[nodiscard]] constexpr auto repeat(Text&& text, Times&& times) {
  return make_call(plain_function<"repeat", detail::repeated, kind::text, kind::whole>{}, std::forward<Text>(text),
                   std::forward<Times>(times));
}
/// The text with each occurrence of `search` replaced; without a replacement, taken out.
template <operand Text, operand Search, operand Replacement = std::string_view>
  requires function_operands<Text, Search, Replacement>
[[nodiscard]] constexpr auto replace(Text&& text, Search&& search, Replacement&& replacement = "") {
  return make_call(plain_function<"replace", detail::replaced, kind::text, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<Search>(search), std::forward<Replacement>(replacement));
}
/// The text with each character of `from` replaced by the one at the same place of `to`; taken out, if `to` is shorter.
template <operand Text, operand From, operand To>
  requires function_operands<Text, From, To>
[[nodiscard]] constexpr auto translate(Text&& text, From&& from, To&& to) {
  return make_call(plain_function<"translate", detail::translated, kind::text, kind::text, kind::text>{}, std::forward<Text>(text),
                   std::forward<From>(from), std::forward<To>(to));
}

}  // namespace sluice
