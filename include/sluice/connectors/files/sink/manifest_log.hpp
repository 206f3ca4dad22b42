// SPDX-License-Identifier: Apache-2.0
// Which batches a file sink has committed: the log in `<output>/_spark_metadata`, an entry per file (semantics 13.2, 13.3). Writing a batch's
// entry is the moment in which its rows become visible, all of them.
//
// Beside the log stands a file `writer` with the id of the query. Without it, a query that is started with a new checkpoint would take its first
// batches for repeats of another one's, and throw them away.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/error.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/storage.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// The manifest of an output folder, as its one writer has it. One thread.
class manifest_log {
 public:
  /// `retention`: entries of files that are older are left out when the log is compacted; negative keeps all.
  manifest_log(storage_ptr files, std::shared_ptr<output_place> place, std::string query_id, std::chrono::milliseconds retention,
               sluice::clock const& clock)
      : files_(files), place_(std::move(place)), log_(std::move(files), std::string{manifest_folder}), query_id_(std::move(query_id)),
        retention_(retention), clock_(&clock) {}

  /// Whether the batch is in the log. Throws sink_error if it can be neither the next one nor one that this query wrote.
  [[nodiscard]] bool has(std::uint64_t epoch) {
    if (!looked_) last_ = log_.latest();
    if (!looked_) claim(epoch);
    looked_ = true;
    if (last_ && epoch <= *last_) return true;
    std::uint64_t const next = last_ ? *last_ + 1 : 0;
    if (epoch > next) {
      if (last_ && !was_begun_for(epoch)) throw other(epoch, "a batch before this one is missing: the manifest ends at " + std::to_string(*last_));
      begin_at(epoch);
    }
    return false;
  }

  /// Writes the entry of a batch that is not in the log. When this throws, it may be there or not.
  void add(std::uint64_t epoch, std::vector<manifest_entry> const& entries) {
    looked_ = false;
    compacting_log::lines lines;
    for (auto const& entry : entries) lines.push_back(to_json(entry));
    if (!log_.add(epoch, lines, drop_outdated{this}))
      throw sink_error({error_code::concurrent_log_update, log_.describe(epoch), "somebody else has written this batch", std::to_string(epoch),
                        "Let one query write to a folder"});
    last_ = epoch;
    looked_ = true;
    if ((epoch + 1) % log_.interval() == 0) log_.purge();
  }

 private:
  static constexpr std::string_view writer_file = "_spark_metadata/writer";

  struct drop_outdated {
    manifest_log* self;

    compacting_log::lines operator()(compacting_log::lines all) const {
      std::vector<manifest_entry> entries;
      for (auto const& line : all) entries.push_back(parse_manifest_entry(line, self->place_->describe(manifest_folder)));
      std::int64_t const now = self->clock_->now().milliseconds();
      compacting_log::lines kept;
      for (auto const& entry : live_entries(std::move(entries)))
        if (self->retention_.count() < 0 || now - entry.modification_time <= self->retention_.count()) kept.push_back(to_json(entry));
      return kept;
    }
  };

  /// Makes sure that the log is this query's, at its first batch.
  void claim(std::uint64_t epoch) {
    auto writer = files_->read(writer_file);
    if (!writer) {
      // Spark's own log has no such file. A query that was moved here with its checkpoint goes on at its end.
      if (last_ && epoch < *last_) throw other(epoch, "its manifest was written by another query, up to batch " + std::to_string(*last_));
      if (files_->create(writer_file, query_id_)) return;
      writer = files_->read(writer_file);
    }
    if (writer != query_id_) throw other(epoch, "it is the output of another query, whose id is " + writer.value_or("unknown"));
  }

  /// The first batch that no compacted log before `epoch` covers.
  [[nodiscard]] std::uint64_t first_listed(std::uint64_t epoch) const { return epoch / log_.interval() * log_.interval(); }
  /// Whether the log is what begin_at(epoch) leaves when it is cut off.
  [[nodiscard]] bool was_begun_for(std::uint64_t epoch) { return *last_ + 1 >= first_listed(epoch) && log_.all(*last_).empty(); }

  /// The query wrote its batches before this one elsewhere: the log begins at `epoch`, with the empty entries that its readers expect. Some of
  /// them may be there, if this was cut off before.
  void begin_at(std::uint64_t epoch) {
    for (std::string_view const path : place_->contents())
      if (path.substr(0, path.find('/')) != manifest_folder) throw other(epoch, "it has files, and its manifest lacks the batches before");
    std::uint64_t const first = first_listed(epoch);
    if (first > 0 && !last_) {
      static_cast<void>(files_->create(storage_path(manifest_folder, std::to_string(first - 1) + ".compact"), "v1"));
      last_ = first - 1;
    }
    for (std::uint64_t id = last_ ? *last_ + 1 : 0; id < epoch; ++id) add(id, {});
  }

  [[nodiscard]] sink_error other(std::uint64_t epoch, std::string problem) const {
    return sink_error({error_code::sink_failed, place_->describe(""), "the query cannot write its batch to this folder: " + std::move(problem),
                       "batch " + std::to_string(epoch),
                       "Give the query a folder of its own, or start it with the checkpoint that belongs to this one"});
  }

  storage_ptr files_;
  std::shared_ptr<output_place> place_;
  compacting_log log_;
  std::string query_id_;
  std::chrono::milliseconds retention_;
  sluice::clock const* clock_;
  bool looked_ = false;  // whether last_ is what the log says
  std::optional<std::uint64_t> last_;
};

}  // namespace sluice::files
