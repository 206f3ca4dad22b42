// SPDX-License-Identifier: Apache-2.0
// verdict: the limit is 20
// expect: wrong on purpose
// max-width: 20
#ifdef SLUICE_REJECT
static_assert(sizeof(int) == 0, "wrong on purpose");
#endif
