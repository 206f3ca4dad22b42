# SPDX-License-Identifier: Apache-2.0
# Proves that check_reject.cmake fails when it should. Each file in self_test/reject says in a line `// verdict: <text>`
# what the checker must say of it; "accepted" stands for a file that must pass.
cmake_minimum_required(VERSION 3.25)

file(GLOB sources "${CMAKE_CURRENT_LIST_DIR}/self_test/reject/*.cpp")
list(LENGTH sources count)
if(count LESS 7)
  message(FATAL_ERROR "only ${count} files in self_test/reject")
endif()
foreach(source IN LISTS sources)
  file(STRINGS "${source}" verdict REGEX "^// verdict: ")
  string(REGEX REPLACE "^// verdict: " "" verdict "${verdict}")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" "-DFLAGS=${FLAGS}" "-DSOURCE=${source}"
            -P "${CMAKE_CURRENT_LIST_DIR}/check_reject.cmake"
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(verdict STREQUAL "accepted")
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "${source} must pass, but: ${output}")
    endif()
  elseif(status EQUAL 0)
    message(FATAL_ERROR "${source} must be refused: ${verdict}")
  else()
    string(FIND "${output}" "${verdict}" position)
    if(position EQUAL -1)
      message(FATAL_ERROR "${source} must be refused with '${verdict}', but: ${output}")
    endif()
  endif()
endforeach()

# A verdict must not depend on where the project lies: here its path alone is longer than a line may be.
string(REPEAT "./" 900 detour)
execute_process(
  COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" "-DFLAGS=${FLAGS}" "-DSOURCE=${CMAKE_CURRENT_LIST_DIR}/self_test/reject/${detour}accepted.cpp"
          -P "${CMAKE_CURRENT_LIST_DIR}/check_reject.cmake"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the path of a file must not count, but: ${output}")
endif()
