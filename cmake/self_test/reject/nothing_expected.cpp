// SPDX-License-Identifier: Apache-2.0
// verdict: it has no '// expect:' line
#ifdef SLUICE_REJECT
static_assert(false, "the sky is green");
#endif
