// SPDX-License-Identifier: Apache-2.0
// What a user needs to test a query without a broker and without sleeping: query_test, which runs a fragment step by step; a stream fed by
// hand, a table in memory, a clock moved by hand, failures on order, and rows compared with a readable difference.
#pragma once

#include <sluice/sluice.hpp>
#include <sluice/testing/failing_sink.hpp>
#include <sluice/testing/failing_source.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/manual_clock.hpp>
#include <sluice/testing/memory.hpp>
#include <sluice/testing/memory_storage.hpp>
#include <sluice/testing/query_test.hpp>
#include <sluice/testing/same_rows.hpp>
