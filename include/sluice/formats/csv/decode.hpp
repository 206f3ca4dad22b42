// SPDX-License-Identifier: Apache-2.0
// CSV texts into rows, by schema: `csv::decoder<order, want>` decodes of each record only the columns that are wanted, which
// is known at compile time. What from_csv and the CSV file source are made of (semantics 16.1).
//
// Values that are not wanted are passed over; that a record has too few or too many values is noticed when all columns are
// wanted (as in Spark). Records without surprises take a fast way that looks at 64 bytes at a time; at the first surprise
// the record goes through the splitter, which knows all options. What comes out is the same.
#pragma once

#include <sluice/formats/csv/header.hpp>
#include <sluice/formats/csv/marks.hpp>
#include <sluice/formats/csv/options.hpp>
#include <sluice/formats/csv/splitter.hpp>
#include <sluice/formats/csv/value.hpp>
#include <sluice/formats/wanted_row.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::csv {

/// How records are decoded: with or without the fast way.
enum class strategy : bool { exact, fast };

namespace detail {

template <class Slots>
struct slot_names;
template <class... Slots>
struct slot_names<type_list<Slots...>> {
  static constexpr std::size_t size = sizeof...(Slots);
  static constexpr std::array<std::string_view, size> value{Slots::name.view()...};
  static constexpr std::array<bool, size> is_nullable_text{
      (is_nullable<typename Slots::type> && text_type<non_null_t<typename Slots::type>>)...};
  static constexpr bool have_form = (true && ... && has_form<typename Slots::type>);
};

/// A text for `read_value`, with bytes behind it that may be read.
inline std::string padded(std::string_view text) {
  std::string copy{text};
  copy.append(padding, '\0');
  return copy;
}

}  // namespace detail

/// Decodes CSV records into rows of the wanted columns of `Record`: texts are views; see `wanted_row_t`. Not thread-safe; one per thread.
///
/// A nullable field (std::optional) that does not fit, or that the record has no value for, is NULL and makes the record malformed. A field
/// that is not nullable and is NULL, does not fit or is missing rejects the record.
template <record Record, class Want = want_everything, strategy Strategy = strategy::fast>
class decoder {
 public:
  using row_type = wanted_row_t<Record, Want>;

  /// Throws option_error for options that cannot work.
  explicit decoder(options how = {}) : how_((how.check(), std::move(how))), splitter_(how_), context_(how_) {
    bool const any_newline = how_.line_sep.empty();
    marks_.delimiter = how_.delimiter.front();
    marks_.quote = how_.quote == '\0' ? marks_.delimiter : how_.quote;
    marks_.newline = any_newline ? '\n' : how_.line_sep.front();
    marks_.other_newline = any_newline ? '\r' : marks_.newline;
    fast_ = Strategy == strategy::fast && how_.delimiter.size() == 1 && marks_.delimiter != '\0' && how_.line_sep.size() <= 1 &&
            how_.max_chars_per_column < 0 && !how_.ignore_leading_white_space && !how_.ignore_trailing_white_space;
    columns_.by_position(fields_of<Record>::schema::names, wanted(), how_.column_name_of_corrupt_record);
    if (columns_.width > static_cast<std::uint32_t>(how_.max_columns))
      throw option_error("csv max_columns", "it is less than the record has columns", std::to_string(how_.max_columns),
                         "set at least " + std::to_string(columns_.width));
  }

  /// A new file begins: a byte order mark and a header may follow. `name` is for messages.
  void begin_file(std::string_view name) {
    file_ = name;
    begun_ = false;
  }

