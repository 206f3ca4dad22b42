// SPDX-License-Identifier: Apache-2.0
// `from_csv<order>(col<"value">).as<"data">()`: a line of CSV as a struct column. Only the fields that some step reads are decoded, by
// position. Fields that are std::optional become NULL where the line lacks them or does not fit; a row that lacks any other field is
// rejected: counted, handed to `on_rejected`, and not passed on.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/scratch.hpp>
#include <sluice/formats/csv/decode.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

template <class Record, class Want>
struct csv_memory_of final : memory_base {
  explicit csv_memory_of(csv::options const& how) : decoder(how) {}

  csv::decoder<Record, Want> decoder;
  typename csv::decoder<Record, Want>::row_type nulls{};
  typename csv::decoder<Record, Want>::row_type const* current = nullptr;
};

}  // namespace detail

/// A line of CSV decoded into the fields of `Record` that are read.
template <record Record, expression Text>
struct from_csv_expression : expression_base<from_csv_expression<Record, Text>> {
  Text text;
  csv::options options;
  parse_mode mode;
  [[no_unique_address]] detail::scratch memory;

  from_csv_expression(Text of, csv::options how, parse_mode on_error) : text(std::move(of)), options(std::move(how)), mode(on_error) {}

  static constexpr auto name = detail::call_name<"from_csv">(inner_name_of<Text>);
  static constexpr auto needs = Text::needs;

  template <class Schema>
  static consteval auto find_result() {
    using inner = result_of<Text, Schema>;
    if constexpr (refused<inner>) return inner{};
    else if constexpr (!csv::detail::columns_have_form<schema_of<Record>>) return plan_error::no_such_operation<"from_csv", Record>{};
    else if constexpr (text_type<non_null_t<typename inner::type>> || binary_type<non_null_t<typename inner::type>>)
      return typed<Record>{};
    else return plan_error::no_such_operation<"from_csv", typename inner::type>{};
  }
  /// As a column of its own; inside of anything else nobody would ask `prepare`.
  template <class Schema>
  using column_result = decltype(find_result<Schema>());
  template <class Schema>
  using result = std::conditional_t<true, plan_error::parser_stands_alone<"from_csv", Record>, Schema>;

  /// Decodes a row's text; false if the row is rejected. Comes before evaluate_part, with the same `Want`.
  template <class Want, class Row>
  [[nodiscard]] bool prepare(Row const& row, reject_log& log) const {
    return decode(memory.template as<detail::csv_memory_of<Record, Want>>(options), text.evaluate(row), log);
  }
  template <class Want, class Row>
  [[nodiscard]] auto const& evaluate_part(Row const&) const {
    return *memory.template made<detail::csv_memory_of<Record, Want>>().current;
  }

 private:
  static std::string_view as_text(std::string_view value) { return value; }
  static std::string_view as_text(bytes_view value) { return value.text(); }

  template <class Memory, class Value>
  bool decode(Memory& mine, Value const& value, reject_log& log) const {
    if constexpr (is_nullable<Value>) {
      if (value) return decode(mine, *value, log);
      if constexpr (detail::all_nullable<decltype(mine.nulls)>) {
        mine.current = &mine.nulls;
        return true;
      } else {
        return refuse({}, {{}, "the text is NULL"}, log);
      }
    } else {
      std::string_view const input = as_text(value);
      auto const verdict = mine.decoder.decode(input);
      if (verdict == csv::verdict::rejected || (verdict == csv::verdict::malformed && mode != parse_mode::permissive))
        return refuse(input, mine.decoder.problem(), log);
      mine.current = &mine.decoder.row();
      return true;
    }
  }

  bool refuse(std::string_view input, csv::problem const& problem, reject_log& log) const {
    if (mode == parse_mode::fail_fast) {
      throw record_error({error_code::malformed_record,
                          "from_csv" + (problem.column.empty() ? std::string{} : " field " + std::string{problem.column}),
                          std::string{problem.reason}, std::string{input.substr(0, 200)},
                          "mend the input, or use parse_mode::permissive and on_rejected to set such rows aside"});
    }
    log.reject({"from_csv", problem.column, problem.reason, input});
    return false;
  }
};

/// A text or bytes column that holds lines of CSV as a struct column of `Record`. Stands in select or with_column. Costs a copy of the text
/// and the decoding of the fields that are read; allocates nothing once its buffers have grown. Throws option_error for options that cannot
/// work; header, multi_line and line_sep mean nothing here, since a text is one record.
template <record Record, expression Text>
[[nodiscard]] auto from_csv(Text text, csv::options options = {}, parse_mode mode = parse_mode::permissive) {
  options.header = false;
  options.enforce_schema = true;
  options.check();
  return from_csv_expression<Record, Text>{std::move(text), std::move(options), mode};
}

}  // namespace sluice
