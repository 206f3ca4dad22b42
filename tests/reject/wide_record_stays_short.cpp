// SPDX-License-Identifier: Apache-2.0
// A record of many columns does not fill the error.
// expect: the row has no column of that name
// expect: column_named<.*"colum_7"
// max-lines: 9
// max-width: 500
#include <support/orders.hpp>

struct wide {
  int column_0;
  double column_1;
  std::string column_2;
  std::optional<timestamp> column_3;
  int column_4;
  double column_5;
  std::string column_6;
  std::optional<timestamp> column_7;
  int column_8;
  double column_9;
  std::string column_10;
  std::optional<timestamp> column_11;
  int column_12;
  double column_13;
  std::string column_14;
  std::optional<timestamp> column_15;
  int column_16;
  double column_17;
  std::string column_18;
  std::optional<timestamp> column_19;
  int column_20;
  double column_21;
  std::string column_22;
  std::optional<timestamp> column_23;
  int column_24;
};
SLUICE_RECORD(wide, column_0, column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8, column_9, column_10,
column_11, column_12, column_13, column_14, column_15, column_16, column_17, column_18, column_19, column_20, column_21, column_22,
column_23, column_24);

inline std::vector<wide> const rows;

void right() {
  static_cast<void>(read(rows) | where(col<"column_7"> == col<"column_11">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(rows) | where(col<"colum_7"> == col<"column_11">));
}
#endif
