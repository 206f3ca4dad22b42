// SPDX-License-Identifier: Apache-2.0
// Unpacks gzip files with zlib. A file may be several gzip streams one behind the other, as tools that work in parallel write them.
#pragma once

#include <sluice/connectors/files/byte_source.hpp>

#include <zlib.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace sluice::files {

/// The unpacked bytes of a gzip file.
class gzip_source final : public byte_source {
 public:
  gzip_source(std::unique_ptr<byte_source> packed, std::string path)
      : packed_(std::move(packed)), path_(std::move(path)), input_(std::make_unique<char[]>(input_size)) {
    constexpr int gzip_only = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc{};
  }
  ~gzip_source() override { ::inflateEnd(&stream_); }

  [[nodiscard]] std::size_t read(char* to, std::size_t size) override {
    constexpr std::size_t most = std::size_t{1} << 30U;
    auto const wanted = static_cast<uInt>(size < most ? size : most);
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = wanted;
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) {
        stream_.next_in = reinterpret_cast<Bytef*>(input_.get());
        stream_.avail_in = static_cast<uInt>(packed_->read(input_.get(), input_size));
        if (stream_.avail_in == 0) {
          if (within_) throw corrupt_file_error(path_, "the gzip file ends too early", "");
          return 0;
        }
      }
      if (ended_ && stream_.avail_in != 0) {
        (void)::inflateReset(&stream_);
        ended_ = false;
      }
      within_ = true;
      int const result = ::inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_MEM_ERROR) throw std::bad_alloc{};
      if (result == Z_STREAM_END) {
        within_ = false;
        ended_ = true;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        throw corrupt_file_error(path_, "this is no gzip file, or it is damaged", stream_.msg == nullptr ? "" : stream_.msg);
      }
    }
    return wanted - stream_.avail_out;
  }

 private:
  static constexpr std::size_t input_size = std::size_t{64} << 10U;

  std::unique_ptr<byte_source> packed_;
  std::string path_;
  std::unique_ptr<char[]> input_;
  z_stream stream_{};
  bool within_ = false;  // a stream has begun and not ended
  bool ended_ = false;   // the next byte begins another stream
};

namespace detail {

inline std::unique_ptr<byte_source> open_gzip(std::unique_ptr<byte_source> packed, std::string path) {
  return std::make_unique<gzip_source>(std::move(packed), std::move(path));
}
inline bool const gzip_registered = register_unpacker(compression::gzip, &open_gzip);

}  // namespace detail

}  // namespace sluice::files
