// SPDX-License-Identifier: Apache-2.0
// verdict: 1 errors instead of 2
// mistakes: 2
// expect: error: static assertion failed.*the sky is green
// expect: mistake_passes\.cpp
// max-lines: 9
template <class Color>
struct sky {
  static_assert(sizeof(Color) == 1, "the sky is green");
};

#ifdef SLUICE_REJECT
sky<int> wrong;
#else
sky<char> right;
#endif
