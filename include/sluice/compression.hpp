// SPDX-License-Identifier: Apache-2.0
// Lets file sources unpack gzip (.gz) and zstd (.zst) files: including this is enough. Needs zlib and libzstd (CMake component `compression`).
#pragma once

#include <sluice/connectors/files/compression/gzip.hpp>
#include <sluice/connectors/files/compression/zstd.hpp>
