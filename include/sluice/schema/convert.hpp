// SPDX-License-Identifier: Apache-2.0
// From a row to a struct of the user's, field by field by name.
#pragma once

#include <sluice/schema/keep_row.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>

namespace sluice {

/// `source` as a `Record`: each field from the column of its name. Numbers may widen, and a plain value may fill a nullable field. A field
/// whose type is a view points into the row.
template <record Record, row_like Row>
[[nodiscard]] Record to_record(Row const& source) {
  return detail::keep_row<Record>(source);
}

}  // namespace sluice
