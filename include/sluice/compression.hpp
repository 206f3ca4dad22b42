// SPDX-License-Identifier: Apache-2.0
// Lets file sources unpack gzip (.gz) and zstd (.zst) files, and file sinks pack them: including this is enough. Needs zlib and libzstd (CMake
// component `compression`).
#pragma once

#include <sluice/connectors/files/compression/gzip.hpp>
#include <sluice/connectors/files/compression/pack_gzip.hpp>
#include <sluice/connectors/files/compression/pack_zstd.hpp>
#include <sluice/connectors/files/compression/zstd.hpp>
