// SPDX-License-Identifier: Apache-2.0
// Digests in queries: md5, sha1, sha2. Needs OpenSSL (CMake component `hashing`).
#pragma once

#include <sluice/expressions/hashing/digests.hpp>
