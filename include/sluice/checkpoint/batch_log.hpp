// SPDX-License-Identifier: Apache-2.0
// What a checkpoint tells of batches, in Spark's layout (semantics 13.1): `offsets/N`, written before batch N runs, says what it will read;
// `commits/N`, written after it, that its results and its state are safe. One JSON line each, a line per source behind the former.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/base/xxhash64.hpp>
#include <sluice/contract/metadata_log.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// The plan of a batch.
struct batch_plan {
  std::int64_t watermark_ms = 0;            ///< by which the batch evicts
  std::int64_t timestamp_ms = 0;            ///< its current_timestamp
  std::map<std::string, std::string> conf;  ///< what must not change when the batch is run again
  std::vector<std::string> offsets;         ///< where each source ends, JSON in one line, in plan order; empty: the source has none yet

  friend bool operator==(batch_plan const&, batch_plan const&) = default;
};

/// What a finished batch leaves behind.
struct batch_commit {
  std::int64_t next_watermark_ms = 0;  ///< the watermark of the next batch
  /// What each watermark operator has seen, in microseconds, where there are several; a field of ours, which Spark skips. Spark loses it, and
  /// its watermark stands until each has seen newer rows (semantics 3.6).
  std::vector<std::int64_t> newest_times_us{};

  friend bool operator==(batch_commit const&, batch_commit const&) = default;
};

namespace detail {

inline std::string hex_text(std::uint64_t value) {
  constexpr char const* hex = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4U) text[i] = hex[value & 0xfU];
  return text;
}

// Each file has the checksum of its own text without it, as one more field, which Spark skips. A file without it (Spark's, or one that was
// edited on purpose) is taken as it is.
inline std::string plan_text(batch_plan const& plan, std::string_view checksum) {
  std::string conf;
  json_object entries{conf};
  for (auto const& [key, value] : plan.conf) entries.field(key, std::string_view{value});
  entries.close();
  std::string out;
  json_object object{out};
  object.field("batchWatermarkMs", plan.watermark_ms);
  object.field("batchTimestampMs", plan.timestamp_ms);
  object.raw("conf", conf);
  if (!checksum.empty()) object.field("checksum", checksum);
  object.close();
  for (auto const& offset : plan.offsets) {
    out += '\n';
    out += offset.empty() ? std::string_view{"-"} : std::string_view{offset};
  }
  return out;
}

inline std::string commit_text(batch_commit const& commit, std::string_view checksum) {
  std::string out;
  json_object object{out};
  object.field("nextBatchWatermarkMs", commit.next_watermark_ms);
  if (!commit.newest_times_us.empty()) {
    std::string times = "[";
    for (auto const time : commit.newest_times_us) times += (times.size() > 1 ? "," : "") + std::to_string(time);
    object.raw("newestEventTimesUs", times + ']');
  }
  if (!checksum.empty()) object.field("checksum", checksum);
  object.close();
  return out;
}

// Runs a parser over a file's text, and names the file in what it throws.
template <class Parse>
void parse_log_file(std::string const& path, std::string_view text, Parse parse) {
  try {
    parse();
  } catch (json_problem const& problem) {
    throw corrupt_file(path, std::string{problem.expected} + " was expected at character " + std::to_string(problem.position + 1) + " of this line",
                       text);
  }
}

inline void check_sum(std::string const& path, std::string_view found, std::string const& content, std::string_view text) {
  if (!found.empty() && found != hex_text(xxhash64(content)))
    throw corrupt_file(path, "its checksum does not fit its content", text);
}

/// Reads the text of a plan, without its version line; `path` is for messages.
inline batch_plan parse_plan(std::string_view text, std::string const& path) {
  batch_plan plan;
  std::string checksum;
  auto const first = text.substr(0, text.find('\n'));
  if (first.size() == text.size() && first.empty()) throw corrupt_file(path, "the line of the batch is missing", text);
  // Spark's oldest logs leave the line of the batch empty.
  if (!first.empty()) {
    parse_log_file(path, first, [&] {
      json_reader in{first};
      in.open('{');
      while (auto const key = in.next_key()) {
        if (*key == "batchWatermarkMs") plan.watermark_ms = in.integer();
        else if (*key == "batchTimestampMs") plan.timestamp_ms = in.integer();
        else if (*key == "checksum") checksum = in.text();
        else if (*key == "conf") {
          in.open('{');
          while (auto const name = in.next_key()) plan.conf[*name] = in.text();
        } else in.skip();
      }
      in.end();
    });
  }
  auto rest = text.substr(first.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size());
    if (line == "-") {
      plan.offsets.emplace_back();
      continue;
    }
    parse_log_file(path, line, [&] {
      json_reader in{line};
      in.skip();
      in.end();
    });
    plan.offsets.emplace_back(line);
  }
  check_sum(path, checksum, plan_text(plan, {}), text);
  return plan;
}

/// Reads the text of a commit, without its version line.
inline batch_commit parse_commit(std::string_view text, std::string const& path) {
  batch_commit commit;
  std::string checksum;
  parse_log_file(path, text, [&] {
    json_reader in{text};
    in.open('{');
    while (auto const key = in.next_key()) {
      if (*key == "nextBatchWatermarkMs") commit.next_watermark_ms = in.integer();
      else if (*key == "newestEventTimesUs") {
        in.open('[');
        while (in.next_element()) commit.newest_times_us.push_back(in.integer());
      } else if (*key == "checksum") checksum = in.text();
      else in.skip();
    }
    in.end();
  });
  check_sum(path, checksum, commit_text(commit, {}), text);
  return commit;
}

}  // namespace detail

/// The log `offsets/`. `add` gives false if the batch is there; `find` and `get` throw checkpoint_error for a damaged file. Any thread.
class offset_log : public metadata_log {
 public:
  explicit offset_log(storage_ptr files) : metadata_log(std::move(files), "offsets") {}

  [[nodiscard]] bool add(std::uint64_t batch, batch_plan const& plan) {
    for (auto const& offset : plan.offsets)
      if (offset.find('\n') != std::string::npos || offset == "-")
        throw checkpoint_error({error_code::checkpoint_corrupt, describe(batch), "the offset of a source must be JSON in one line", offset, ""});
    return metadata_log::add(batch, detail::plan_text(plan, detail::hex_text(xxhash64(detail::plan_text(plan, {})))));
  }
  [[nodiscard]] std::optional<batch_plan> find(std::uint64_t batch) {
    auto const text = metadata_log::find(batch);
    if (!text) return std::nullopt;
    return detail::parse_plan(*text, describe(batch));
  }
  [[nodiscard]] batch_plan get(std::uint64_t batch) { return detail::parse_plan(metadata_log::get(batch), describe(batch)); }
};

/// The log `commits/`, likewise.
class commit_log : public metadata_log {
 public:
  explicit commit_log(storage_ptr files) : metadata_log(std::move(files), "commits") {}

  [[nodiscard]] bool add(std::uint64_t batch, batch_commit const& commit) {
    return metadata_log::add(batch, detail::commit_text(commit, detail::hex_text(xxhash64(detail::commit_text(commit, {})))));
  }
  [[nodiscard]] std::optional<batch_commit> find(std::uint64_t batch) {
    auto const text = metadata_log::find(batch);
    if (!text) return std::nullopt;
    return detail::parse_commit(*text, describe(batch));
  }
  [[nodiscard]] batch_commit get(std::uint64_t batch) { return detail::parse_commit(metadata_log::get(batch), describe(batch)); }
};

}  // namespace sluice
