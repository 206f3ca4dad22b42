// SPDX-License-Identifier: Apache-2.0
// simdjson, without what this translation unit cannot use. Its header declares the on-demand reader once for each kind of processor; only the
// one of the compiler's target is ever used, and its library still finds structure with the best kernels the machine has. Half of the header, and
// a third of its compile time, is left out so. Include it instead of <simdjson.h>; whoever included that before gets all of it, as ever.
#pragma once

// When the compiler's target has the instructions, the reader in use is one of these.
#if !defined(__PCLMUL__) && !defined(__AVX2__)
#ifndef SIMDJSON_IMPLEMENTATION_ICELAKE
#define SIMDJSON_IMPLEMENTATION_ICELAKE 0
#endif
#ifndef SIMDJSON_IMPLEMENTATION_HASWELL
#define SIMDJSON_IMPLEMENTATION_HASWELL 0
#endif
#ifndef SIMDJSON_IMPLEMENTATION_WESTMERE
#define SIMDJSON_IMPLEMENTATION_WESTMERE 0
#endif
#endif

#include <simdjson.h>
