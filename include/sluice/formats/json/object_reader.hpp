// SPDX-License-Identifier: Apache-2.0
// Walks a JSON object with simdjson on demand and fills a row or a record. The target's type says what is decoded: keys
// are compared at compile-time lengths, and the value of a key that the target lacks is skipped unseen.
// Only this header and value_path.hpp use simdjson.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/json/scalar.hpp>
#include <sluice/formats/json/second_chance.hpp>
#include <sluice/formats/json/simdjson.hpp>
#include <sluice/formats/json/string_end.hpp>
#include <sluice/formats/json/verdict.hpp>
#include <sluice/formats/wanted_row.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::json::detail {

namespace ondemand = simdjson::ondemand;

/// Which fields of a target have a value.
template <std::size_t Size>
class field_set {
 public:
  constexpr void insert(std::size_t index) noexcept { words_[index / 64] |= std::uint64_t{1} << index % 64; }
  constexpr void erase(std::size_t index) noexcept { words_[index / 64] &= ~(std::uint64_t{1} << index % 64); }
  /// The first field that is in `other` and not in this set; `Size` if there is none.
  [[nodiscard]] constexpr std::size_t first_missing(field_set const& other) const noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (std::uint64_t const missing = other.words_[i] & ~words_[i]; missing != 0)
        return i * 64 + static_cast<std::size_t>(std::countr_zero(missing));
    return Size;
  }

 private:
  std::array<std::uint64_t, (Size + 63) / 64> words_{};
};

inline constexpr std::string_view null_reason = "NULL where the field must have a value";

template <class Slots>
struct slot_facts;
template <class... Slots>
struct slot_facts<type_list<Slots...>> {
  static constexpr std::size_t size = sizeof...(Slots);
  static constexpr bool nullable_only = (true && ... && is_nullable<typename Slots::type>);
  static constexpr std::array<std::string_view, size> names{Slots::name.view()...};
  static constexpr field_set<size> required = [] {
    field_set<size> set;
    std::size_t index = 0;
    ((is_nullable<typename Slots::type> ? void() : set.insert(index), ++index), ...);
    return set;
  }();
};

/// The path of a field below a prefix that is empty or ends in a dot.
template <fixed_string Prefix, fixed_string Name>
inline constexpr auto path_of = Prefix + Name;

/// Sets every nullable field to NULL, also in nested rows; other fields keep what they have.
template <class Target>
void set_nulls(Target& target) {
  [&]<class... Slots>(type_list<Slots...>) {
    [[maybe_unused]] auto const set_null = [](auto& value) {
      using type = std::remove_reference_t<decltype(value)>;
      if constexpr (is_nullable<type>) value.reset();
      else if constexpr (row_like<type>) set_nulls(value);
    };
    (set_null(Slots::of(target)), ...);
  }(slots_of<Target>{});
}

/// Reads the objects of one text. Lives for that text; what it finds wrong is in `problem`.
template <class Probe>
class object_reader {
 public:
  object_reader(scratch& space, Probe& probe) noexcept : space_(space), probe_(probe) {}

  /// Fills `target`. `value`: every field that must have a value has one. `wrong`: one has not, see `problem`.
  template <fixed_string Prefix, class Object, class Target>
  [[nodiscard]] reading read_object(Object&& object, Target& target) {
    using slots = slots_of<Target>;
    using facts = slot_facts<slots>;
    field_set<facts::size> present;
    std::size_t wrong_index = facts::size;
    json::problem wrong_problem;
    for (auto entry : object) {
      if (entry.error() != simdjson::SUCCESS) return broken(entry.error());
      ondemand::field& field = entry.value_unsafe();
      std::size_t index = facts::size;
      reading const result = read_field<Prefix>(field, target, index, slots{}, std::make_index_sequence<facts::size>{});
      if (result == reading::broken) return result;
      if (index == facts::size) continue;
      // Of a key that stands twice the last value counts, so a good one makes up for a bad one before it, and back.
      if (result == reading::value) {
        present.insert(index);
        if (wrong_index == index) wrong_index = facts::size;
      } else {
        present.erase(index);
        wrong_index = index;
        wrong_problem = problem_;
      }
    }
    std::size_t const missing = present.first_missing(facts::required);
    if (missing == facts::size) return reading::value;
    if (wrong_index != facts::size) problem_ = wrong_problem;
    else problem_ = {missing_path<Prefix>(missing, slots{}), "missing"};
    return reading::wrong;
  }

