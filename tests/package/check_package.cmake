# SPDX-License-Identifier: Apache-2.0
# Uses the package as a stranger would, in a folder of its own that is made anew each time:
#
#   cmake -DUSE=<case> -DSLUICE=<source> -DCOMPONENTS=core,json -DCOMPILER=g++ -DGENERATOR=Ninja -DWORK=<folder> -P check_package.cmake
#
# find_package        installs, builds a consumer against the install tree, runs it; and one that links sluice::compiled
# add_subdirectory    builds a consumer that embeds the source tree, runs it
# missing_component   installs the core alone; a consumer that asks for kafka must be told that it was left out
cmake_minimum_required(VERSION 3.25)
string(REPLACE "," ";" COMPONENTS "${COMPONENTS}")
set(consumer "${CMAKE_CURRENT_LIST_DIR}/${USE}")
set(common -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(NOTICE "${output}")
    message(FATAL_ERROR "failed: ${command}")
  endif()
endfunction()

function(install_sluice)
  run("${CMAKE_COMMAND}" ${common} -S "${SLUICE}" -B "${WORK}/sluice" "-DCMAKE_INSTALL_PREFIX=${WORK}/prefix"
      -DSLUICE_BUILD_TESTS=OFF -DSLUICE_BUILD_EXAMPLES=OFF ${ARGN})
  run("${CMAKE_COMMAND}" --install "${WORK}/sluice")
endfunction()

file(REMOVE_RECURSE "${WORK}")
if(USE STREQUAL "find_package")
  install_sluice()
  run("${CMAKE_COMMAND}" ${common} -S "${consumer}" -B "${WORK}/consumer" "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
      "-DCOMPONENTS=${COMPONENTS}")
elseif(USE STREQUAL "add_subdirectory")
  run("${CMAKE_COMMAND}" ${common} -S "${consumer}" -B "${WORK}/consumer" "-DSLUICE=${SLUICE}" "-DCOMPONENTS=${COMPONENTS}")
elseif(USE STREQUAL "missing_component")
  install_sluice(-DSLUICE_COMPONENTS=)
  execute_process(COMMAND "${CMAKE_COMMAND}" ${common} -S "${consumer}" -B "${WORK}/consumer"
                          "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
                  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(status EQUAL 0 OR NOT output MATCHES "sluice component kafka: it was left out when sluice was installed")
    message(FATAL_ERROR "a consumer of a missing component was not told so: ${output}")
  endif()
  return()
endif()
run("${CMAKE_COMMAND}" --build "${WORK}/consumer")
run("${WORK}/consumer/consumer")
if(USE STREQUAL "find_package")
  run("${WORK}/consumer/compiled_consumer")
endif()
