// SPDX-License-Identifier: Apache-2.0
// verdict: the wrong form compiles
// expect: the sky is green
int main() {}
