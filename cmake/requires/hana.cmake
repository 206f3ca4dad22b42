# SPDX-License-Identifier: Apache-2.0
find_package(Boost 1.81 CONFIG QUIET)
if(TARGET Boost::headers)
  set(links Boost::headers)
else()
  set(missing "Boost 1.81 or later was not found (Debian: libboost1.81-dev)")
endif()
