// SPDX-License-Identifier: Apache-2.0
// What a JSON text has at its top: `json_array_length(col<"value">)` and `json_object_keys(col<"value">)`.
#pragma once

#include <sluice/expressions/functions/array_memory.hpp>
#include <sluice/expressions/json/get_json_object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

struct json_array_length_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Type>
  using type = std::conditional_t<text_type<Type>, std::optional<std::int32_t>, plan_error::no_such_operation<"json_array_length", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"json_array_length">(argument); }

  [[nodiscard]] std::optional<std::int32_t> operator()(std::string_view text) const {
    return memory.as<detail::path_memory>().finder.count_elements(text);
  }
};

namespace detail {

struct keys_memory final : memory_base {
  json::path_finder finder;
  array_memory<std::string> keys;
};

}  // namespace detail

struct json_object_keys_function {
  [[no_unique_address]] detail::scratch memory;

  template <class Type>
  using type =
      std::conditional_t<text_type<Type>, std::optional<std::vector<std::string>>, plan_error::no_such_operation<"json_object_keys", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"json_object_keys">(argument); }

  [[nodiscard]] std::optional<array_view<std::string>> operator()(std::string_view text) const {
    auto& mine = memory.as<detail::keys_memory>();
    auto const found = mine.finder.find_keys(text);
    if (!found) return std::nullopt;
    mine.keys.clear();
    mine.keys.push_all(*found);
    return mine.keys.view();
  }
};

/// How many elements the array has that a JSON text is; NULL if it is none. Costs a walk of the text.
template <expression Text>
[[nodiscard]] constexpr auto json_array_length(Text text) {
  return make_call(json_array_length_function{}, std::move(text));
}
/// The keys of the object that a JSON text is, as they come; NULL if it is none. Costs a walk of the text.
template <expression Text>
[[nodiscard]] constexpr auto json_object_keys(Text text) {
  return make_call(json_object_keys_function{}, std::move(text));
}

}  // namespace sluice
