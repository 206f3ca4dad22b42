// SPDX-License-Identifier: Apache-2.0
// verdict: the diagnostics do not match: the sky is green
// expect: the sky is green
#ifdef SLUICE_REJECT
static_assert(false, "the sky is blue");
#endif
