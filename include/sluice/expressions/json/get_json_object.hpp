// SPDX-License-Identifier: Apache-2.0
// `get_json_object(col<"value">, "$.order.items[0].price")`: a value out of a JSON text, by its path, as text.
// Where a text has a known shape, from_json is faster and typed.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/scratch.hpp>
#include <sluice/formats/json/value_path.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

struct path_memory final : memory_base {
  json::path_finder finder;
};

}  // namespace detail

struct get_json_object_function {
  std::vector<json::path_step> path;
  [[no_unique_address]] detail::scratch memory;

  explicit get_json_object_function(std::string_view source) : path(json::read_path(source)) {}

  template <class Type>
  using type =
      std::conditional_t<text_type<Type>, std::optional<std::string>, plan_error::no_such_operation<"get_json_object", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  [[nodiscard]] std::optional<std::string_view> operator()(std::string_view text) const {
    return memory.as<detail::path_memory>().finder.find(text, path);
  }
};

/// What `path` leads to in a JSON text, as text; NULL if that is nothing or null, or the text is no JSON. Paths are made of `$`, `.name`,
/// `['name']`, `[0]` and `[*]`; a wrong one throws option_error here. Costs a walk of the text up to the value; the result is a view
/// that lasts for the row.
template <expression Text>
[[nodiscard]] auto get_json_object(Text text, std::string_view path) {
  return make_call(get_json_object_function{path}, std::move(text));
}

}  // namespace sluice
