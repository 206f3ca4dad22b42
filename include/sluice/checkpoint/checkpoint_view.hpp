// SPDX-License-Identifier: Apache-2.0
// A checkpoint as it lies in its storage, for people: batches, watermarks, offsets and state, read without the program that wrote it and
// without its lock, so that a running query can be looked at. examples/print_checkpoint shows it as tables.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/batch_log.hpp>
#include <sluice/checkpoint/state_files.hpp>
#include <sluice/checkpoint/state_schema.hpp>
#include <sluice/checkpoint/state_text.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/storage.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// A batch in the logs.
struct batch_view {
  std::uint64_t batch = 0;
  batch_plan plan;
  std::optional<batch_commit> commit;  ///< empty: planned and not finished
};

/// What a stateful operator keeps, at one version: state after batch `version - 1`.
struct state_view {
  std::string operator_id;
  state_schema schema;
  std::uint64_t version = 0;
  std::vector<std::vector<std::string>> rows;  ///< as texts: the parts of the key, then those of the value; by the bytes of the key
};

namespace detail {

inline void append_state_cells(std::vector<std::string>& row, std::vector<state_field> const& fields, std::string_view content) {
  state_reader in{content};
  for (auto const& field : fields) append_state_text(row.emplace_back(), field.type, in);
}

}  // namespace detail

/// The batches in the logs of a checkpoint, oldest first. Throws checkpoint_error for damaged files.
[[nodiscard]] inline std::vector<batch_view> view_batches(storage_ptr const& files) {
  offset_log offsets{files};
  commit_log commits{files};
  std::vector<batch_view> found;
  for (auto const batch : offsets.ids()) found.push_back({batch, offsets.get(batch), commits.find(batch)});
  return found;
}

/// The state of each operator at a version, or as the last finished batch left it. Throws checkpoint_error for files that are missing or damaged.
[[nodiscard]] inline std::vector<state_view> view_state(storage_ptr const& files, std::optional<std::uint64_t> at_version = {}) {
  if (!at_version) {
    auto const finished = commit_log{files}.ids();
    at_version = finished.empty() ? 0 : finished.back() + 1;
  }
  std::vector<state_view> found;
  for (auto const& name : files->list("state")) {
    std::string const id = name.substr(0, name.find('/'));
    auto schema = find_state_schema(*files, id);
    if (!schema) continue;
    state_view& one = found.emplace_back();
    one.operator_id = id;
    one.version = *at_version;
    one.schema = *std::move(schema);
    for (auto const& part : files->list(storage_path("state", id))) {
      auto const partition = log_id(std::string_view{part}.substr(0, part.find('/')));
      if (!partition) continue;
      collected_state all;
      state_files{files, state_folder(id, static_cast<std::size_t>(*partition)), fingerprint(one.schema)}.load(*at_version, all);
      for (auto const& [key, value] : all.entries) {
        auto& row = one.rows.emplace_back();
        detail::append_state_cells(row, one.schema.key, key);
        detail::append_state_cells(row, one.schema.value, value);
      }
    }
  }
  return found;
}

}  // namespace sluice
