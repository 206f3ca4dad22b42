# SPDX-License-Identifier: Apache-2.0
# Checks that a wrong query is refused, and in the right words:
#
#   cmake -DCOMPILER=g++ -DFLAGS=flags.rsp -DSOURCE=rule.cpp -P check_reject.cmake
#
# The source is compiled twice. Plain, it is the control and must compile, so that a broken include never passes for a
# refusal. With -DSLUICE_REJECT it must fail with exactly one error per mistake. The source says in comments what is expected:
#
#   // expect: <regular expression>     must match the diagnostics; CMake's syntax; at least one such line, all must match
#   // mistakes: <n>                    how many there are, 1 when not given
#   // max-lines: <n>                   limit on the lines of diagnostics per mistake, 8 when not given
#   // max-width: <n>                   limit on the length of each line, 1500 when not given
#
# The folders before the name of the file that a line points to are not counted: they depend on where the project lies.
# Lines that only say which header included which are not counted: their number depends on the header, not on the message.
cmake_minimum_required(VERSION 3.25)

function(compile result_variable output_variable)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env LC_ALL=C "${COMPILER}" "@${FLAGS}" -fsyntax-only -fdiagnostics-color=never ${ARGN} "${SOURCE}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(${result_variable} "${result}" PARENT_SCOPE)
  set(${output_variable} "${output}" PARENT_SCOPE)
endfunction()

function(refuse reason)
  message(NOTICE "${diagnostics}")
  message(FATAL_ERROR "${SOURCE}: ${reason}")
endfunction()

file(STRINGS "${SOURCE}" expectations REGEX "^// expect: ")
file(STRINGS "${SOURCE}" limit REGEX "^// max-lines: [0-9]+$")
string(REGEX REPLACE "[^0-9]" "" limit "${limit}")
if(NOT limit)
  set(limit 8)
endif()

file(STRINGS "${SOURCE}" mistakes REGEX "^// mistakes: [0-9]+$")
string(REGEX REPLACE "[^0-9]" "" mistakes "${mistakes}")
if(NOT mistakes)
  set(mistakes 1)
endif()
math(EXPR limit "${limit} * ${mistakes}")

file(STRINGS "${SOURCE}" width REGEX "^// max-width: [0-9]+$")
string(REGEX REPLACE "[^0-9]" "" width "${width}")
if(NOT width)
  set(width 1500)
endif()

compile(status diagnostics)
if(NOT expectations)
  refuse("it has no '// expect:' line")
elseif(NOT status EQUAL 0)
  refuse("the control does not compile")
endif()

compile(status diagnostics -DSLUICE_REJECT)
if(status EQUAL 0)
  refuse("the wrong form compiles")
endif()
string(REGEX MATCHALL "error: " errors "${diagnostics}")
list(LENGTH errors count)
if(NOT count EQUAL mistakes)
  refuse("${count} errors instead of ${mistakes}")
endif()

foreach(expectation IN LISTS expectations)
  string(REGEX REPLACE "^// expect: " "" expectation "${expectation}")
  if(NOT diagnostics MATCHES "${expectation}")
    refuse("the diagnostics do not match: ${expectation}")
  endif()
endforeach()

string(REGEX REPLACE "(In file included| +)from [^\n]*[,:]\n" "" counted "${diagnostics}")
string(REGEX REPLACE "[0-9]+ errors? generated.\n" "" counted "${counted}")
string(REGEX MATCHALL "\n" lines "${counted}")
list(LENGTH lines count)
if(count GREATER limit)
  refuse("${count} lines of diagnostics, the limit is ${limit}")
endif()
string(REGEX MATCHALL "[^\n]+" lines "${counted}")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^[^: ]*/" "" line "${line}")
  string(LENGTH "${line}" length)
  if(length GREATER width)
    refuse("a line of ${length} characters, the limit is ${width}")
  endif()
endforeach()
