// SPDX-License-Identifier: Apache-2.0
// What functions of maps are made of: the memory in which a map is made. Its nodes are used again from row to row, so that a warm row allocates
// nothing; its result is a map_view. Maps are std::map, so their entries are in the order of their keys, not in that of their making.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/functions/array_memory.hpp>
#include <sluice/schema/cell_text.hpp>

#include <concepts>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::detail {

template <class Map>
using key_t = typename owned_t<Map>::key_type;
template <class Map>
using mapped_t = typename owned_t<Map>::mapped_type;

template <class Key>
[[noreturn, gnu::cold, gnu::noinline]] void throw_bad_key(char const* function, char const* problem, Key const& key, char const* advice) {
  std::string text;
  append_cell_text(text, key);
  throw evaluation_error({error_code::invalid_parameter, function, problem, std::move(text), advice});
}

/// The memory of a map. A key may stand in it once.
template <class Map>
class map_memory final : public memory_base {
 public:
  void clear() {
    while (!map_.empty()) spare_.push_back(map_.extract(map_.begin()));
  }
  /// Throws evaluation_error for a key that is NULL, NaN, or there already.
  template <class Key, class Value>
  void add(char const* function, Key const& key, Value const& value) {
    if (!has_value(key)) throw_bad_key(function, "a key must not be NULL", key, "filter such entries out, or give them a key with coalesce");
    if (spare_.empty()) {
      Map fresh;
      fresh.emplace();
      spare_.push_back(fresh.extract(fresh.begin()));
    }
    auto node = std::move(spare_.back());
    spare_.pop_back();
    put(node.key(), unwrap(key));
    if constexpr (std::floating_point<typename Map::key_type>)
      if (node.key() != node.key()) throw_bad_key(function, "a key must not be NaN", node.key(), "filter such entries out");
    put(node.mapped(), value);
    auto const result = map_.insert(std::move(node));
    if (!result.inserted) throw_bad_key(function, "the key is there already", key, "make keys that differ from each other");
  }
  [[nodiscard]] map_view<Map> view() const noexcept { return map_view<Map>{map_}; }

 private:
  Map map_;
  std::vector<typename Map::node_type> spare_;
};

/// A function's memory of a map, emptied.
template <class Map>
[[nodiscard]] map_memory<Map>& emptied_map(scratch const& memory) {
  auto& mine = memory.template as<map_memory<Map>>();
  mine.clear();
  return mine;
}

/// Whether a type can be a map's key: it has an order in C++ too.
template <class Type>
inline constexpr bool is_key = std::totally_ordered<owned_t<non_null_t<Type>>> && !is_array<owned_t<non_null_t<Type>>> &&
                               !is_map<owned_t<non_null_t<Type>>>;

/// A map from these keys to these values, as a type; the refusal of keys that cannot be.
template <fixed_string Name, class Key, class Value>
consteval auto map_of() {
  if constexpr (!is_key<Key>) return std::type_identity<plan_error::elements_have_no_order<Name, Key>>{};
  else return std::type_identity<std::map<owned_t<non_null_t<Key>>, owned_t<Value>>>{};
}

}  // namespace sluice::detail
