// SPDX-License-Identifier: Apache-2.0
// expect: from_json and from_csv may reject a row, so each stands alone in a column
// expect: parser_stands_alone<.*"from_json"
// max-lines: 9
#include <sluice/json.hpp>
#include <support/orders.hpp>

struct point {
  int x;
  int y;
};
SLUICE_RECORD(point, x, y);

void right() {
  static_cast<void>(read(orders) | select(from_json<point>(col<"customer">).as<"data">()) | where(col<"data.x"> > 1));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(to_json(from_json<point>(col<"customer">)).as<"text">()));
}
#endif
