// SPDX-License-Identifier: Apache-2.0
// Keys and values of state as bytes, and back: what delta and snapshot files hold, and what lies in a store on disk. Little-endian, no
// padding, lengths in front. The form is fixed: bytes written by one release are read by the next. Reading checks every length, so that
// damaged bytes are an error and never a wild read.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/error.hpp>
#include <sluice/base/hash.hpp>
#include <sluice/base/time.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>
#include <sluice/state/struct_members.hpp>
#include <sluice/state/text_key.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// Bytes that are read from front to back.
class state_reader {
 public:
  explicit state_reader(std::string_view from) : rest_(from) {}

  /// The next `size` bytes, where they lie. Throws checkpoint_error if there are fewer.
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) fail("it ends too early");
    auto const taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  template <class Number>
  Number number() {
    static_assert(std::endian::native == std::endian::little, "state is laid out for little-endian machines: port this to yours");
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  /// A length, seven bits a byte.
  std::size_t length() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      auto const byte = number<unsigned char>();
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return static_cast<std::size_t>(value);
    }
    fail("a length in it is too long");
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  /// Throws checkpoint_error if bytes are left.
  void end() const {
    if (!rest_.empty()) fail("it has " + std::to_string(rest_.size()) + " bytes more than its type");
  }
  [[noreturn, gnu::cold]] static void fail(std::string const& why) {
    throw checkpoint_error({error_code::state_load_failed, "state", "a key or value cannot be read: " + why, "",
                            "The state is damaged, or was written for another type"});
  }

 private:
  std::string_view rest_;
};

/// A type that brings its own form: `void append_state(std::string&) const` and `static Type read_state(state_reader&)`.
template <class Type>
concept codes_itself = requires(Type const& value, std::string& out, state_reader& in) {
  value.append_state(out);
  { Type::read_state(in) } -> std::same_as<Type>;
};

namespace detail {

template <class Number>
void append_number(std::string& out, Number value) {
  static_assert(std::endian::native == std::endian::little, "state is laid out for little-endian machines: port this to yours");
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  out.append(raw, sizeof raw);
}

inline void append_length(std::string& out, std::size_t length) {
  for (; length >= 0x80; length >>= 7U) out += static_cast<char>(0x80U | (length & 0x7fU));
  out += static_cast<char>(length);
}

inline void append_sized(std::string& out, std::string_view content) {
  append_length(out, content.size());
  out += content;
}

template <class Type>
concept set_like = requires(Type& value) {
  typename Type::key_type;
  value.insert(*value.begin());
} && !requires { typename Type::mapped_type; };
template <class Type>
concept map_like = requires { typename Type::mapped_type; };
// Vectors and deques.
template <class Type>
concept sequence_like = requires(Type& value, typename Type::value_type one) {
  value.push_back(one);
  value.size();
};
template <class Type>
concept span_of_time = requires { typename Type::period; };
template <class Type>
inline constexpr bool has_no_state_form = false;

}  // namespace detail

/// Appends the bytes of a value: bool, integers, floating point, enums, texts, bytes, timestamp, date, durations, and std::optional, vectors,
/// sets, maps, arrays, pairs, tuples, records, rows and plain structs of these; and types that code themselves. Views are written as what
/// they show. No allocation of its own.
///
/// With `ForKey`, equal grouping keys have equal bytes: -0.0 is written as 0.0 and every NaN as one (semantics 5).
template <bool ForKey = false, class Value>
void append_state(std::string& out, Value const& value) {
  if constexpr (codes_itself<Value>) {
    value.append_state(out);
  } else if constexpr (is_nullable<Value>) {
    out += value ? '\1' : '\0';
    if (value) append_state<ForKey>(out, *value);
  } else if constexpr (std::is_same_v<Value, bool>) {
    out += value ? '\1' : '\0';
  } else if constexpr (std::is_floating_point_v<Value>) {
    detail::append_number(out, ForKey ? canonical(value) : value);
  } else if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
    detail::append_number(out, value);
  } else if constexpr (text_type<Value>) {
    detail::append_sized(out, std::string_view{value});
  } else if constexpr (binary_type<Value>) {
    detail::append_sized(out, bytes_view{value}.text());
  } else if constexpr (std::is_same_v<Value, text_key>) {
    detail::append_sized(out, value.view());
  } else if constexpr (std::is_same_v<Value, timestamp>) {
    detail::append_number(out, value.microseconds);
  } else if constexpr (std::is_same_v<Value, date>) {
    detail::append_number(out, value.days);
  } else if constexpr (detail::span_of_time<Value>) {
    detail::append_number(out, value.count());
  } else if constexpr (row_like<Value>) {
    [&]<class... Columns>(schema<Columns...>) { (append_state<ForKey>(out, get<Columns::name>(value)), ...); }(schema_of<Value>{});
  } else if constexpr (detail::sequence_like<Value> || detail::set_like<Value> || detail::map_like<Value>) {
    detail::append_length(out, value.size());
    for (auto const& one : value) append_state<ForKey>(out, one);
  } else if constexpr (requires { std::tuple_size<Value>::value; }) {
    std::apply([&](auto const&... parts) { (append_state<ForKey>(out, parts), ...); }, value);
  } else if constexpr (detail::plain_struct<Value>) {
    append_state<ForKey>(out, detail::members_of(value));
  } else {
    static_assert(detail::has_no_state_form<Value>,
                  "a checkpoint cannot hold this type: make it a SLUICE_RECORD, or give it append_state(std::string&) const and "
                  "static read_state(sluice::state_reader&)");
  }
}

