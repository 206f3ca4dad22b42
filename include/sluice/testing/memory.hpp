// SPDX-License-Identifier: Apache-2.0
// The stream fed by hand and the table in memory, under the name where tests look for them.
#pragma once

#include <sluice/connectors/memory/memory_sink.hpp>
#include <sluice/connectors/memory/memory_stream.hpp>

namespace sluice::testing {

/// `testing::memory_stream<order> in; in.add(o);`
template <record Record>
using memory_stream = sluice::memory_stream<Record>;

/// `testing::memory_sink<revenue> out;`, or `testing::memory_sink<>` for rows as texts.
template <class Kept = text_row>
using memory_sink = sluice::memory_sink<Kept>;

}  // namespace sluice::testing
