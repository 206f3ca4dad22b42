// SPDX-License-Identifier: Apache-2.0
//
// The version of Sluice, for the preprocessor and for programs. The build reads the three numbers from here, so this file is
// the only place that names them. Versions follow semantic versioning; before 1.0.0 a minor version may change an interface.
#pragma once

#define SLUICE_VERSION_MAJOR 0
#define SLUICE_VERSION_MINOR 1
#define SLUICE_VERSION_PATCH 0

/// One number that grows with every version, for `#if SLUICE_VERSION >= 100`: major * 10000 + minor * 100 + patch.
#define SLUICE_VERSION (SLUICE_VERSION_MAJOR * 10000 + SLUICE_VERSION_MINOR * 100 + SLUICE_VERSION_PATCH)

/// The version as text.
#define SLUICE_VERSION_STRING "0.1.0"

namespace sluice {

/// The version of the headers a program was compiled with, as the three numbers of semantic versioning.
struct version_number {
  int major_number;
  int minor_number;
  int patch_number;

  friend constexpr bool operator==(version_number const&, version_number const&) = default;
};

/// The version of these headers.
inline constexpr version_number library_version{SLUICE_VERSION_MAJOR, SLUICE_VERSION_MINOR, SLUICE_VERSION_PATCH};

}  // namespace sluice
