# SPDX-License-Identifier: Apache-2.0
# Components: `sluice_add_component(<name> HEADERS <pattern>...)` makes the interface target `sluice_<name>` with the
# alias `sluice::<name>`, its own header set and export set. Targets are passive: they ask for C++20, their include
# folder and their library, and set no other flag on a user.
include(GNUInstallDirs)
include("${CMAKE_CURRENT_LIST_DIR}/sluice_requires.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/sluice_compiled.cmake")

set(sluice_include_dir "${PROJECT_SOURCE_DIR}/include")
set(sluice_cmake_dir "${PROJECT_SOURCE_DIR}/cmake")
set(sluice_components "")       # what this build offers, the core first
set(sluice_claimed_headers "")  # headers of all optional components, also of those left out
set(sluice_left_out "")         # entries "<component>: <why>"

# Makes targets of found libraries visible to a project that adds this one as a subdirectory.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)

function(sluice_make_component_target name headers)
  add_library(sluice_${name} INTERFACE)
  add_library(sluice::${name} ALIAS sluice_${name})
  set_target_properties(sluice_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(sluice_${name} INTERFACE cxx_std_20)
  target_link_libraries(sluice_${name} INTERFACE sluice::requires_${name})
  target_sources(sluice_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${sluice_include_dir}" FILES ${headers})
  if(SLUICE_INSTALL)
    set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/sluice")
    install(TARGETS sluice_${name} EXPORT sluice_${name} FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    install(EXPORT sluice_${name} NAMESPACE sluice:: FILE sluice-${name}-targets.cmake DESTINATION "${package_dir}")
    install(FILES "${sluice_cmake_dir}/requires/${name}.cmake" DESTINATION "${package_dir}/requires")
  endif()
endfunction()

# Adds an optional component, or says in one line why it is left out.
function(sluice_add_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS")
  set(sluice_patterns_${name} ${arg_HEADERS} PARENT_SCOPE)
  list(TRANSFORM arg_HEADERS PREPEND "${sluice_include_dir}/sluice/")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${arg_HEADERS})
  list(FILTER headers INCLUDE REGEX "\\.hpp$")
  set(sluice_claimed_headers ${sluice_claimed_headers} ${headers} PARENT_SCOPE)

  if(NOT name IN_LIST SLUICE_COMPONENTS)
    set(missing "it is not listed in SLUICE_COMPONENTS")
  else()
    sluice_find_requirements(${name} missing GLOBAL)
  endif()
  if(missing)
    message(STATUS "sluice: component ${name} left out: ${missing}")
    set(sluice_left_out ${sluice_left_out} "${name}: ${missing}" PARENT_SCOPE)
    return()
  endif()
  sluice_make_component_target(${name} "${headers}")
  target_link_libraries(sluice_${name} INTERFACE sluice_core)
  set(sluice_components ${sluice_components} ${name} PARENT_SCOPE)
endfunction()

# Adds the core: every header that no optional component claimed. Call it last.
function(sluice_add_core)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${sluice_include_dir}/sluice/*.hpp")
  list(REMOVE_ITEM headers ${sluice_claimed_headers} "")
  sluice_find_requirements(core missing GLOBAL)
  if(missing)
    message(FATAL_ERROR "sluice: the core needs ${missing}")
  endif()
  sluice_make_component_target(core "${headers}")
  add_library(sluice::sluice ALIAS sluice_core)
  set(sluice_components core ${sluice_components} PARENT_SCOPE)
endfunction()

# Installs the package files: find_package(sluice COMPONENTS ...) looks for a component's library only when it is asked for.
function(sluice_install_package)
  if(NOT SLUICE_INSTALL)
    return()
  endif()
  include(CMakePackageConfigHelpers)
  set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/sluice")
  configure_package_config_file("${sluice_cmake_dir}/sluice-config.cmake.in" sluice-config.cmake
                                INSTALL_DESTINATION "${package_dir}")
  write_basic_package_version_file(sluice-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/sluice-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/sluice-config-version.cmake"
                "${sluice_cmake_dir}/sluice_requires.cmake" "${sluice_cmake_dir}/sluice_compiled.cmake" DESTINATION "${package_dir}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/" DESTINATION "${package_dir}/src")
endfunction()
