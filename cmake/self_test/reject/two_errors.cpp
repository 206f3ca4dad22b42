// SPDX-License-Identifier: Apache-2.0
// verdict: 2 errors instead of 1
// expect: the sky is green
#ifdef SLUICE_REJECT
static_assert(false, "the sky is green");
int color = undeclared;
#endif
