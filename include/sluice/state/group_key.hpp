// SPDX-License-Identifier: Apache-2.0
// How grouping keys are kept: texts as compact text_key, everything else as itself; and the way from the views of a row to the
// packed form that is looked up, and back.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/schema/types.hpp>
#include <sluice/state/text_key.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

namespace detail {

template <class Type>
struct group_key {
  using type = Type;
};
template <>
struct group_key<std::string> {
  using type = text_key;
};
template <class Type>
struct group_key<std::optional<Type>> {
  using type = std::optional<typename group_key<Type>::type>;
};

}  // namespace detail

/// The stored form of a key of logical type `Type`.
template <class Type>
using group_key_t = typename detail::group_key<Type>::type;

/// What is looked up for a key's value: texts packed once, other values as they are.
template <class Value>
[[nodiscard]] constexpr auto lookup_key(Value const& value) {
  if constexpr (std::is_same_v<Value, std::string> || std::is_same_v<Value, std::string_view>) {
    return text_view{std::string_view{value}};
  } else if constexpr (std::is_same_v<Value, std::optional<std::string>> ||
                       std::is_same_v<Value, std::optional<std::string_view>>) {
    return value ? std::optional<text_view>{std::string_view{*value}} : std::nullopt;
  } else {
    return value;
  }
}

/// A stored key as a row shows it: a view, alive as long as the key.
[[nodiscard]] inline std::string_view key_view(text_key const& key) { return key.view(); }
[[nodiscard]] inline std::optional<std::string_view> key_view(std::optional<text_key> const& key) {
  return key ? std::optional<std::string_view>{key->view()} : std::nullopt;
}
template <class Key>
[[nodiscard]] constexpr view_t<Key> key_view(Key const& key) {
  return as_view(key);
}

}  // namespace sluice
