// SPDX-License-Identifier: Apache-2.0
// verdict: the limit is 4
// expect: the sky is green
// max-lines: 4
template <class Color>
struct sky {
  static_assert(sizeof(Color) == 1, "the sky is green");
};

#ifdef SLUICE_REJECT
sky<int> wrong;
#endif
