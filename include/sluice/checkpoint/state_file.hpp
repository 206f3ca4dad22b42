// SPDX-License-Identifier: Apache-2.0
// One file of state as bytes: a delta, the changes of one batch, or a snapshot, everything at one version. A header names the version and
// the schema the bytes were written with; a checksum over the whole file ends it. Keys and values are bytes here (state/codec.hpp makes
// them); what they mean is the operator's business.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/xxhash64.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/state/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

enum class state_file_kind : std::uint8_t { delta = 1, snapshot = 2 };

/// A hash of a key's bytes that never changes between releases and machines, for those who share keys out by range of hash. About 1 ns per
/// 8 bytes.
[[nodiscard]] inline std::uint64_t stable_key_hash(std::string_view key) noexcept { return xxhash64(key); }

/// Which of `partitions` ranges of hashes, of equal size, a key lies in.
[[nodiscard]] inline std::size_t state_partition(std::string_view key, std::size_t partitions) noexcept {
  if (partitions == 1) return 0;
  // The upper half of the product: ranges follow each other, and a machine takes over a range by its number.
  std::uint64_t const hash = stable_key_hash(key);
  std::uint64_t const high = (hash >> 32U) * partitions;
  std::uint64_t const low = ((hash & 0xffff'ffffU) * partitions) >> 32U;
  return static_cast<std::size_t>((high + low) >> 32U);
}

// Layout, little-endian:
//   "SLUICEST"  u8 format = 1  u8 kind  u64 version  u64 schema fingerprint
//   changes:    u8 1, length, key, length, value      the key has this value now
//               u8 2, length, key                     the key is gone
//   u8 0  u64 number of changes  u64 XXH64 of all before it
namespace detail::state_format {

inline constexpr std::string_view magic = "SLUICEST";
inline constexpr std::uint8_t format = 1;
inline constexpr std::size_t header_size = magic.size() + 2 + 2 * sizeof(std::uint64_t);
inline constexpr std::size_t trailer_size = 1 + 2 * sizeof(std::uint64_t);
enum : std::uint8_t { end = 0, put = 1, removal = 2 };

}  // namespace detail::state_format

/// Builds a file in memory. The cost is that of the changes put in, whatever the size of the state.
class state_file_writer {
 public:
  state_file_writer(state_file_kind kind, std::uint64_t version, std::uint64_t fingerprint) : version_(version), kind_(kind) {
    text_ = detail::state_format::magic;
    detail::append_number(text_, detail::state_format::format);
    detail::append_number(text_, kind);
    detail::append_number(text_, version);
    detail::append_number(text_, fingerprint);
  }

  /// The key has this value from this version on.
  void put(std::string_view key, std::string_view value) {
    text_ += static_cast<char>(detail::state_format::put);
    detail::append_sized(text_, key);
    detail::append_sized(text_, value);
    ++changes_;
  }
  /// The key is gone. Only in a delta.
  void remove(std::string_view key) {
    text_ += static_cast<char>(detail::state_format::removal);
    detail::append_sized(text_, key);
    ++changes_;
  }

  [[nodiscard]] state_file_kind kind() const { return kind_; }
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }

  /// The whole file. The writer is used up.
  [[nodiscard]] std::string finish() && {
    detail::append_number(text_, std::uint8_t{detail::state_format::end});
    detail::append_number(text_, changes_);
    detail::append_number(text_, xxhash64(text_));
    return std::move(text_);
  }

 private:
  std::string text_;
  std::uint64_t version_;
  std::uint64_t changes_ = 0;
  state_file_kind kind_;
};

namespace detail {

inline checkpoint_error broken_state_file(std::string const& path, std::string const& problem) {
  return checkpoint_error({error_code::state_load_failed, path, "the state cannot be loaded: " + problem, "",
                           "Bring the file back from a copy, or start with a new checkpoint"});
}

/// Checks the file as a whole and returns its changes. `path` is for messages.
inline std::string_view checked_changes(std::string_view content, std::string const& path, state_file_kind kind, std::uint64_t version,
                                        std::uint64_t fingerprint) {
  namespace layout = state_format;
  if (content.size() < layout::header_size + layout::trailer_size)
    throw broken_state_file(path, "the file has " + std::to_string(content.size()) + " bytes, which is too short for one");
  if (content.substr(0, layout::magic.size()) != layout::magic) throw broken_state_file(path, "this is not a file of state");
  state_reader head{content.substr(layout::magic.size())};
  auto const format = head.number<std::uint8_t>();
  if (format != layout::format)
    throw checkpoint_error({error_code::invalid_log_version, path, "the file is of a version that is not known here", std::to_string(format),
                            "Version " + std::to_string(layout::format) + " can be read. Use the release that wrote it, or a later one"});
  state_reader tail{content.substr(content.size() - sizeof(std::uint64_t))};
  auto const checked = content.substr(0, content.size() - sizeof(std::uint64_t));
  if (tail.number<std::uint64_t>() != xxhash64(checked))
    throw broken_state_file(path, "its checksum does not fit its content: it is cut off or damaged");
  if (head.number<state_file_kind>() != kind) throw broken_state_file(path, "a delta is in the place of a snapshot, or the reverse");
  auto const found_version = head.number<std::uint64_t>();
  if (found_version != version)
    throw broken_state_file(path, "it holds version " + std::to_string(found_version) + ", so it has been renamed");
  if (head.number<std::uint64_t>() != fingerprint) throw broken_state_file(path, "it was written for another schema of the state");
  return content.substr(layout::header_size, content.size() - layout::header_size - sizeof(std::uint64_t));
}

}  // namespace detail

/// Calls `target.put(key, value)` and `target.remove(key)` for each change of a file, in order; the texts live for the call. Throws
/// checkpoint_error, naming `path`, for a file that is cut, damaged, misplaced or of another schema, before the first call.
template <class Target>
void read_state_file(std::string_view content, std::string const& path, state_file_kind kind, std::uint64_t version, std::uint64_t fingerprint,
                     Target& target) {
  namespace layout = detail::state_format;
  state_reader in{detail::checked_changes(content, path, kind, version, fingerprint)};
  // From here on the bytes are those that were written; the checks below guard against a writer's mistakes.
  std::uint64_t changes = 0;
  for (auto what = in.number<std::uint8_t>(); what != layout::end; what = in.number<std::uint8_t>()) {
    auto const key = in.take(in.length());
    if (what == layout::put) target.put(key, in.take(in.length()));
    else if (what == layout::removal && kind == state_file_kind::delta) target.remove(key);
    else throw detail::broken_state_file(path, "it has a change of unknown kind");
    ++changes;
  }
  if (in.number<std::uint64_t>() != changes) throw detail::broken_state_file(path, "it does not have the changes it should have");
}

}  // namespace sluice
