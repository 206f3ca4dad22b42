// SPDX-License-Identifier: Apache-2.0
// The lines of a file sink's manifest, the log in `<output>/_spark_metadata` that says which files of the folder count (semantics 13.3):
// one line of JSON for each file, with Spark's keys in Spark's order. The sink writes them, readers of its folder obey them.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/contract/metadata_log.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// The folder of the manifest in an output folder.
inline constexpr std::string_view manifest_folder = "_spark_metadata";

/// One line: a file that was written, or one that a compaction took away.
struct manifest_entry {
  std::string path;                    ///< as a URI, see uri.hpp
  std::uint64_t size = 0;              ///< bytes
  bool is_dir = false;
  std::int64_t modification_time = 0;  ///< milliseconds since 1970
  std::int32_t block_replication = 1;  ///< of a distributed file system; 1 for a local file
  std::int64_t block_size = 0;         ///< bytes
  std::string action = "add";          ///< "add", or "delete" as old logs have it

  friend bool operator==(manifest_entry const&, manifest_entry const&) = default;
};

/// The line of an entry, without a line end.
[[nodiscard]] inline std::string to_json(manifest_entry const& entry) {
  std::string line;
  sluice::detail::json_object json{line};
  json.field("path", entry.path);
  json.field("size", entry.size);
  json.raw("isDir", entry.is_dir ? "true" : "false");
  json.field("modificationTime", entry.modification_time);
  json.field("blockReplication", std::int64_t{entry.block_replication});
  json.field("blockSize", entry.block_size);
  json.field("action", entry.action);
  json.close();
  return line;
}

/// The entry of a line; keys that are not known are passed over. Throws checkpoint_error, naming `where`, for a damaged line.
[[nodiscard]] inline manifest_entry parse_manifest_entry(std::string_view line, std::string const& where) {
  try {
    manifest_entry entry;
    bool has_path = false;
    sluice::detail::json_reader json{line};
    json.open('{');
    while (auto const key = json.next_key()) {
      if (*key == "path") entry.path = json.text(), has_path = true;
      else if (*key == "size") entry.size = json.natural();
      else if (*key == "isDir") entry.is_dir = json.boolean();
      else if (*key == "modificationTime") entry.modification_time = json.integer();
      else if (*key == "blockReplication") entry.block_replication = static_cast<std::int32_t>(json.integer());
      else if (*key == "blockSize") entry.block_size = json.integer();
      else if (*key == "action") entry.action = json.text();
      else json.skip();
    }
    json.end();
    if (!has_path) throw sluice::detail::json_problem{0, "a path"};
    if (entry.action != "add" && entry.action != "delete") throw sluice::detail::json_problem{0, "the action add or delete"};
    return entry;
  } catch (sluice::detail::json_problem const& problem) {
    throw corrupt_file(where, std::string{"a line of the manifest should have "} + problem.expected, line);
  }
}

/// The entries that count, in their order: without those that a later entry deletes, and a path once, at its last entry.
[[nodiscard]] inline std::vector<manifest_entry> live_entries(std::vector<manifest_entry> entries) {
  std::map<std::string_view, std::uint64_t> last;
  for (std::uint64_t i = 0; i < entries.size(); ++i) last[entries[i].path] = i;
  std::vector<manifest_entry> live;
  for (std::uint64_t i = 0; i < entries.size(); ++i)
    if (last[entries[i].path] == i && entries[i].action == "add") live.push_back(entries[i]);
  return live;
}

}  // namespace sluice::files
