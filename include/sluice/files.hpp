// SPDX-License-Identifier: Apache-2.0
// File sources: csv::files and text::files, watched as a stream or read once, and files::partitioned_by. Needs nothing but the standard library
// and POSIX. JSON files are in sluice/json_files.hpp; sluice/compression.hpp unpacks gzip and zstd.
#pragma once

#include <sluice/connectors/files/csv.hpp>
#include <sluice/connectors/files/partitioned_by.hpp>
#include <sluice/connectors/files/text.hpp>
