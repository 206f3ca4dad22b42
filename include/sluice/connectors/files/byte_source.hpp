// SPDX-License-Identifier: Apache-2.0
// The bytes of a file, unpacked. Plain files are read here; unpackers of other forms register themselves when their header is included
// (sluice/compression.hpp). Plain files are read in pieces that stay in the cache rather than mapped: a file that somebody cuts short ends
// early, where a mapped one would kill the process. One column of CSV from the page cache: 1.9 GB/s read, 2.1 mapped, 2.4 mapped at once.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/options.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace sluice::files {

/// A file whose bytes are not what they should be. Passed over, and counted, with ignore_corrupt_files.
class corrupt_file_error : public source_error {
 public:
  [[gnu::cold]] corrupt_file_error(std::string path, std::string problem, std::string found)
      : source_error({error_code::source_failed, std::move(path), std::move(problem), std::move(found),
                      "Mend or remove the file, or set ignore_corrupt_files = true to go on with the others"}) {}
};

/// Bytes that are read once, from the first to the last.
class byte_source {
 public:
  byte_source() = default;
  byte_source(byte_source const&) = delete;
  byte_source& operator=(byte_source const&) = delete;
  virtual ~byte_source() = default;

  /// Fills up to `size` bytes; 0 at the end. Throws source_error, which names the file, when it cannot be read.
  [[nodiscard]] virtual std::size_t read(char* to, std::size_t size) = 0;
};

/// The bytes of a file as they are on the disk.
class plain_file final : public byte_source {
 public:
  plain_file(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {
    (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~plain_file() override { ::close(descriptor_); }

  [[nodiscard]] std::size_t read(char* to, std::size_t size) override {
    while (true) {
      ::ssize_t const got = ::read(descriptor_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR)
        throw source_error({error_code::source_failed, path_, "the file cannot be read", std::strerror(errno), "Check the disk and the rights of the file"});
    }
  }

 private:
  int descriptor_;
  std::string path_;
};

namespace detail {

using unpacker = std::unique_ptr<byte_source> (*)(std::unique_ptr<byte_source> packed, std::string path);

/// The unpackers that were registered, by compression.
struct unpackers {
  std::array<unpacker, 4> known{};

  static unpackers& all() {
    static auto* const shared = new unpackers;  // never destroyed, as a query may outlive main
    return *shared;
  }
};

}  // namespace detail

/// Says how files of a compression are unpacked; called when the program starts, by the header that brings the library. Returns true.
inline bool register_unpacker(compression kind, detail::unpacker opener) {
  detail::unpackers::all().known[static_cast<std::size_t>(kind)] = opener;
  return true;
}

/// How a file of this name is packed.
[[nodiscard]] inline compression compression_of(std::string const& path, compression asked) {
  if (asked != compression::by_suffix) return asked;
  if (path.ends_with(".gz")) return compression::gzip;
  if (path.ends_with(".zst")) return compression::zstd;
  return compression::none;
}

/// Opens a file; null if it is not there. Throws source_error if it cannot be opened, option_error if its compression needs a component that
/// the program lacks.
[[nodiscard]] inline std::unique_ptr<byte_source> open_bytes(std::string const& path, compression asked) {
  auto const kind = compression_of(path, asked);
  auto const unpack = detail::unpackers::all().known[static_cast<std::size_t>(kind)];
  if (kind != compression::none && unpack == nullptr)
    throw option_error("compression", "the program cannot unpack " + std::string{kind == compression::gzip ? "gzip" : "zstd"} + " files", path,
                       "Include <sluice/compression.hpp> and link sluice::compression, or unpack the file first");
  int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return nullptr;
    throw source_error({error_code::source_failed, path, "the file cannot be opened", std::strerror(errno), "Check its rights"});
  }
  std::unique_ptr<byte_source> bytes = std::make_unique<plain_file>(descriptor, path);
  return unpack == nullptr || kind == compression::none ? std::move(bytes) : unpack(std::move(bytes), path);
}

}  // namespace sluice::files
