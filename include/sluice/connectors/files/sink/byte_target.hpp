// SPDX-License-Identifier: Apache-2.0
// Where the bytes of one output file go: to a disk, to a storage, through a packer. Packers register themselves when their header is
// included (sluice/compression.hpp), as the unpackers of the sources do.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::files {

/// A file as it came to be.
struct written_file {
  std::uint64_t size = 0;              ///< bytes
  std::int64_t modification_time = 0;  ///< milliseconds since 1970
};

/// One file that is being written, from its first byte to its last. Destroyed before it is closed, it leaves an incomplete file or none.
class byte_target {
 public:
  byte_target() = default;
  byte_target(byte_target const&) = delete;
  byte_target& operator=(byte_target const&) = delete;
  virtual ~byte_target() = default;

  /// Throws sink_error, which names the file, when it cannot be written.
  virtual void write(std::string_view bytes) = 0;
  /// Nothing more comes. When this returns, the content survives a crash; its name does once its folder is flushed.
  virtual written_file close() = 0;
};

namespace detail {

using packer = std::unique_ptr<byte_target> (*)(std::unique_ptr<byte_target> packed);

/// The packers that were registered, by compression.
struct packers {
  std::array<packer, 4> known{};

  static packers& all() {
    static auto* const shared = new packers;  // never destroyed, as a query may outlive main
    return *shared;
  }
};

}  // namespace detail

/// Says how files are packed; called when the program starts, by the header that brings the library. Returns true.
inline bool register_packer(compression kind, detail::packer opener) {
  detail::packers::all().known[static_cast<std::size_t>(kind)] = opener;
  return true;
}

/// What names of packed files end in; nothing for plain ones.
[[nodiscard]] constexpr std::string_view suffix_of(compression kind) {
  if (kind == compression::gzip) return ".gz";
  return kind == compression::zstd ? ".zst" : "";
}

/// Throws option_error for a compression that a sink cannot have, or whose component the program lacks.
inline void check_packer(compression kind) {
  if (kind == compression::none) return;
  if (kind == compression::by_suffix)
    throw option_error("compression", "the sink names its files by it, so that no suffix can tell it", "by_suffix", "Set none, gzip or zstd");
  if (detail::packers::all().known[static_cast<std::size_t>(kind)] == nullptr)
    throw option_error("compression", "the program cannot pack files", kind == compression::gzip ? "gzip" : "zstd",
                       "Include <sluice/compression.hpp> and link sluice::compression");
}

/// A target whose bytes are packed on their way into `plain`.
[[nodiscard]] inline std::unique_ptr<byte_target> packed_target(std::unique_ptr<byte_target> plain, compression kind) {
  if (kind == compression::none) return plain;
  return detail::packers::all().known[static_cast<std::size_t>(kind)](std::move(plain));
}

}  // namespace sluice::files
