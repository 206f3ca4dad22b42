// SPDX-License-Identifier: Apache-2.0
// Checkpoints in S3 and what is like it: once this is included, `checkpoint("s3://bucket/prefix")` works. Needs libcurl.
#pragma once

#include <sluice/connectors/s3/storage.hpp>
