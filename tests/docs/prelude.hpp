// SPDX-License-Identifier: Apache-2.0
// What the fragments of code in README.md and docs/ may use without saying so.
#pragma once

#include <sluice/sluice.hpp>

#include <string>
#include <vector>

using namespace sluice;
