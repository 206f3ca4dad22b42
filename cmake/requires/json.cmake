# SPDX-License-Identifier: Apache-2.0
find_package(simdjson CONFIG QUIET)
if(TARGET simdjson::simdjson)
  set(links simdjson::simdjson)
else()
  set(missing "simdjson was not found (Debian: libsimdjson-dev)")
endif()
