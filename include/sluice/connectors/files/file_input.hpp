// SPDX-License-Identifier: Apache-2.0
// One file on its way through a decoder: its bytes in pieces that stay in the cache, a record that is cut by the end of a piece moved to the
// front of the next, and the line at which a record stands for those who have to say it.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/byte_source.hpp>
#include <sluice/contract/source.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::files {

/// A file that was not there any more; whoever reads a batch knows whether that matters.
struct missing_file {};

/// Reads one file after another through one buffer. Not thread safe.
class file_input {
 public:
  /// Bytes behind each piece that may be read, whatever they hold.
  static constexpr std::size_t padding = 64;

  file_input(compression packed, std::function<bool()> stopping) : packed_(packed), stopping_(std::move(stopping)) {}

  /// Goes to the next file. Opens nothing yet.
  void begin(std::string path) {
    path_ = std::move(path);
    passed_ = 0;
    counting_ = false;
  }
  [[nodiscard]] std::string const& path() const { return path_; }
  /// For formats that open the file themselves: whether it is there, and query_stopping when the query is to stop.
  [[nodiscard]] bool exists() const { return ::access(path_.c_str(), F_OK) == 0; }
  void check_stopping() const {
    if (stopping_()) throw query_stopping{};
  }

  /// Feeds the file to `take(piece, last)`, which returns how many bytes it is done with; the others come again at the front of the next piece,
  /// and of the last piece all are done. Throws missing_file, source_error, and query_stopping when the query is to stop.
  template <class Take>
  void pieces(Take&& take) {
    auto const bytes = open();
    std::size_t kept = 0;
    for (bool last = false; !last;) {
      if (stopping_()) throw query_stopping{};
      reserve(std::max(piece_size, kept == capacity_ ? 2 * capacity_ : 0));
      std::size_t size = kept;
      while (size < capacity_ && !last) {
        std::size_t const got = bytes->read(buffer_.get() + size, capacity_ - size);
        last = got == 0;
        size += got;
      }
      begin_piece();
      std::size_t const done = take(std::string_view{buffer_.get(), size}, last);
      end_piece(done);
      kept = size - done;
      std::memmove(buffer_.get(), buffer_.get() + done, kept);
    }
  }

  /// The file as a whole. Throws as `pieces`.
  [[nodiscard]] std::string_view whole() {
    auto const bytes = open();
    std::size_t size = 0;
    reserve(piece_size);
    while (std::size_t const got = bytes->read(buffer_.get() + size, capacity_ - size)) {
      if (stopping_()) throw query_stopping{};
      size += got;
      if (size == capacity_) reserve(2 * capacity_);
    }
    begin_piece();
    return {buffer_.get(), size};
  }

  /// "path:line" of a byte of the piece that is being taken. The first call for a file reads it again up to here, later ones go on from there:
  /// a file without mistakes does not pay for the counting of its lines.
  [[nodiscard, gnu::cold]] std::string place(char const* at) {
    if (!counting_) {
      counting_ = true;
      newlines_ = returns_ = 0;
      count_again(passed_);
      counted_ = buffer_.get();
    }
    if (at > counted_) count(counted_, at);
    counted_ = std::max(counted_, at);
    return path_ + ':' + std::to_string(1 + (newlines_ != 0 ? newlines_ : returns_));
  }

 private:
  static constexpr std::size_t piece_size = std::size_t{256} << 10U;

  [[nodiscard]] std::unique_ptr<byte_source> open() const {
    auto bytes = open_bytes(path_, packed_);
    if (!bytes) throw missing_file{};
    return bytes;
  }

  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    std::unique_ptr<char[]> larger{new char[capacity + padding]};
    if (buffer_) std::memcpy(larger.get(), buffer_.get(), capacity_);
    std::memset(larger.get() + capacity, 0, padding);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  }

  void begin_piece() { counted_ = buffer_.get(); }
  void end_piece(std::size_t done) {
    passed_ += done;
    if (counting_ && buffer_.get() + done > counted_) count(counted_, buffer_.get() + done);
  }

  void count(char const* first, char const* last) {
    newlines_ += static_cast<std::uint64_t>(std::count(first, last, '\n'));
    returns_ += static_cast<std::uint64_t>(std::count(first, last, '\r'));
  }
  [[gnu::cold]] void count_again(std::uint64_t size) {
    auto const bytes = size == 0 ? nullptr : open_bytes(path_, packed_);
    if (!bytes) return;
    auto const piece = std::make_unique<char[]>(piece_size);
    while (size != 0) {
      std::size_t const got = bytes->read(piece.get(), static_cast<std::size_t>(std::min<std::uint64_t>(size, piece_size)));
      if (got == 0) return;
      count(piece.get(), piece.get() + got);
      size -= got;
    }
  }

  compression packed_;
  std::function<bool()> stopping_;
  std::string path_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::uint64_t passed_ = 0;      // bytes of the file before the piece
  bool counting_ = false;         // whether the lines of this file are counted
  char const* counted_ = nullptr; // up to where, in the piece
  std::uint64_t newlines_ = 0;
  std::uint64_t returns_ = 0;
};

}  // namespace sluice::files