  /// Decodes the records of a piece of a file, which has `padding` readable bytes behind it: `to.row(row)` for a good one,
  /// `to.malformed(row, problem, text)`, `to.rejected(problem, text)`. All they get lives for the call. Returns how many bytes were
  /// done with; the rest begins a record that ends in the next piece, which must begin with that rest. Of the `last` piece all is done.
  /// Throws source_error for a header that lacks a column.
  template <class Sink>
  std::size_t read(std::string_view text, bool last, Sink& to) {
    char const* const end = text.data() + text.size();
    char const* at = text.data();
    splitter_.set_last(last);
    if (!begun_ && !begin(at, end, last)) return 0;
    detail::mark_cursor cursor{at, end, marks_};
    while (at < end) {
      if (detail::is_blank(*at) || *at == how_.comment) [[unlikely]] {
        idle const line = skip_idle_line(at, end, last);
        if (line == idle::cut_off) break;
        if (line == idle::skipped) {
          cursor.seek(at);
          continue;
        }
      }
      if (fast_ && read_fast(cursor, at, end, last, slots{})) [[likely]] {
        to.row(std::as_const(row_));
        continue;
      }
      if (!splitter_.split(at, end, last)) break;
      at = splitter_.next();
      cursor.seek(at);
      switch (convert(slots{})) {
        case verdict::ok: to.row(std::as_const(row_)); break;
        case verdict::malformed: to.malformed(std::as_const(row_), problem_, splitter_.record()); break;
        case verdict::rejected: to.rejected(problem_, splitter_.record()); break;
      }
    }
    return static_cast<std::size_t>(at - text.data());
  }

  /// Decodes a text that is one record as a whole: line ends in it are part of the values. Costs a copy of the text.
  verdict decode(std::string_view text) {
    copy_.assign(text);
    copy_ += how_.line_sep.empty() ? "\n" : how_.line_sep;
    std::size_t const size = copy_.size();
    copy_.append(padding, '\0');
    char const* at = copy_.data();
    char const* const end = at + size;
    detail::mark_cursor cursor{at, end, marks_};
    if (fast_ && read_fast(cursor, at, end, true, slots{}) && at == end) return verdict::ok;
    splitter_.split_alone({copy_.data(), text.size()});
    return convert(slots{});
  }

  /// The row of the last `decode`, if its verdict was `ok` or `malformed`; views in it last until the next. And why it was not `ok`.
  [[nodiscard]] row_type const& row() const noexcept { return row_; }
  [[nodiscard]] csv::problem const& problem() const noexcept { return problem_; }
  [[nodiscard]] options const& how() const noexcept { return how_; }

 private:
  using slots = slots_of<row_type>;
  using names = detail::slot_names<slots>;
  static_assert(names::have_form, "CSV has no form for arrays, maps and records: read them as text, or leave them out");

  enum class idle : std::uint8_t { record, skipped, cut_off };

  static constexpr detail::wanted_slots wanted() { return {names::value, names::is_nullable_text}; }

  void place_by_name() {
    std::vector<std::string_view> header;
    for (std::size_t i = 0; i < splitter_.size(); ++i) header.push_back(splitter_.text(i));
    columns_.by_name(header, wanted(), file_);
  }

  // Passes over what stands before the first record; false if it does not end within the text.
  [[nodiscard]] bool begin(char const*& at, char const* end, bool last) {
    char const* first = at;
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    std::size_t const size = static_cast<std::size_t>(end - first);
    if (size >= mark.size() ? std::memcmp(first, mark.data(), mark.size()) == 0 : false) first += mark.size();
    else if (size < mark.size() && !last && std::memcmp(first, mark.data(), size) == 0) return false;
    if (how_.header) {
      idle line;
      while (first < end && (line = skip_idle_line(first, end, last)) != idle::record)
        if (line == idle::cut_off) return false;
      if (first == end ? !last : !splitter_.split(first, end, last)) return false;
      if (first != end) {
        if (!how_.enforce_schema) place_by_name();
        first = splitter_.next();
      }
    }
    at = first;
    return begun_ = true;
  }

  /// Blank lines and comments; of several lines `at` passes over the first. Of multi_line texts only empty lines are blank.
  [[nodiscard, gnu::noinline]] idle skip_idle_line(char const*& at, char const* end, bool last) const {
    bool const comment = how_.comment != '\0' && *at == how_.comment;
    char const* here = at;
    std::size_t newline = 0;
    for (; here < end && (newline = splitter_.newline_at(here, end)) == 0; ++here)
      if (!comment && (how_.multi_line || !detail::is_blank(*here))) return idle::record;
    if (newline == detail::splitter::need_more || (here == end && !last)) return idle::cut_off;
    at = here + newline;
    return idle::skipped;
  }

  // --- the fast way ------------------------------------------------------------------------------------------------

