// SPDX-License-Identifier: Apache-2.0
// Finds a value in a JSON text by its path, `$.store.book[0].title` or `$.book[*].price`: what get_json_object is made of; also what a text
// has at its top, for json_array_length and json_object_keys. The text is
// walked with simdjson on demand, once, and no further than the value.
//
// What is found is written anew, as Spark does: without blanks, floating point in Java's form; a text alone stands without its quotes.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/formats/json/encode.hpp>
#include <sluice/formats/json/second_chance.hpp>
#include <sluice/formats/json/simdjson.hpp>
#include <sluice/schema/cell_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::json {

/// One step of a path: a field's name, an index, or every element of an array.
struct path_step {
  enum class kind : std::uint8_t { field, index, every };
  kind what{};
  std::string name;
  std::size_t index = 0;
};

/// Reads `$`, `.name`, `['name']`, `[0]` and `[*]`. Throws option_error with the place for anything else.
[[nodiscard]] inline std::vector<path_step> read_path(std::string_view path) {
  std::vector<path_step> steps;
  auto const refuse = [path](std::size_t at, char const* expected) {
    throw option_error("JSON path", std::string{expected} + " is expected at character " + std::to_string(at), std::string{path},
                       "a path is made of $, .name, ['name'], [0] and [*]");
  };
  if (path.empty() || path.front() != '$') refuse(0, "$");
  for (std::size_t at = 1; at < path.size();) {
    if (path[at] == '.') {
      std::size_t const end = std::min(path.find_first_of(".[", at + 1), path.size());
      std::string_view const name = path.substr(at + 1, end - at - 1);
      if (name.empty() || name == "*") refuse(at + 1, "a field's name");
      steps.push_back({path_step::kind::field, std::string{name}, 0});
      at = end;
    } else if (path.substr(at, 3) == "[*]") {
      steps.push_back({path_step::kind::every, {}, 0});
      at += 3;
    } else if (path.substr(at, 2) == "['") {
      std::size_t const end = path.find("']", at + 2);
      if (end == std::string_view::npos || end == at + 2) refuse(at + 2, "a field's name and ']");
      steps.push_back({path_step::kind::field, std::string{path.substr(at + 2, end - at - 2)}, 0});
      at = end + 2;
    } else if (path[at] == '[') {
      std::size_t const end = std::min(path.find_first_not_of("0123456789", at + 1), path.size());
      std::string_view const digits = path.substr(at + 1, end - at - 1);
      if (digits.empty() || digits.size() > 9 || end == path.size() || path[end] != ']') refuse(at + 1, "an index or * and ]");
      std::size_t index = 0;
      for (char const digit : digits) index = index * 10 + static_cast<std::size_t>(digit - '0');
      steps.push_back({path_step::kind::index, {}, index});
      at = end + 1;
    } else {
      refuse(at, ". or [");
    }
  }
  return steps;
}

namespace detail {

/// How what is found is written: a text without quotes, as JSON, or the elements of arrays one behind the other.
enum class path_style : std::uint8_t { raw, quoted, flat };

/// Thrown inside when a text is no JSON where it is read; never leaves path_finder.
struct broken_json {};

template <class Type>
[[nodiscard]] Type read_or_break(simdjson::simdjson_result<Type> result) {
  Type value;
  if (std::move(result).get(value) != simdjson::SUCCESS) throw broken_json{};
  return value;
}

/// Appends a number, text, boolean or null of a value or a document.
template <class Value>
void append_json_scalar(std::string& out, Value& value, path_style style) {
  using type = simdjson::ondemand::json_type;
  switch (read_or_break(value.type())) {
    case type::string: {
      std::string_view const text = read_or_break(value.get_string());
      if (style == path_style::raw) out += text;
      else append_quoted(out, text);
      return;
    }
    case type::boolean: out += read_or_break(value.get_bool()) ? "true" : "false"; return;
    case type::null: out += "null"; return;
    default: break;
  }
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_first_not_of("+-.0123456789eE"));
  if (token.find_first_of(".eE") != std::string_view::npos) {
    sluice::detail::append_floating_text(out, read_or_break(value.get_double()));
  } else {
    // Integers of any length keep their digits.
    std::string_view const digits = token.substr(token.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos || (digits.size() > 1 && digits[0] == '0'))
      throw broken_json{};
    out += digits == "0" ? digits : token;
  }
}

}  // namespace detail

