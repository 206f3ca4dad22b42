// SPDX-License-Identifier: Apache-2.0
// The refusals of rows that a file sink cannot write. One struct each; its name and arguments are what the compiler prints, its static_assert is
// the sentence.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/contract/refusal.hpp>

namespace sluice::plan_error {

/// Facts, as the compiler prints them.
template <fixed_string Name>
struct partition_column_named;
template <fixed_string Name>
struct nearest_column;

template <class Column, class Nearest>
struct file_sink_has_no_such_partition_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "the rows have no column of that name to make folders by: see nearest_column<...> for the nearest one");
  }
};

template <class Column, class Type>
struct file_sink_cannot_name_folders_by : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "folders are named by texts, numbers, days and times: cast<std::string>(...) the column, or take another");
  }
};

template <class Schema>
struct file_sink_needs_a_column_beside_its_folders : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Schema>, "a file sink needs a column that is not in the names of its folders, since files hold the others");
  }
};

template <class Schema>
struct csv_sink_has_no_form_for_a_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Schema>, "CSV has no form for arrays, maps and records: write them as text with to_json, or leave them out");
  }
};

template <class Schema>
struct text_sink_needs_one_text_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Schema>, "the text sink writes rows of one column, which is text: select(concat(...).as<\"value\">()) or the like before it");
  }
};

}  // namespace sluice::plan_error