  struct spot {
    char const* at;
    bool ended = false;  // a line end stands at `at`
  };

  /// Decodes a record that is as expected, and goes behind its line end. False, and nothing else has changed but the row, for all others.
  template <class... Slots>
  [[gnu::always_inline]] bool read_fast(detail::mark_cursor& cursor, char const*& at, char const* end, bool last, type_list<Slots...>) {
    spot here{at};
    [[maybe_unused]] std::size_t slot = 0;
    if (columns_.in_order) [[likely]] {
      if (!(true && ... && read_slot<Slots>(cursor, here, slot++))) return false;
    } else {
      // Copies, because what a call can reach cannot stay in registers on the other way either.
      auto mine = cursor;
      spot its = here;
      if (!read_in_file_order(mine, its, slots{})) return false;
      cursor = mine;
      here = its;
    }
    if (!here.ended) {
      if (columns_.all_wanted) return false;
      if (!how_.multi_line) {
        here.at = cursor.next_newline();
        if (here.at == nullptr) return false;
      } else {
        std::string_view value;
        bool quoted;
        while (!here.ended)
          if (!take_value(cursor, here, value, quoted)) return false;
      }
    }
    if (*here.at == '\r' && marks_.newline == '\n') {
      if (here.at + 1 == end) {
        if (!last) return false;
      } else if (here.at[1] == '\n') {
        static_cast<void>(cursor.next());
        ++here.at;
      }
    }
    at = here.at + 1;
    return true;
  }

  template <class Slot>
  [[gnu::always_inline]] bool read_slot(detail::mark_cursor& cursor, spot& here, std::size_t slot) {
    auto& target = Slot::of(row_);
    if constexpr (is_nullable<typename Slot::type> && text_type<non_null_t<typename Slot::type>>) {
      if (slot == columns_.corrupt) return target.reset(), true;
    }
    std::string_view value;
    bool quoted;
    for (std::uint32_t gap = columns_.gaps[slot]; gap != 0; --gap)
      if (here.ended || !take_value(cursor, here, value, quoted)) return false;
    return !here.ended && take_value(cursor, here, value, quoted) && give(value, quoted, target) == outcome::fits;
  }

  /// For headers that name the columns in another order than the record.
  template <class... Slots>
  [[nodiscard, gnu::noinline]] bool read_in_file_order(detail::mark_cursor& cursor, spot& here, type_list<Slots...>) {
    using reader = bool (decoder::*)(std::string_view, bool);
    static constexpr std::array<reader, sizeof...(Slots)> readers{&decoder::give_slot<Slots>...};
    set_corrupt<Slots...>(std::nullopt);
    std::string_view value;
    bool quoted;
    for (std::uint32_t const slot : columns_.order) {
      for (std::uint32_t gap = columns_.gaps[slot]; gap != 0; --gap)
        if (here.ended || !take_value(cursor, here, value, quoted)) return false;
      if (here.ended || !take_value(cursor, here, value, quoted) || !(this->*readers[slot])(value, quoted)) return false;
    }
    return true;
  }
  template <class Slot>
  bool give_slot(std::string_view value, bool quoted) {
    return give(value, quoted, Slot::of(row_)) == outcome::fits;
  }

  /// The value that begins here, and where the next one does.
  [[gnu::always_inline]] bool take_value(detail::mark_cursor& cursor, spot& here, std::string_view& value, bool& quoted) const {
    char const* first = here.at;
    char const* stop = cursor.next();
    if (stop == nullptr) [[unlikely]] return false;
    char const* end = stop;
    quoted = false;
    if (*stop == how_.quote) [[unlikely]] {
      if (stop == first) {
        quoted = true;
        while (true) {
          stop = cursor.next();
          if (stop == nullptr) return false;
          if (*stop == how_.quote) [[likely]] break;
          if (*stop != marks_.delimiter && !how_.multi_line) return false;
        }
        end = stop;
        ++first;
        if (how_.escape != how_.quote && how_.escape != '\0' &&
            detail::holds(first, static_cast<std::size_t>(end - first), how_.escape))
          return false;
        stop = cursor.next();
        if (stop != end + 1 || *stop == how_.quote) return false;
      } else {
        do {
          stop = cursor.next();
          if (stop == nullptr) return false;
        } while (*stop == how_.quote);
        end = stop;
      }
    }
    value = {first, static_cast<std::size_t>(end - first)};
    here.ended = *stop != marks_.delimiter;
    here.at = stop + (here.ended ? 0 : 1);
    return true;
  }

