// SPDX-License-Identifier: Apache-2.0
// Unpacks zstd files with libzstd. A file may be several frames one behind the other.
#pragma once

#include <sluice/connectors/files/byte_source.hpp>

#include <zstd.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace sluice::files {

/// The unpacked bytes of a zstd file.
class zstd_source final : public byte_source {
 public:
  zstd_source(std::unique_ptr<byte_source> packed, std::string path)
      : packed_(std::move(packed)), path_(std::move(path)), size_(::ZSTD_DStreamInSize()), input_(std::make_unique<char[]>(size_)),
        stream_(::ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc{};
  }
  ~zstd_source() override { ::ZSTD_freeDStream(stream_); }

  [[nodiscard]] std::size_t read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !flushing_) {
        in_ = {input_.get(), packed_->read(input_.get(), size_), 0};
        if (in_.size == 0) {
          if (left_ != 0) throw corrupt_file_error(path_, "the zstd file ends too early", "");
          return 0;
        }
      }
      left_ = ::ZSTD_decompressStream(stream_, &out, &in_);
      if (::ZSTD_isError(left_) != 0) throw corrupt_file_error(path_, "this is no zstd file, or it is damaged", ::ZSTD_getErrorName(left_));
      flushing_ = out.pos == out.size;  // more may wait inside
    }
    return out.pos;
  }

 private:
  std::unique_ptr<byte_source> packed_;
  std::string path_;
  std::size_t size_;
  std::unique_ptr<char[]> input_;
  ZSTD_DStream* stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::size_t left_ = 0;  // 0 at the end of a frame
  bool flushing_ = false;
};

namespace detail {

inline std::unique_ptr<byte_source> open_zstd(std::unique_ptr<byte_source> packed, std::string path) {
  return std::make_unique<zstd_source>(std::move(packed), std::move(path));
}
inline bool const zstd_registered = register_unpacker(compression::zstd, &open_zstd);

}  // namespace detail

}  // namespace sluice::files
