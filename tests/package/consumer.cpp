// SPDX-License-Identifier: Apache-2.0
// A consumer's program: every umbrella of the components it was given, and the version it was built with.
#include <sluice/sluice.hpp>
#include <sluice/version.hpp>

#ifdef WITH_JSON
#include <sluice/json.hpp>
#endif
#ifdef WITH_KAFKA
#include <sluice/kafka.hpp>
#endif
#ifdef WITH_RANGES
#include <sluice/ranges.hpp>
#endif
#ifdef WITH_HANA
#include <sluice/hana.hpp>
#endif

#include <cstdio>

int main() {
  static_assert(SLUICE_VERSION >= 100, "the version macros are those of the package");
  std::printf("consumer of sluice %s\n", SLUICE_VERSION_STRING);
}
