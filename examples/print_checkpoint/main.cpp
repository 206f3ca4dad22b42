// SPDX-License-Identifier: Apache-2.0
// Prints a checkpoint: its batches with their watermarks and offsets, and what its operators keep. `print_checkpoint <location> [version]`;
// the location is a folder or s3://bucket/prefix, the version that of the state (the newest unless given). It may be in use meanwhile.
#include <sluice/checkpoint/checkpoint_view.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/connectors/console/table.hpp>
#include <sluice/schema/cell_text.hpp>
#ifdef SLUICE_HAS_S3
#include <sluice/s3.hpp>
#endif

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace {

using table = std::vector<std::vector<std::string>>;

std::string time_text(std::int64_t milliseconds) {
  if (milliseconds == 0) return "none";
  std::string text;
  sluice::append_cell_text(text, sluice::timestamp::from_milliseconds(milliseconds));
  return text;
}

void print(std::string const& title, std::vector<std::string> const& names, table const& rows) {
  std::string text = title + '\n';
  sluice::console::append_table(text, names, rows, false, {.truncate = 0});
  std::fputs(text.c_str(), stdout);
}

void print_batches(sluice::storage_ptr const& files) {
  table rows;
  for (auto const& one : sluice::view_batches(files)) {
    std::string offsets;
    for (auto const& offset : one.plan.offsets) offsets += (offsets.empty() ? "" : "  ") + (offset.empty() ? std::string{"-"} : offset);
    rows.push_back({std::to_string(one.batch), one.commit ? "committed" : "planned", time_text(one.plan.timestamp_ms),
                    time_text(one.plan.watermark_ms), one.commit ? time_text(one.commit->next_watermark_ms) : "", offsets});
  }
  print("Batches", {"batch", "status", "time", "watermark", "next watermark", "end offsets"}, rows);
}

void print_state(sluice::storage_ptr const& files, std::optional<std::uint64_t> version) {
  for (auto const& one : sluice::view_state(files, version)) {
    std::vector<std::string> names;
    for (auto const* fields : {&one.schema.key, &one.schema.value})
      for (auto const& field : *fields) names.push_back(field.name + ' ' + field.type);
    std::string title = "State of operator " + one.operator_id + " (" + one.schema.operator_name + "), version " + std::to_string(one.version) + ", " +
                        std::to_string(one.rows.size()) + " rows";
    for (auto const& [name, value] : one.schema.settings) title += ", " + name + " " + value;
    print(title, names, one.rows);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2 || count > 3) {
    std::fputs("usage: print_checkpoint <folder or s3://bucket/prefix> [version of the state]\n", stderr);
    return 2;
  }
  try {
    auto const files = sluice::open_storage(arguments[1]);
    if (!files->exists("metadata")) {
      std::fprintf(stderr, "There is no checkpoint in %s\n", arguments[1]);
      return 1;
    }
    std::printf("Checkpoint %s\n%s\n\n", arguments[1], files->read("metadata").value_or("").c_str());
    print_batches(files);
    print_state(files, count == 3 ? std::optional<std::uint64_t>{std::strtoull(arguments[2], nullptr, 10)} : std::nullopt);
  } catch (std::exception const& failed) {
    std::fprintf(stderr, "%s\n", failed.what());
    return 1;
  }
}
