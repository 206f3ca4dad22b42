// SPDX-License-Identifier: Apache-2.0
// Queries that survive: `| checkpoint("folder")`. For checkpoints in S3 include <sluice/s3.hpp> as well.
#pragma once

#include <sluice/query/checkpoint.hpp>
#include <sluice/sluice.hpp>
