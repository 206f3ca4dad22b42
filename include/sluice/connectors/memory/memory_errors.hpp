// SPDX-License-Identifier: Apache-2.0
// The refusal of a memory sink whose record does not fit the query's rows.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/contract/refusal.hpp>

namespace sluice::plan_error {

/// A fact, as the compiler prints it.
template <fixed_string Name>
struct field_named;

template <class Field, class Schema>
struct memory_sink_field_has_no_fitting_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Field>,
                  "memory_sink<Record> needs a column of the name and type of each field of Record: rename or cast columns, or "
                  "use memory_sink<>");
  }
};

}  // namespace sluice::plan_error
