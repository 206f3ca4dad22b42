// SPDX-License-Identifier: Apache-2.0
// The library sluice::compiled: the functions of the core that are no templates and not hot, once (base/compiled.hpp).
#include <sluice/connectors/console/page_body.hpp>
#include <sluice/runtime/progress_body.hpp>
#include <sluice/runtime/streaming_query_body.hpp>
