// SPDX-License-Identifier: Apache-2.0
// JSON texts into rows, by schema: `json::decoder<order, want>` decodes of each text only the fields that are wanted,
// which is known at compile time. What from_json and the JSON file source are made of (semantics 16.2).
//
// The text of a value that is not wanted is skipped: its strings and brackets must match, nothing else about it is
// checked, so it costs little and cannot reject a row. Texts that look like the one before take a fast way (see
// speculative.hpp), all others go through simdjson; what comes out is the same.
#pragma once

#include <sluice/formats/json/object_reader.hpp>
#include <sluice/formats/json/speculative.hpp>
#include <sluice/formats/json/verdict.hpp>
#include <sluice/formats/wanted_row.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::json {

/// Bytes that must be readable behind a text given to `decode_padded`; what they hold does not matter.
inline constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;

/// How texts are decoded: with or without the fast way for texts that look like the one before.
enum class strategy : bool { plain, speculative };

namespace detail {

template <class Type>
inline constexpr bool is_nullable_text = is_nullable<Type> && text_type<non_null_t<Type>>;

}  // namespace detail

/// Decodes one JSON object after another into a row of the wanted fields of `Record`. Fields keep the record's types,
/// but texts and bytes are views and nested records are rows; see `wanted_row_t`.
///
/// A nullable field (std::optional) that is missing is NULL; one that does not fit is NULL and makes the text
/// malformed. A field that is not nullable and is missing, NULL or does not fit rejects the text. A text that is no JSON object is
/// malformed, all fields NULL, if every wanted field is nullable, else rejected. Not thread-safe; one per thread.
template <record Record, class Want = want_everything, class Probe = no_probe,
          strategy Strategy = strategy::speculative>
class decoder {
 public:
  using row_type = wanted_row_t<Record, Want>;

  decoder() = default;
  explicit decoder(Probe probe) : probe_(std::move(probe)) {}

  /// Gives the text of malformed records, and nothing else, to the nullable text field of this name, if the row has one.
  void keep_corrupt_in(std::string_view field) noexcept { corrupt_ = find_corrupt(field, slots_of<row_type>{}); }

  /// Decodes a text, which is copied first. Cost: that of `decode_padded` and a copy of the text.
  verdict decode(std::string_view text) {
    reserve_copy(text.size());
    if (!text.empty()) std::memcpy(copy_.get(), text.data(), text.size());
    return decode_padded({copy_.get(), text.size()});
  }

  /// Decodes a text that has `padding` readable bytes behind it, where it stands.
  verdict decode_padded(std::string_view text) {
    space_.restart();
    detail::set_nulls(row_);
    if constexpr (speculates) {
      constexpr auto reset = [](row_type& row) { detail::set_nulls(row); };
      if (guess_.decode(text, row_, space_, probe_, reset)) [[likely]] return succeed();
    }
    return decode_surprise(text);
  }

  /// The row of the last text, if its verdict was `ok` or `malformed`. Views in it last until the next text, and point
  /// into the decoder or, after `decode_padded`, into that text.
  [[nodiscard]] row_type const& row() const noexcept { return row_; }

  /// Why the last text was not `ok`. Columns are paths from the record: "address.city".
  [[nodiscard]] json::problem const& problem() const noexcept { return problem_; }

  /// How many texts the fast way could not take.
  [[nodiscard]] std::uint64_t surprises() const noexcept { return surprises_; }

  [[nodiscard]] Probe const& probe() const noexcept { return probe_; }

