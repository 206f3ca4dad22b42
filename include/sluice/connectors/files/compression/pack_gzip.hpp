// SPDX-License-Identifier: Apache-2.0
// Packs files of sinks as gzip with zlib.
#pragma once

#include <sluice/connectors/files/sink/byte_target.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace sluice::files {

/// A gzip file that is being written.
class gzip_target final : public byte_target {
 public:
  explicit gzip_target(std::unique_ptr<byte_target> packed) : packed_(std::move(packed)), output_(std::make_unique<char[]>(output_size)) {
    constexpr int gzip_only = 16;
    constexpr int memory_level = 8;  // zlib's default
    if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_only, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc{};
  }
  ~gzip_target() override { ::deflateEnd(&stream_); }

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      auto const taken = std::min(bytes.size(), std::size_t{1} << 30U);
      pack(bytes.substr(0, taken), Z_NO_FLUSH);
      bytes.remove_prefix(taken);
    }
  }
  written_file close() override {
    pack({}, Z_FINISH);
    return packed_->close();
  }

 private:
  static constexpr std::size_t output_size = std::size_t{64} << 10U;

  void pack(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(output_.get());
      stream_.avail_out = static_cast<uInt>(output_size);
      (void)::deflate(&stream_, flush);
      packed_->write({output_.get(), output_size - stream_.avail_out});
    } while (stream_.avail_out == 0);
  }

  std::unique_ptr<byte_target> packed_;
  std::unique_ptr<char[]> output_;
  z_stream stream_{};
};

namespace detail {

inline std::unique_ptr<byte_target> pack_gzip(std::unique_ptr<byte_target> packed) { return std::make_unique<gzip_target>(std::move(packed)); }
inline bool const gzip_packer_registered = register_packer(compression::gzip, &pack_gzip);

}  // namespace detail

}  // namespace sluice::files
