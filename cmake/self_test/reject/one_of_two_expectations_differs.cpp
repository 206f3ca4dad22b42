// SPDX-License-Identifier: Apache-2.0
// verdict: the diagnostics do not match: and wide
// expect: the sky is green
// expect: and wide
#ifdef SLUICE_REJECT
static_assert(false, "the sky is green");
#endif
