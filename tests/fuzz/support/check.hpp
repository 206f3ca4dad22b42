// SPDX-License-Identifier: Apache-2.0
// What fuzz targets assert with, whatever the build type.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace fuzz {

/// Ends the program, and thereby marks the input, if something that must be true is not.
inline void check(bool truth, char const* claim) {
  if (truth) return;
  std::fprintf(stderr, "broken: %s\n", claim);
  std::abort();
}

}  // namespace fuzz
