# SPDX-License-Identifier: Apache-2.0
find_package(Threads QUIET)
if(Threads_FOUND)
  set(links Threads::Threads)
else()
  set(missing "a threads library")
endif()
