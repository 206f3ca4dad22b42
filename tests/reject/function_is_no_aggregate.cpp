// SPDX-License-Identifier: Apache-2.0
// expect: udaf needs a struct with a type `state` and const members init\(\), update\(state&, value\), merge
// expect: half_spread
// max-lines: 9
#include <support/orders.hpp>

struct half_spread {
  struct state {
    double most = 0;
  };
  [[nodiscard]] state init() const { return {}; }
  void update(state& current, double value) const { current.most = value > current.most ? value : current.most; }
  [[nodiscard]] double result(state const& current) const { return current.most; }
};
struct spread : half_spread {
  void merge(state& current, state const& other) const { update(current, other.most); }
};

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(udaf(spread{})(col<"amount">).as<"spread">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(udaf(half_spread{})(col<"amount">).as<"spread">()));
}
#endif
