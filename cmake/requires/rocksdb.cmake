# SPDX-License-Identifier: Apache-2.0
find_package(RocksDB CONFIG QUIET)
if(TARGET RocksDB::rocksdb-shared)
  set(links RocksDB::rocksdb-shared)
elseif(TARGET RocksDB::rocksdb)
  set(links RocksDB::rocksdb)
else()
  set(missing "RocksDB was not found (Debian: librocksdb-dev)")
endif()