template <class Value>
[[nodiscard]] Value read_state(state_reader& in);

namespace detail {

template <class Container>
Container read_elements(state_reader& in) {
  Container found;
  std::size_t const count = in.length();
  // A damaged count must not ask for the machine's memory.
  if constexpr (requires { found.reserve(count); }) found.reserve(std::min(count, in.left()));
  for (std::size_t i = 0; i < count; ++i) {
    if constexpr (map_like<Container>) {
      auto key = read_state<typename Container::key_type>(in);
      found.emplace(std::move(key), read_state<typename Container::mapped_type>(in));
    } else if constexpr (set_like<Container>) {
      found.insert(read_state<typename Container::key_type>(in));
    } else {
      found.push_back(read_state<typename Container::value_type>(in));
    }
  }
  return found;
}

template <class Row, class... Columns>
Row read_row(state_reader& in, schema<Columns...>) {
  if constexpr (is_row<Row>) {
    // Braces read the cells in their order.
    return Row{cell<Columns::name, typename Columns::type>{read_state<typename Columns::type>(in)}...};
  } else {
    Row found{};
    ((found.*(fields_of<Row>::template at<fields_of<Row>::schema::index_of(Columns::name.view())>::member) =
          read_state<typename Columns::type>(in)),
     ...);
    return found;
  }
}

inline bool read_flag(state_reader& in) {
  auto const flag = in.number<unsigned char>();
  if (flag > 1) state_reader::fail("a flag is neither 0 nor 1");
  return flag == 1;
}

}  // namespace detail

/// Reads a value that append_state wrote. `Value` is an owned type. Throws checkpoint_error for bytes that are no such value.
template <class Value>
Value read_state(state_reader& in) {
  if constexpr (codes_itself<Value>) {
    return Value::read_state(in);
  } else if constexpr (is_nullable<Value>) {
    if (!detail::read_flag(in)) return std::nullopt;
    return Value{read_state<non_null_t<Value>>(in)};
  } else if constexpr (std::is_same_v<Value, bool>) {
    return detail::read_flag(in);
  } else if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
    return in.number<Value>();
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return std::string{in.take(in.length())};
  } else if constexpr (std::is_same_v<Value, bytes>) {
    return bytes{std::string{in.take(in.length())}};
  } else if constexpr (std::is_same_v<Value, text_key>) {
    return text_key{text_view{in.take(in.length())}};
  } else if constexpr (std::is_same_v<Value, timestamp>) {
    return timestamp{in.number<std::int64_t>()};
  } else if constexpr (std::is_same_v<Value, date>) {
    return date{in.number<std::int32_t>()};
  } else if constexpr (detail::span_of_time<Value>) {
    return Value{in.number<typename Value::rep>()};
  } else if constexpr (row_like<Value>) {
    return detail::read_row<Value>(in, schema_of<Value>{});
  } else if constexpr (detail::sequence_like<Value> || detail::set_like<Value> || detail::map_like<Value>) {
    return detail::read_elements<Value>(in);
  } else if constexpr (requires { std::tuple_size<Value>::value; }) {
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      return Value{read_state<std::tuple_element_t<Index, Value>>(in)...};
    }(std::make_index_sequence<std::tuple_size_v<Value>>{});
  } else if constexpr (detail::plain_struct<Value>) {
    Value found{};
    std::apply([&](auto&... members) { ((members = read_state<std::remove_cvref_t<decltype(members)>>(in)), ...); },
               detail::members_of(found));
    return found;
  } else {
    static_assert(detail::has_no_state_form<Value>,
                  "state of this type cannot be read back: views do not own what they show; take the owned type");
  }
}

/// Reads a value that is all of `from`.
template <class Value>
[[nodiscard]] Value read_state(std::string_view from) {
  state_reader in{from};
  Value found = read_state<Value>(in);
  in.end();
  return found;
}

}  // namespace sluice
