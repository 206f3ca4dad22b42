// SPDX-License-Identifier: Apache-2.0
// State larger than memory: rocksdb_state_store for `checkpoint({.state_store = ...})`. Needs RocksDB (CMake component `rocksdb`).
#pragma once

#include <sluice/connectors/rocksdb/state_store.hpp>
