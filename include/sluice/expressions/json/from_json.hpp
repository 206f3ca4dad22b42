// SPDX-License-Identifier: Apache-2.0
// `from_json<order>(col<"value">).as<"data">()`: a JSON text as a struct column. Only the fields that some step reads are decoded.
// Fields that are std::optional become NULL where the text lacks them or does not fit; a row that lacks any other field is rejected:
// counted, handed to `on_rejected`, and not passed on. A field `_corrupt_record` gets the text of what did not fit (semantics 16).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/scratch.hpp>
#include <sluice/formats/json/decode.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::plan_error {

template <class Type>
struct from_json_needs_a_record : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "from_json needs a record: declare the fields of the struct with SLUICE_RECORD(type, fields...)");
  }
};

template <class Record, class Map>
struct json_map_needs_text_keys : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Record>, "the keys of a JSON object are texts: give the map std::string keys");
  }
};

}  // namespace sluice::plan_error

namespace sluice {

/// Options of from_json.
struct json_options {
  parse_mode mode = parse_mode::permissive;
  /// The nullable text field that gets the text of malformed records; texts have no such key.
  std::string column_name_of_corrupt_record = "_corrupt_record";
};

namespace detail {

template <class Record, class Want>
struct json_memory_of final : memory_base {
  explicit json_memory_of(json_options const& how) { decoder.keep_corrupt_in(how.column_name_of_corrupt_record); }

  json::decoder<Record, Want> decoder;
  typename json::decoder<Record, Want>::row_type nulls{};
  typename json::decoder<Record, Want>::row_type const* current = nullptr;
};

/// The first map of a type, however deep in it, whose keys are no texts; `accepted` if there is none.
template <class Record, class Type>
consteval auto map_verdict();
template <class Record, class... Columns>
consteval auto map_verdict_of(schema<Columns...>) {
  return first_refusal_t<decltype(map_verdict<Record, typename Columns::type>())...>{};
}
template <class Record, class Type>
consteval auto map_verdict() {
  if constexpr (is_nullable<Type>) return map_verdict<Record, non_null_t<Type>>();
  else if constexpr (is_array<Type>) return map_verdict<Record, typename Type::value_type>();
  else if constexpr (is_map<Type>) {
    if constexpr (text_type<typename Type::key_type>) return map_verdict<Record, typename Type::mapped_type>();
    else return plan_error::json_map_needs_text_keys<Record, Type>{};
  } else if constexpr (row_like<Type>) return map_verdict_of<Record>(schema_of<Type>{});
  else return accepted{};
}

/// Throws option_error if the field for corrupt records cannot hold a text, or no text.
template <class... Fields>
void check_corrupt_field(std::string_view name, field_list<Fields...>) {
  if (!(false || ... || (Fields::name.view() == name && !json::detail::is_nullable_text<typename Fields::type>))) return;
  throw option_error("json column_name_of_corrupt_record", "the field of that name must be std::optional<std::string>", std::string{name},
                     "change its type, or name another column");
}

}  // namespace detail

/// A JSON text decoded into the fields of `Record` that are read.
template <record Record, expression Text>
struct from_json_expression : expression_base<from_json_expression<Record, Text>> {
  Text text;
  json_options options;
  [[no_unique_address]] detail::scratch memory;

  from_json_expression(Text of, json_options how) : text(std::move(of)), options(std::move(how)) {}

  static constexpr auto name = detail::call_name<"from_json">(inner_name_of<Text>);
  static constexpr auto needs = Text::needs;

  template <class Schema>
  static consteval auto find_result() {
    using inner = result_of<Text, Schema>;
    using maps = decltype(detail::map_verdict<Record, Record>());
    if constexpr (refused<inner>) return inner{};
    else if constexpr (refused<maps>) return maps{};
    else if constexpr (text_type<non_null_t<typename inner::type>> || binary_type<non_null_t<typename inner::type>>)
      return typed<Record>{};
    else return plan_error::no_such_operation<"from_json", typename inner::type>{};
  }
  /// As a column of its own; inside of anything else nobody would ask `prepare`.
  template <class Schema>
  using column_result = decltype(find_result<Schema>());
  template <class Schema>
  using result = std::conditional_t<true, plan_error::parser_stands_alone<"from_json", Record>, Schema>;

  /// Decodes a row's text; false if the row is rejected. Comes before evaluate_part, with the same `Want`.
  template <class Want, class Row>
  [[nodiscard]] bool prepare(Row const& row, reject_log& log) const {
    using memory_type = detail::json_memory_of<Record, Want>;
    auto& mine = memory.template as<memory_type>(options);
    return decode<Want>(mine, text.evaluate(row), log);
  }
  template <class Want, class Row>
  [[nodiscard]] auto const& evaluate_part(Row const&) const {
    return *memory.template made<detail::json_memory_of<Record, Want>>().current;
  }

 private:
  static std::string_view as_text(std::string_view value) { return value; }
  static std::string_view as_text(bytes_view value) { return value.text(); }

  template <class Want, class Memory, class Value>
  bool decode(Memory& mine, Value const& value, reject_log& log) const {
    if constexpr (is_nullable<Value>) {
      if (value) return decode<Want>(mine, *value, log);
      return no_row(mine, {}, {{}, "the text is NULL"}, log);
    } else {
      std::string_view const input = as_text(value);
      switch (mine.decoder.decode(input)) {
        case json::verdict::ok: mine.current = &mine.decoder.row(); return true;
        case json::verdict::malformed:
          if (options.mode != parse_mode::permissive) return refuse(input, mine.decoder.problem(), log);
          mine.current = &mine.decoder.row();
          return true;
        case json::verdict::rejected: return refuse(input, mine.decoder.problem(), log);
        case json::verdict::blank: return no_row(mine, input, mine.decoder.problem(), log);
      }
      return false;
    }
  }

  /// A NULL or blank text is a row of NULLs, where the fields allow it (semantics 16.2).
  template <class Memory>
  bool no_row(Memory& mine, std::string_view input, json::problem const& problem, reject_log& log) const {
    if constexpr (detail::all_nullable<decltype(mine.nulls)>) {
      mine.current = &mine.nulls;
      return true;
    } else {
      return refuse(input, problem, log);
    }
  }

  bool refuse(std::string_view input, json::problem const& problem, reject_log& log) const {
    if (options.mode == parse_mode::fail_fast) {
      throw record_error({error_code::malformed_record,
                          "from_json" + (problem.column.empty() ? std::string{} : " field " + std::string{problem.column}),
                          std::string{problem.reason}, std::string{input.substr(0, 200)},
                          "mend the input, or use parse_mode::permissive and on_rejected to set such rows aside"});
    }
    log.reject({"from_json", problem.column, problem.reason, input});
    return false;
  }
};

/// A JSON text or bytes column as a struct column of `Record`. Stands in select or with_column. Costs the decoding of the fields that are
/// read; allocates nothing once its buffers have grown. A record is malformed if a field that is read is. Throws option_error for options
/// that cannot work.
template <record Record, expression Text>
[[nodiscard]] auto from_json(Text text, json_options options = {}) {
  detail::check_corrupt_field(options.column_name_of_corrupt_record, fields_of<Record>{});
  return from_json_expression<Record, Text>{std::move(text), std::move(options)};
}
/// The refused form.
template <class Type, expression Text>
  requires(!record<Type>)
constexpr Text from_json(Text text, json_options const& = {}) {
  plan_error::from_json_needs_a_record<Type>::raise();
  return text;
}

}  // namespace sluice