/// Finds values by path in one text after another. Not thread-safe; one per thread.
class path_finder {
 public:
  /// What the path leads to in `text`; std::nullopt if there is nothing, or a null in a field, or the text is no JSON. The view lasts until
  /// the next call.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view text, std::vector<path_step> const& path) {
    steps_ = &path;
    return read_tolerantly(text, &path_finder::find_in);
  }

  /// How many elements the array has that `text` is; std::nullopt if it is none. Walks all of it.
  [[nodiscard]] std::optional<std::int32_t> count_elements(std::string_view text) {
    return read_tolerantly(text, &path_finder::count_elements_in);
  }
  /// The keys of the object that `text` is, as they come; std::nullopt if it is none. Walks all of it. The views last until the next call.
  [[nodiscard]] std::optional<std::span<std::string_view const>> find_keys(std::string_view text) {
    return read_tolerantly(text, &path_finder::find_keys_in);
  }

 private:
  using style = detail::path_style;
  using value = simdjson::ondemand::value;
  using type = simdjson::ondemand::json_type;

  /// Reads a text, or if it is no JSON the same text with what Spark's reader tolerates made strict.
  template <class Result>
  std::optional<Result> read_tolerantly(std::string_view text, std::optional<Result> (path_finder::*read)(std::string_view)) {
    try {
      return (this->*read)(text);
    } catch (detail::broken_json) {
      if (!detail::make_second_chance(text, second_chance_)) return std::nullopt;
    }
    try {
      return (this->*read)(second_chance_);
    } catch (detail::broken_json) {
      return std::nullopt;
    }
  }

  simdjson::ondemand::document begin(std::string_view text) {
    out_.clear();
    char const* const copy = copied(text);  // which may change the capacity
    return detail::read_or_break(parser_.iterate(copy, text.size(), capacity_));
  }
  /// What stands behind a value is not walked, but a text that was cut off is told by its end.
  static void check_end(std::string_view text, char end) {
    if (text[text.find_last_not_of(" \t\r\n")] != end) throw detail::broken_json{};
  }

  std::optional<std::int32_t> count_elements_in(std::string_view text) {
    auto document = begin(text);
    if (detail::read_or_break(document.type()) != type::array) return std::nullopt;
    check_end(text, ']');
    std::int32_t count = 0;
    for (auto element : detail::read_or_break(document.get_array())) {
      auto one = detail::read_or_break(std::move(element));
      append(one, style::quoted, 1);
      ++count;
    }
    return count;
  }
  std::optional<std::span<std::string_view const>> find_keys_in(std::string_view text) {
    auto document = begin(text);
    if (detail::read_or_break(document.type()) != type::object) return std::nullopt;
    check_end(text, '}');
    keys_.clear();
    for (auto entry : detail::read_or_break(document.get_object())) {
      auto field = detail::read_or_break(std::move(entry));
      keys_.push_back(detail::read_or_break(field.unescaped_key()));
      append(field.value(), style::quoted, 1);
    }
    return keys_;
  }

  std::optional<std::string_view> find_in(std::string_view text) {
    auto document = begin(text);
    auto const kind = detail::read_or_break(document.type());
    if (kind == type::object || kind == type::array) {
      check_end(text, kind == type::object ? '}' : ']');
      auto root = detail::read_or_break(document.get_value());
      if (!emit(root, 0, style::raw, 0)) return std::nullopt;
    } else {
      if (!steps_->empty()) return std::nullopt;
      detail::append_json_scalar(out_, document, style::raw);
    }
    return out_;
  }

  char const* copied(std::string_view text) {
    std::size_t const wanted = text.size() + simdjson::SIMDJSON_PADDING;
    if (wanted > capacity_) {
      capacity_ = wanted + text.size() / 2;
      copy_ = std::make_unique<char[]>(capacity_);
    }
    if (!text.empty()) std::memcpy(copy_.get(), text.data(), text.size());
    return copy_.get();
  }

  /// Writes what the steps from `step` on lead to. False, and nothing written, if that is nothing.
  bool emit(value& from, std::size_t step, style how, int depth) {
    if (depth > 500) throw detail::broken_json{};
    auto const kind = detail::read_or_break(from.type());
    if (step == steps_->size()) {
      if (kind == type::array && how == style::flat) return emit_elements(from, step, style::flat, depth) > 0;
      append(from, how, depth);
      return true;
    }
    path_step const& here = (*steps_)[step];
    if (here.what == path_step::kind::field) return kind == type::object && emit_field(from, step, how, depth);
    if (kind != type::array) return false;
    bool const every_next = step + 1 < steps_->size() && (*steps_)[step + 1].what == path_step::kind::every;
    if (here.what == path_step::kind::index) return emit_index(from, step, every_next ? style::quoted : how, depth);
    return emit_every(from, step, how, every_next, depth);
  }

  bool emit_field(value& from, std::size_t step, style how, int depth) {
    for (auto entry : detail::read_or_break(from.get_object())) {
      auto field = detail::read_or_break(std::move(entry));
      if (detail::read_or_break(field.unescaped_key()) != (*steps_)[step].name) continue;
      value& found = field.value();
      if (!detail::read_or_break(found.is_null()) && emit(found, step + 1, how, depth + 1)) return true;
    }
    return false;
  }
  bool emit_index(value& from, std::size_t step, style how, int depth) {
    std::size_t index = (*steps_)[step].index;
    for (auto element : detail::read_or_break(from.get_array())) {
      auto found = detail::read_or_break(std::move(element));
      if (index-- == 0) return emit(found, step + 1, how, depth + 1);
    }
    return false;
  }

  /// Every element, in brackets. One alone stands without them, as in Hive, unless it is inside of others.
  bool emit_every(value& from, std::size_t step, style how, bool every_next, int depth) {
    std::size_t const before = out_.size();
    out_ += '[';
    std::size_t const written = every_next           ? emit_elements(from, step + 2, style::flat, depth)
                                : how == style::flat ? emit_elements(from, step + 1, style::flat, depth)
                                                     : emit_elements(from, step + 1, style::quoted, depth);
    if (written == 0) {
      out_.resize(before);
      return false;
    }
    if (written == 1 && !every_next && how != style::quoted) out_.erase(before, 1);
    else out_ += ']';
    return true;
  }
  /// Writes what each element of an array leads to, with commas between them; how many led to anything.
  std::size_t emit_elements(value& from, std::size_t step, style how, int depth) {
    std::size_t written = 0;
    for (auto element : detail::read_or_break(from.get_array())) {
      auto found = detail::read_or_break(std::move(element));
      std::size_t const before = out_.size();
      if (written > 0) out_ += ',';
      if (emit(found, step, how, depth + 1)) ++written;
      else out_.resize(before);
    }
    return written;
  }

  /// Writes a value, all of it.
  void append(value& from, style how, int depth) {
    if (depth > 500) throw detail::broken_json{};
    bool first = true;
    switch (detail::read_or_break(from.type())) {
      case type::object:
        out_ += '{';
        for (auto entry : detail::read_or_break(from.get_object())) {
          auto field = detail::read_or_break(std::move(entry));
          if (!std::exchange(first, false)) out_ += ',';
          detail::append_quoted(out_, detail::read_or_break(field.unescaped_key()));
          out_ += ':';
          append(field.value(), style::quoted, depth + 1);
        }
        out_ += '}';
        return;
      case type::array:
        out_ += '[';
        for (auto element : detail::read_or_break(from.get_array())) {
          auto one = detail::read_or_break(std::move(element));
          if (!std::exchange(first, false)) out_ += ',';
          append(one, style::quoted, depth + 1);
        }
        out_ += ']';
        return;
      default: detail::append_json_scalar(out_, from, how);
    }
  }

  simdjson::ondemand::parser parser_;
  std::vector<path_step> const* steps_ = nullptr;
  std::unique_ptr<char[]> copy_;
  std::size_t capacity_ = 0;
  std::string out_;
  std::string second_chance_;
  std::vector<std::string_view> keys_;
};

}  // namespace sluice::json