  /// What made the text broken or wrong, or the first thing that became NULL because it did not fit.
  [[nodiscard]] json::problem const& problem() const noexcept { return problem_; }
  /// Whether something that did not fit became NULL.
  [[nodiscard]] bool absorbed() const noexcept { return absorbed_; }
  [[nodiscard]] json::problem const& absorbed_problem() const noexcept { return absorbed_problem_; }

  reading broken(simdjson::error_code code) {
    if (code == simdjson::MEMALLOC) throw std::bad_alloc{};
    problem_ = {{}, simdjson::error_message(code)};
    return reading::broken;
  }

 private:
  /// Whether the key is `Name`, if it has no escapes. The padding behind a text makes it safe to compare a name of
  /// usual length at once; a longer one is compared up to the first difference, at the latest the closing quote.
  template <fixed_string Name>
  [[nodiscard]] static bool is_key(char const* key) noexcept {
    static constexpr auto quoted = Name + fixed_string{"\""};
    if constexpr (quoted.size() <= 32) return std::memcmp(key, quoted.text, quoted.size()) == 0;
    else return std::strncmp(key, quoted.text, quoted.size()) == 0;
  }

  template <fixed_string Prefix, class Target, class... Slots, std::size_t... Index>
  [[nodiscard]] reading read_field(ondemand::field& field, Target& target, std::size_t& index, type_list<Slots...>,
                                   std::index_sequence<Index...>) {
    reading result = reading::value;
    [[maybe_unused]] auto const read = [&]<class Slot>(std::size_t found) {
      index = found;
      result = read_value<path_of<Prefix, Slot::name>>(field.value(), Slot::of(target));
      return true;
    };
    char const* const key = field.key().raw();
    if ((false || ... || (is_key<Slots::name>(key) && read.template operator()<Slots>(Index)))) return result;
    if (*find_quote_or_escape(key) == '"') return result;
    std::string_view unescaped;
    if (auto const error = field.unescaped_key().get(unescaped); error != simdjson::SUCCESS) return broken(error);
    (void)(false || ... || (unescaped == Slots::name.view() && read.template operator()<Slots>(Index)));
    return result;
  }

  template <fixed_string Path, class Type>
  [[nodiscard]] reading read_value(ondemand::value& json, Type& target) {
    if constexpr (is_nullable<Type>) {
      target.emplace();
      reading const result = read_value<Path>(json, *target);
      if (result == reading::value || result == reading::broken) return result;
      target.reset();
      if (result == reading::wrong && !absorbed_) {
        absorbed_ = true;
        absorbed_problem_ = problem_;
      }
      return reading::value;
    } else {
      reading const result = read_present<Path>(json, target);
      if (result == reading::null) problem_ = {Path.view(), null_reason};
      return result;
    }
  }

  template <fixed_string Path, class Type>
  [[nodiscard]] reading read_present(ondemand::value& json, Type& target) {
    probe_.decoded(Path.view());
    std::string_view const token = json.raw_json_token();
    char const first = token.front();
    if constexpr (row_like<Type>) {
      if (first == '{') {
        ondemand::object object;
        if (auto const error = json.get_object().get(object); error != simdjson::SUCCESS) return broken(error);
        return read_object<path_of<Path, ".">>(object, target);
      }
    } else if constexpr (is_array<Type>) {
      if (first == '[') return read_array<Path>(json, target);
    } else if constexpr (is_map<Type>) {
      if (first == '{') return read_map<Path>(json, target);
    } else if constexpr (text_type<Type>) {
      if (first == '{' || first == '[') return read_as_text(json, first, target);
    }
    if (first == '{' || first == '[') return wrong<Path, Type>();
    reading result;
    if (first == '"') {
      std::string_view content;
      if (auto const error = string_content(json, token, content); error != simdjson::SUCCESS) return broken(error);
      result = read_string(content, target, space_);
    } else {
      result = read_plain(trimmed(token), target);
      if (result == reading::broken) problem_ = {Path.view(), "no JSON value"};
    }
    return result == reading::wrong ? wrong<Path, Type>() : result;
  }