  // --- values ------------------------------------------------------------------------------------------------------

  enum class outcome : std::uint8_t { fits, null, wrong };

  /// Gives a value to a field. NULL fits a nullable field; `null` and `wrong` leave the field as it was.
  template <class Type>
  [[gnu::always_inline]] outcome give(std::string_view value, bool quoted, Type& target) {
    if (value.empty() && quoted) value = {empty_value_.data(), how_.empty_value.size()};
    else if (value.empty()) [[unlikely]] return give_null(target);
    if (value.size() == how_.null_value.size() && std::memcmp(value.data(), how_.null_value.data(), value.size()) == 0) [[unlikely]]
      return give_null(target);
    bool fits;
    if constexpr (is_nullable<Type>) fits = detail::read_value(value, target.emplace(), context_);
    else fits = detail::read_value(value, target, context_);
    return fits ? outcome::fits : outcome::wrong;
  }
  template <class Type>
  static outcome give_null(Type& target) {
    if constexpr (is_nullable<Type>) return target.reset(), outcome::fits;
    else return outcome::null;
  }

  /// The splitter's values into the row.
  template <class... Slots>
  [[gnu::noinline]] verdict convert(type_list<Slots...>) {
    problem_ = {};
    if (splitter_.too_long()) problem_.reason = "a value is longer than max_chars_per_column";
    else if (splitter_.too_many() && columns_.all_wanted) problem_.reason = "the record has more columns than max_columns";
    if (!problem_.reason.empty()) return verdict::rejected;
    if (columns_.all_wanted && splitter_.size() > columns_.width) problem_ = {{}, "the record has more values than there are columns"};
    [[maybe_unused]] std::size_t slot = 0;
    if (!(true && ... && convert_slot<Slots>(slot++))) return verdict::rejected;
    if (problem_.reason.empty()) return verdict::ok;
    set_corrupt<Slots...>(splitter_.record());
    return verdict::malformed;
  }

  /// False if the record is rejected.
  template <class Slot>
  [[nodiscard]] bool convert_slot(std::size_t slot) {
    auto& target = Slot::of(row_);
    constexpr bool nullable = is_nullable<typename Slot::type>;
    if constexpr (nullable) {
      if (slot == columns_.corrupt) return target.reset(), true;
    }
    std::string_view reason = "the record has too few values";
    if (columns_.places[slot] < splitter_.size()) {
      switch (give(splitter_.text(columns_.places[slot]), splitter_.quoted(columns_.places[slot]), target)) {
        case outcome::fits: return true;
        case outcome::null: reason = "it is NULL, which the field does not take"; break;
        case outcome::wrong: reason = detail::expectation<non_null_t<typename Slot::type>>(); break;
      }
    }
    if (!nullable || problem_.reason.empty()) problem_ = {Slot::name.view(), reason};
    if constexpr (nullable) target.reset();
    return nullable;
  }

  /// The text of the record for the column of corrupt records, if there is one.
  template <class... Slots>
  void set_corrupt([[maybe_unused]] std::optional<std::string_view> text) {
    [[maybe_unused]] std::size_t slot = 0;
    (set_corrupt_slot<Slots>(slot++, text), ...);
  }
  template <class Slot>
  void set_corrupt_slot(std::size_t slot, [[maybe_unused]] std::optional<std::string_view> text) {
    if constexpr (is_nullable<typename Slot::type> && text_type<non_null_t<typename Slot::type>>) {
      if (slot == columns_.corrupt) Slot::of(row_) = text;
    }
  }

  options how_;
  detail::splitter splitter_;
  detail::value_context context_;
  std::string empty_value_ = detail::padded(how_.empty_value);
  detail::mark_set marks_{};
  detail::column_places columns_;
  bool fast_ = false;
  bool begun_ = false;
  std::string file_;
  std::string copy_;
  row_type row_{};
  csv::problem problem_;
};

}  // namespace sluice::csv
