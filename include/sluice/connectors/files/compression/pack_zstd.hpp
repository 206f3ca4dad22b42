// SPDX-License-Identifier: Apache-2.0
// Packs files of sinks as zstd with libzstd, with a checksum.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>

#include <zstd.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace sluice::files {

/// A zstd file that is being written: one frame.
class zstd_target final : public byte_target {
 public:
  explicit zstd_target(std::unique_ptr<byte_target> packed)
      : packed_(std::move(packed)), size_(::ZSTD_CStreamOutSize()), output_(std::make_unique<char[]>(size_)), stream_(::ZSTD_createCCtx()) {
    if (stream_ == nullptr) throw std::bad_alloc{};
    (void)::ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  ~zstd_target() override { ::ZSTD_freeCCtx(stream_); }

  void write(std::string_view bytes) override { pack(bytes, ZSTD_e_continue); }
  written_file close() override {
    pack({}, ZSTD_e_end);
    return packed_->close();
  }

 private:
  void pack(std::string_view bytes, ZSTD_EndDirective how) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer out{output_.get(), size_, 0};
      std::size_t const left = ::ZSTD_compressStream2(stream_, &out, &in, how);
      if (::ZSTD_isError(left) != 0)
        throw sink_error({error_code::sink_failed, "zstd", "a file cannot be packed", ::ZSTD_getErrorName(left), ""});
      packed_->write({output_.get(), out.pos});
      if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return;
    }
  }

  std::unique_ptr<byte_target> packed_;
  std::size_t size_;
  std::unique_ptr<char[]> output_;
  ZSTD_CCtx* stream_;
};

namespace detail {

inline std::unique_ptr<byte_target> pack_zstd(std::unique_ptr<byte_target> packed) { return std::make_unique<zstd_target>(std::move(packed)); }
inline bool const zstd_packer_registered = register_packer(compression::zstd, &pack_zstd);

}  // namespace detail

}  // namespace sluice::files
