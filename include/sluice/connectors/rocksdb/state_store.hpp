// SPDX-License-Identifier: Apache-2.0
// State on a disk: `checkpoint({.location = ..., .state_store = rocksdb_state_store({.folder = "/var/tmp"})})` keeps the groups that memory does not
// hold in RocksDB. Its names stand outside of a namespace `rocksdb`, which is RocksDB's. The database is scratch space: it is emptied when a query starts and removed when it ends; what lasts is the checkpoint.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/state_store.hpp>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/status.h>
#include <rocksdb/table.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// How state is kept on a disk.
struct rocksdb_options {
  std::string folder = "/var/tmp";              ///< on a local disk; a folder of the query's own is made in it
  std::uint64_t groups_in_memory = 1'000'000;   ///< most groups of an operator in memory between batches
  std::size_t cache_bytes = std::size_t{64} << 20U;  ///< for blocks that were read, in all operators of the query
};

namespace rocksdb_detail {

[[gnu::cold]] inline void raise(::rocksdb::Status const& status, std::string const& folder) {
  throw storage_error({error_code::storage_failed, folder, "the state store failed", status.ToString(), "Look at the disk: its space, and who may write there"});
}
inline void require(::rocksdb::Status const& status, std::string const& folder) {
  if (!status.ok()) [[unlikely]] raise(status, folder);
}

/// The groups of one operator in a database of its own.
class store final : public sluice::state_store {
 public:
  store(std::string folder, std::shared_ptr<::rocksdb::Cache> const& cache) : folder_(std::move(folder)) {
    settings_.create_if_missing = true;
    ::rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    // Most lookups are of groups that are new: the filter answers them without the disk.
    table.filter_policy.reset(::rocksdb::NewBloomFilterPolicy(10));
    settings_.table_factory.reset(::rocksdb::NewBlockBasedTableFactory(table));
    settings_.info_log_level = ::rocksdb::ERROR_LEVEL;
    writing_.disableWAL = true;  // nothing here survives the process, and need not
    require(::rocksdb::DestroyDB(folder_, settings_), folder_);
    ::rocksdb::DB* opened = nullptr;
    require(::rocksdb::DB::Open(settings_, folder_, &opened), folder_);
    database_.reset(opened);
  }
  ~store() override {
    database_.reset();
    ::rocksdb::DestroyDB(folder_, settings_);
  }

  void put(std::string_view key, std::string_view value) override { require(database_->Put(writing_, slice(key), slice(value)), folder_); }
  bool take(std::string_view key, std::string& value) override {
    auto const found = database_->Get(::rocksdb::ReadOptions{}, slice(key), &value);
    if (found.IsNotFound()) return false;
    require(found, folder_);
    require(database_->Delete(writing_, slice(key)), folder_);
    return true;
  }
  void visit(std::string_view prefix, visitor stays, void* context) override {
    // The iterator sees the database as it is now, whatever is removed meanwhile.
    std::unique_ptr<::rocksdb::Iterator> const at{database_->NewIterator(::rocksdb::ReadOptions{})};
    for (at->Seek(slice(prefix)); at->Valid() && at->key().starts_with(slice(prefix)); at->Next())
      if (!stays(context, text(at->key()), text(at->value()))) require(database_->Delete(writing_, at->key()), folder_);
    require(at->status(), folder_);
  }
  [[nodiscard]] std::uint64_t memory_bytes() const override {
    std::uint64_t bytes = 0;
    std::uint64_t part = 0;
    for (auto const* property : {"rocksdb.cur-size-all-mem-tables", "rocksdb.estimate-table-readers-mem"})
      if (database_->GetIntProperty(property, &part)) bytes += part;
    return bytes;
  }

 private:
  /// RocksDB hands the pointer of an empty prefix to memcmp, so that it must not be null.
  static ::rocksdb::Slice slice(std::string_view bytes) { return bytes.empty() ? ::rocksdb::Slice{} : ::rocksdb::Slice{bytes.data(), bytes.size()}; }
  static std::string_view text(::rocksdb::Slice const& bytes) { return {bytes.data(), bytes.size()}; }

  std::string folder_;
  ::rocksdb::Options settings_;
  ::rocksdb::WriteOptions writing_;
  std::unique_ptr<::rocksdb::DB> database_;
};

class provider final : public state_store_provider {
 public:
  explicit provider(rocksdb_options how) : how_(std::move(how)), cache_(::rocksdb::NewLRUCache(how_.cache_bytes)) {}
  [[nodiscard]] std::unique_ptr<sluice::state_store> open(std::string const& query, std::string const& operator_id) override {
    return std::make_unique<store>(how_.folder + "/sluice-state-" + query + '-' + operator_id, cache_);
  }
  [[nodiscard]] std::uint64_t groups_in_memory() const override { return how_.groups_in_memory; }

 private:
  rocksdb_options how_;
  std::shared_ptr<::rocksdb::Cache> cache_;
};

}  // namespace rocksdb_detail

/// A state store in RocksDB for a checkpoint's options. A group on the disk costs a read when it gets a row again, some microseconds from the
/// cache; one that is new costs a look into a filter. Throws option_error for options that cannot work.
[[nodiscard]] inline std::shared_ptr<state_store_provider> rocksdb_state_store(rocksdb_options how = {}) {
  if (how.folder.empty()) throw option_error("rocksdb folder", "state needs a folder on a local disk", "", "The default is /var/tmp");
  return std::make_shared<rocksdb_detail::provider>(std::move(how));
}

}  // namespace sluice
