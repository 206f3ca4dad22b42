# SPDX-License-Identifier: Apache-2.0
# sluice::compiled and sluice::kafka_compiled: the part that is no template, compiled once. Whoever links one gets SLUICE_COMPILED, so that headers
# leave to it what it has. Installed beside the package files with its sources: each user's build compiles it, with its own compiler and flags.
set(sluice_compiled_libraries compiled kafka_compiled)

# What a compiled library is part of: in `source` its file, in `component` the component.
function(sluice_describe_compiled name source component)
  if(name STREQUAL "kafka_compiled")
    set(${source} kafka.cpp PARENT_SCOPE)
    set(${component} kafka PARENT_SCOPE)
  else()
    set(${source} core.cpp PARENT_SCOPE)
    set(${component} core PARENT_SCOPE)
  endif()
endfunction()

# Adds sluice::<name> from the sources in `folder`, unless it is there or its component is not. Not built unless linked.
function(sluice_add_compiled name folder)
  sluice_describe_compiled(${name} source component)
  if(TARGET sluice::${name} OR NOT TARGET sluice::${component})
    return()
  endif()
  add_library(sluice_${name} STATIC EXCLUDE_FROM_ALL "${folder}/${source}")
  add_library(sluice::${name} ALIAS sluice_${name})
  set_target_properties(sluice_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_definitions(sluice_${name} PUBLIC SLUICE_COMPILED)
  target_link_libraries(sluice_${name} PUBLIC sluice::${component})
endfunction()
