// SPDX-License-Identifier: Apache-2.0
// Header-only or compiled once. By default every function is in the headers. A program that defines SLUICE_COMPILED (linking the CMake target
// sluice::compiled does) leaves the functions that are no templates and not hot to that library, and compiles in about two thirds of the time.
// Their bodies are in headers named *_body.hpp, which are included by the others in the first case and by src/ in the second.
#pragma once

#ifdef SLUICE_COMPILED
#define SLUICE_INLINE
#else
#define SLUICE_INLINE inline
#endif
