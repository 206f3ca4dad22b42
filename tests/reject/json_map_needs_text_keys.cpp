// SPDX-License-Identifier: Apache-2.0
// expect: the keys of a JSON object are texts
// expect: std::map<int
// max-lines: 9
#include <sluice/json.hpp>
#include <support/orders.hpp>

#include <map>

template <class Key>
struct shelf {
  std::string name;
  std::vector<std::optional<std::map<Key, std::string>>> boxes;
};
struct named_boxes {
  shelf<std::string> first;
};
struct numbered_boxes {
  shelf<int> first;
};
SLUICE_RECORD(shelf<std::string>, name, boxes);
SLUICE_RECORD(shelf<int>, name, boxes);
SLUICE_RECORD(named_boxes, first);
SLUICE_RECORD(numbered_boxes, first);

void right() {
  static_cast<void>(read(orders) | select(from_json<named_boxes>(col<"customer">).as<"data">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(from_json<numbered_boxes>(col<"customer">).as<"data">()));
}
#endif
