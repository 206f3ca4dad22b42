# SPDX-License-Identifier: Apache-2.0
# The warnings this project holds itself to. They reach its own tests, examples and benchmarks, never a user.
set(sluice_warning_flags -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(SLUICE_WERROR)
  list(APPEND sluice_warning_flags -Werror)
endif()
add_library(sluice_warnings INTERFACE)
target_compile_options(sluice_warnings INTERFACE ${sluice_warning_flags})