  template <fixed_string Path, class Type>
  [[nodiscard]] reading read_array(ondemand::value& json, Type& target) {
    ondemand::array array;
    if (auto const error = json.get_array().get(array); error != simdjson::SUCCESS) return broken(error);
    target.clear();
    for (auto element : array) {
      if (element.error() != simdjson::SUCCESS) return broken(element.error());
      typename Type::value_type item{};
      reading const result = read_value<Path>(element.value_unsafe(), item);
      if (result != reading::value) return result == reading::null ? reading::wrong : result;
      target.push_back(std::move(item));
    }
    return reading::value;
  }

  template <fixed_string Path, class Type>
  [[nodiscard]] reading read_map(ondemand::value& json, Type& target) {
    static_assert(text_type<typename Type::key_type>, "JSON has maps from text only");
    ondemand::object object;
    if (auto const error = json.get_object().get(object); error != simdjson::SUCCESS) return broken(error);
    target.clear();
    for (auto entry : object) {
      if (entry.error() != simdjson::SUCCESS) return broken(entry.error());
      std::string_view key;
      if (auto const error = entry.unescaped_key().get(key); error != simdjson::SUCCESS) return broken(error);
      typename Type::mapped_type item{};
      reading const result = read_value<Path>(entry.value_unsafe().value(), item);
      if (result != reading::value) return result == reading::null ? reading::wrong : result;
      target.insert_or_assign(typename Type::key_type{key}, std::move(item));
    }
    return reading::value;
  }

  /// Nested JSON where text is wanted: its text, without blanks.
  template <class Type>
  [[nodiscard]] reading read_as_text(ondemand::value& json, char first, Type& target) {
    std::string_view raw;
    simdjson::error_code error;
    if (first == '{') {
      ondemand::object object;
      error = json.get_object().get(object);
      if (error == simdjson::SUCCESS) error = object.raw_json().get(raw);
    } else {
      ondemand::array array;
      error = json.get_array().get(array);
      if (error == simdjson::SUCCESS) error = array.raw_json().get(raw);
    }
    if (error != simdjson::SUCCESS) return broken(error);
    std::string& text = space_.take();
    append_compact(text, raw);
    target = Type{text};
    return reading::value;
  }

  /// The content of a string: as it stands in the text, or unescaped into the parser's buffer.
  [[nodiscard]] static simdjson::error_code string_content(ondemand::value& json, std::string_view token,
                                                           std::string_view& content) {
    char const* const first = token.data() + 1;
    char const* const special = find_quote_or_escape(first);
    if (*special != '"') return json.get_string().get(content);
    content = {first, static_cast<std::size_t>(special - first)};
    return simdjson::SUCCESS;
  }

  [[nodiscard]] static std::string_view trimmed(std::string_view token) noexcept {
    while (token.size() > 1 && is_blank(token.back())) token.remove_suffix(1);
    return token;
  }

  template <fixed_string Path, class Type>
  [[nodiscard]] reading wrong() noexcept {
    problem_ = {Path.view(), expectation<Type>()};
    return reading::wrong;
  }

  template <fixed_string Prefix, class... Slots>
  [[nodiscard]] static std::string_view missing_path(std::size_t index, type_list<Slots...>) noexcept {
    if constexpr (sizeof...(Slots) == 0) return {};
    else return std::array<std::string_view, sizeof...(Slots)>{path_of<Prefix, Slots::name>.view()...}[index];
  }

  scratch& space_;
  Probe& probe_;
  json::problem problem_;
  json::problem absorbed_problem_;
  bool absorbed_ = false;
};

}  // namespace sluice::json::detail
