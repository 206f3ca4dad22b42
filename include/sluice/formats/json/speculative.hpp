// SPDX-License-Identifier: Apache-2.0
// The fast way through texts that look like the one before. Of a good text it remembers the bytes between the values:
// a text of the same producer begins with `{"customer":` again. The next text is compared with those bytes, and only
// its values are read. At the first surprise it gives up, and the caller decodes the text with simdjson.
//
// It accepts no text that simdjson would not accept, and gives the same values, because the bytes between the values
// were accepted before and the values are read by the functions both ways share. Escapes, nested wanted values and
// whatever does not fit are left to simdjson.
#pragma once

#include <sluice/base/number_text.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/json/scalar.hpp>
#include <sluice/formats/json/shape.hpp>
#include <sluice/formats/json/string_end.hpp>
#include <sluice/formats/json/verdict.hpp>
#include <sluice/formats/wanted_row.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::json::detail {

/// Whether values of a type can be guessed: all but those made of other values.
template <class Type>
inline constexpr bool is_flat = !row_like<Type> && !is_array<Type> && !is_map<Type>;
template <class Type>
inline constexpr bool is_flat<std::optional<Type>> = is_flat<Type>;

/// Reads values where they stand; every function returns where the value ends, or null to give up. Reads up to
/// `simdjson`'s padding behind `end`; a value that ends behind it is found by the caller.
class value_guesser {
 public:
  explicit value_guesser(scratch& space) noexcept : space_(space) {}

  template <class Type>
  [[nodiscard]] char const* read(char const* text, char const* end, Type& target) {
    if constexpr (is_nullable<Type>) {
      if (*text == 'n') return starts_with(text, "null") ? text + 4 : nullptr;
      return read(text, end, target.emplace());
    } else if constexpr (std::same_as<Type, bool>) {
      target = *text == 't';
      if (target) return starts_with(text, "true") ? text + 4 : nullptr;
      return starts_with(text, "fals") && text[4] == 'e' ? text + 5 : nullptr;
    } else if constexpr (std::same_as<Type, timestamp>) {
      if (*text != '"') return read_number(text, end, target);
      if (is_fixed_time(text + 1, 24, target)) return text + 26;
      if (is_fixed_time(text + 1, 20, target)) return text + 22;
      return read_quoted(text, end, target);
    } else if constexpr (std::same_as<Type, date> || is_text_or_bytes<Type> || named_enum<Type>) {
      if (*text == '"') return read_quoted(text, end, target);
      if constexpr (text_type<Type>) return read_number(text, end, target);
      else return nullptr;
    } else {
      return read_number(text, end, target);
    }
  }

 private:
  [[nodiscard]] static bool starts_with(char const* text, char const (&four)[5]) noexcept {
    return std::memcmp(text, four, 4) == 0;
  }

  /// Such a time has no byte that a string must not have, so its string needs no other look.
  [[nodiscard]] bool is_fixed_time(char const* text, std::size_t size, timestamp& target) noexcept {
    return text[size] == '"' && sluice::detail::parse_fixed_timestamp({text, size}, space_.day, target);
  }

  template <class Type>
  [[nodiscard]] char const* read_quoted(char const* text, char const* end, Type& target) {
    char const* const close = find_string_end(text + 1, end);
    if (close == nullptr) return nullptr;
    auto const result = read_string({text + 1, static_cast<std::size_t>(close - text - 1)}, target, space_);
    return result == reading::value ? close + 1 : nullptr;
  }

  template <class Type>
  [[nodiscard]] static char const* read_number(char const* text, char const* end, Type& target) {
    if constexpr (std::same_as<Type, double>) {
      if (char const* const stop = read_short_double(text, target); stop != nullptr) [[likely]] return stop;
    }
    decimal number;
    char const* const stop = scan_number(text, end, number);
    if (stop == nullptr) return nullptr;
    std::string_view const token{text, static_cast<std::size_t>(stop - text)};
    if constexpr (text_type<Type>) {
      target = Type{token};
      return stop;
    } else {
      return convert_number(number, token, target) ? stop : nullptr;
    }
  }

  scratch& space_;
};

/// Guesses that texts have one of a few learned shapes. `Target` is the row they are decoded into; its nullable fields
/// are NULL when `decode` is called, and it is in no particular state after a surprise.
template <class Target, class Probe>
class speculation {
 public:
  using slots = slots_of<Target>;

  /// Whether rows of this type can be guessed at all.
  static constexpr bool possible = []<class... Slots>(type_list<Slots...>) {
    return (true && ... && is_flat<typename Slots::type>) && sizeof...(Slots) < shape::at_end;
  }(slots{});

  /// Decodes a text of the current shape, or tries the others. False at a surprise.
  template <class Reset>
  [[nodiscard]] bool decode(std::string_view text, Target& target, scratch& space, Probe& probe, Reset const& reset) {
    for (std::size_t tried = 0; tried < shapes_.count(); ++tried) {
      if (tried != 0) reset(target);
      if (follow(shapes_.current(), text, target, space, probe)) return shapes_.hit(), true;
      shapes_.rotate();
    }
    return false;
  }

  /// A text was surprising and good: now and then its shape is learned, less often if that was of no use.
  void learn(std::string_view text) {
    if (shapes_.worth_learning()) shapes_.learn(text, slots{});
  }

 private:
  [[nodiscard]] static bool follow(shape const& expected, std::string_view text, Target& target, scratch& space,
                                   Probe& probe) {
    value_guesser guess{space};
    char const* at = text.data();
    char const* const end = at + text.size();
    shape::step const* step = expected.steps();
    // Each round takes the fields that stand in the row's order; texts in another order take more rounds.
    while (step->field != shape::at_end)
      if (!follow_in_order(guess, step, at, end, target, probe, slots{})) return false;
    at = step->match(at);
    return at != nullptr && at <= end;
  }

  template <class... Slots>
  [[nodiscard]] static bool follow_in_order(value_guesser& guess, shape::step const*& step, char const*& at,
                                            char const* end, Target& target, Probe& probe, type_list<Slots...>) {
    std::uint16_t field = 0;
    return (true && ... && follow_to<Slots>(guess, step, at, end, target, probe, field++)) &&
           follow_skipped(step, at, end);
  }

  /// Passes over what is not wanted, then reads the slot's value if it stands here.
  template <class Slot>
  [[nodiscard]] static bool follow_to(value_guesser& guess, shape::step const*& step, char const*& at, char const* end,
                                      Target& target, Probe& probe, std::uint16_t field) {
    if (step->field != field) {
      if (!follow_skipped(step, at, end)) return false;
      if (step->field != field) return true;
    }
    // `at` is not behind `end`, so a literal and a value's first bytes are read within the padding.
    at = step->match(at);
    if (at == nullptr) return false;
    probe.decoded(Slot::name.view());
    at = guess.read(at, end, Slot::of(target));
    ++step;
    return at != nullptr && at <= end;
  }

  [[nodiscard]] static bool follow_skipped(shape::step const*& step, char const*& at, char const* end) {
    for (; step->field == shape::skipped; ++step) {
      at = step->match(at);
      if (at == nullptr) return false;
      at = skip_value(at, end);
      if (at == nullptr || at > end) return false;
    }
    return true;
  }

  shape_memory shapes_;
};

}  // namespace sluice::json::detail
