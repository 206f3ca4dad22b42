// SPDX-License-Identifier: Apache-2.0
// State that changed its type between two runs of a query. A new state type says what it is made of:
//
//   struct stats {                       // was: struct old_stats { std::int64_t rows; double sum; };
//     std::int64_t rows; double sum; double largest;
//     using migrates_from = old_stats;
//     static stats migrate(old_stats const& old) { return {old.rows, old.sum, old.sum}; }
//   };
//
// and a restart brings the checkpoint's state to it, through as many steps as there are types in between. Without it, a changed type is
// refused with what differs (checkpoint/state_schema.hpp).
#pragma once

#include <sluice/state/codec.hpp>
#include <sluice/state/type_text.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// The type before a state type, and the way from there; neither if it tells none.
template <class State>
struct predecessor {};
template <class State>
  requires requires(typename State::migrates_from const& old) {
    { State::migrate(old) } -> std::same_as<State>;
  }
struct predecessor<State> {
  using type = typename State::migrates_from;
  static State migrate(type const& old) { return State::migrate(old); }
};
/// The state of a group that may have seen nothing.
template <class State>
  requires requires { typename predecessor<State>::type; }
struct predecessor<std::optional<State>> {
  using type = std::optional<typename predecessor<State>::type>;
  static std::optional<State> migrate(type const& old) {
    return old ? std::optional<State>{predecessor<State>::migrate(*old)} : std::nullopt;
  }
};

}  // namespace detail

/// A state type that tells the one before it.
template <class State>
concept migrating_state = requires { typename detail::predecessor<State>::type; };

namespace detail {

/// The texts of the types before this one, the latest first.
template <class State>
void list_older_types(std::vector<std::string>& found) {
  if constexpr (migrating_state<State>) {
    found.push_back(type_text<typename predecessor<State>::type>());
    list_older_types<typename predecessor<State>::type>(found);
  }
}

/// Reads a state that was written `age` types ago.
template <class State>
State read_older_state(state_reader& in, std::size_t age) {
  if constexpr (migrating_state<State>) {
    if (age > 0) return predecessor<State>::migrate(read_older_state<typename predecessor<State>::type>(in, age - 1));
  }
  return read_state<State>(in);
}

}  // namespace detail

/// Brings the parts of a value, written so many types ago each, to the types they have now.
template <class... States>
void migrate_states(std::string_view value, std::vector<std::size_t> const& ages, std::string& out, std::tuple<States...> const*) {
  state_reader in{value};
  std::size_t at = 0;
  (append_state(out, detail::read_older_state<States>(in, ages[at++])), ...);
  in.end();
}

/// The older types of each part; nothing if no part has any.
template <class... States>
[[nodiscard]] std::vector<std::vector<std::string>> older_types(std::tuple<States...> const*) {
  if constexpr ((migrating_state<States> || ...)) {
    std::vector<std::vector<std::string>> found;
    (detail::list_older_types<States>(found.emplace_back()), ...);
    return found;
  } else {
    return {};
  }
}

}  // namespace sluice
