# SPDX-License-Identifier: Apache-2.0
find_package(range-v3 CONFIG QUIET)
if(TARGET range-v3::range-v3)
  set(links range-v3::range-v3)
else()
  set(missing "range-v3 was not found (Debian: librange-v3-dev)")
endif()
