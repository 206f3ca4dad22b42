# SPDX-License-Identifier: Apache-2.0
# Finds what a component links. Used by the build and, installed beside the package files, by find_package(sluice).
#
# requires/<component>.cmake sets `links` to the targets of its library, or `missing` to what is missing and how to get it.
# The result is the imported target `sluice::requires_<component>`, one name whichever way the library was found.
function(sluice_find_requirements component missing_result)
  cmake_parse_arguments(PARSE_ARGV 2 arg "GLOBAL" "" "")
  set(scope)
  if(arg_GLOBAL)
    set(scope GLOBAL)
  endif()
  set(links)
  set(missing)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/requires/${component}.cmake")
  if(NOT missing AND NOT TARGET sluice::requires_${component})
    add_library(sluice::requires_${component} INTERFACE IMPORTED ${scope})
    target_link_libraries(sluice::requires_${component} INTERFACE ${links})
  endif()
  set(${missing_result} "${missing}" PARENT_SCOPE)
endfunction()