 private:
  using speculation = detail::speculation<row_type, Probe>;
  static constexpr bool speculates = Strategy == strategy::speculative && speculation::possible;
  static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);
  static constexpr bool nullable_only = detail::slot_facts<slots_of<row_type>>::nullable_only;

  verdict succeed() noexcept {
    problem_ = {};
    set_corrupt(std::nullopt);
    return verdict::ok;
  }

  verdict decode_surprise(std::string_view text) {
    ++surprises_;
    std::size_t first = 0;
    while (first < text.size() && detail::is_blank(text[first])) ++first;
    if (first == text.size()) {
      problem_ = {{}, "the text is blank"};
      return verdict::blank;
    }
    auto result = read_text(text);
    if (result == detail::reading::broken && detail::make_second_chance(text.substr(first), second_chance_)) {
      std::size_t const size = second_chance_.size();
      second_chance_.append(padding, '\0');
      result = read_text({second_chance_.data(), size});
    }
    if (result == detail::reading::value && !absorbed_) {
      if constexpr (speculates) guess_.learn(text);
      set_corrupt(std::nullopt);
      return verdict::ok;
    }
    if (result != detail::reading::value) {
      if (result == detail::reading::wrong || !nullable_only) return verdict::rejected;
      detail::set_nulls(row_);
    }
    set_corrupt(text);
    return verdict::malformed;
  }

  detail::reading read_text(std::string_view text) {
    detail::object_reader<Probe> reader{space_, probe_};
    detail::set_nulls(row_);
    auto const result = read_with(reader, text);
    absorbed_ = reader.absorbed();
    problem_ = result == detail::reading::value ? reader.absorbed_problem() : reader.problem();
    return result;
  }

  detail::reading read_with(detail::object_reader<Probe>& reader, std::string_view text) {
    // simdjson grows to the size it is given; growing by halves keeps slowly longer texts from allocating each time.
    if (parser_.capacity() < text.size()) {
      auto const error = parser_.allocate(std::max<std::size_t>(text.size() + text.size() / 2, 1024));
      if (error != simdjson::SUCCESS) return reader.broken(error);
    }
    simdjson::ondemand::document document;
    auto error = parser_.iterate(text.data(), text.size(), text.size() + padding).get(document);
    if (error != simdjson::SUCCESS) return reader.broken(error);
    simdjson::ondemand::object object;
    error = document.get_object().get(object);
    if (error != simdjson::SUCCESS) return reader.broken(error);
    return reader.template read_object<"">(object, row_);
  }

  template <class... Slots>
  static consteval bool has_nullable_text(type_list<Slots...>) {
    return (false || ... || detail::is_nullable_text<typename Slots::type>);
  }
  template <class... Slots>
  static std::size_t find_corrupt(std::string_view field, type_list<Slots...>) noexcept {
    std::size_t slot = 0;
    bool const found =
        (false || ... || (detail::is_nullable_text<typename Slots::type> && Slots::name.view() == field ? true : (++slot, false)));
    return found ? slot : no_slot;
  }
  void set_corrupt([[maybe_unused]] std::optional<std::string_view> text) noexcept {
    if constexpr (has_nullable_text(slots_of<row_type>{})) {
      if (corrupt_ != no_slot) [[unlikely]] set_corrupt_slot(text, slots_of<row_type>{});
    }
  }
  template <class... Slots>
  void set_corrupt_slot(std::optional<std::string_view> text, type_list<Slots...>) noexcept {
    std::size_t slot = 0;
    (give_corrupt<Slots>(slot++, text), ...);
  }
  template <class Slot>
  void give_corrupt(std::size_t slot, [[maybe_unused]] std::optional<std::string_view> text) noexcept {
    if constexpr (detail::is_nullable_text<typename Slot::type>) {
      if (slot == corrupt_) Slot::of(row_) = text;
    }
  }

  void reserve_copy(std::size_t size) {
    if (size + padding <= copy_capacity_) return;
    copy_capacity_ = size + size / 2 + padding + 1024;
    copy_ = std::make_unique<char[]>(copy_capacity_);
  }

  simdjson::ondemand::parser parser_;
  row_type row_{};
  json::problem problem_;
  detail::scratch space_;
  std::unique_ptr<char[]> copy_;
  std::size_t copy_capacity_ = 0;
  std::string second_chance_;
  bool absorbed_ = false;
  std::size_t corrupt_ = no_slot;
  std::uint64_t surprises_ = 0;
  speculation guess_;
  [[no_unique_address]] Probe probe_{};
};

}  // namespace sluice::json
