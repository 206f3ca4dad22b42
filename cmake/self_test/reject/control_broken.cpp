// SPDX-License-Identifier: Apache-2.0
// verdict: the control does not compile
// expect: .
#include <sluice/there_is_no_such_header.hpp>

#ifdef SLUICE_REJECT
static_assert(false, "the sky is green");
#endif
