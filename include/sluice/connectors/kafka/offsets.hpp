// SPDX-License-Identifier: Apache-2.0
// Places in Kafka topics: for each partition the next offset to read, so a range [start, end) excludes its end. Here is
// their text in the offset log and in options, and how a limit per batch is shared among partitions.
#pragma once

#include <sluice/base/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>

namespace sluice::kafka {

/// Topic -> partition -> next offset. Also how explicit starting offsets are written:
/// `offsets{{"orders", {{0, 23}, {1, earliest_offset}}}}`.
using offsets = std::map<std::string, std::map<std::int32_t, std::int64_t>>;

/// In explicit starting offsets: where the partition begins, and where it ends when the query first starts.
inline constexpr std::int64_t earliest_offset = -2;
inline constexpr std::int64_t latest_offset = -1;

/// The next offset of a partition; `otherwise` if the offsets do not name it.
[[nodiscard]] inline std::int64_t offset_of(offsets const& places, std::string const& topic, std::int32_t partition,
                                            std::int64_t otherwise) {
  auto const found = places.find(topic);
  if (found == places.end()) return otherwise;
  auto const place = found->second.find(partition);
  return place == found->second.end() ? otherwise : place->second;
}

/// Calls `visit(topic, partition, offset)` for every partition, sorted.
template <class Visitor>
void for_each_partition(offsets const& places, Visitor&& visit) {
  for (auto const& [topic, partitions] : places)
    for (auto const& [partition, offset] : partitions) visit(topic, partition, offset);
}

/// The number of partitions named.
[[nodiscard]] inline std::size_t partition_count(offsets const& places) {
  std::size_t count = 0;
  for (auto const& topic : places) count += topic.second.size();
  return count;
}

/// How many offsets lie between two places. Partitions that `start` does not name begin at 0 (semantics 15.4).
[[nodiscard]] inline std::int64_t backlog(offsets const& start, offsets const& end) {
  std::int64_t total = 0;
  for_each_partition(end, [&](std::string const& topic, std::int32_t partition, std::int64_t offset) {
    total += std::max<std::int64_t>(0, offset - offset_of(start, topic, partition, 0));
  });
  return total;
}

/// The end of a batch of about `limit` offsets between two places: each partition gets its part of the backlog, rounded
/// up when it is below one and down otherwise, and never past its end (semantics 15.4). So a batch may exceed the limit
/// by less than the number of partitions, and a small partition is never starved.
[[nodiscard]] inline offsets share_limit(offsets const& start, offsets const& end, std::uint64_t limit) {
  std::int64_t const total = backlog(start, end);
  if (total <= 0 || static_cast<std::uint64_t>(total) <= limit) return end;
  offsets shared = end;
  for (auto& [topic, partitions] : shared) {
    for (auto& [partition, offset] : partitions) {
      std::int64_t const begin = offset_of(start, topic, partition, 0);
      if (offset <= begin) continue;
      double const part = static_cast<double>(limit) * (static_cast<double>(offset - begin) / static_cast<double>(total));
      offset = std::min(offset, begin + static_cast<std::int64_t>(part < 1 ? std::ceil(part) : std::floor(part)));
    }
  }
  return shared;
}

namespace detail {

inline void append_quoted(std::string& out, std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Reads the one shape of JSON that offsets have. Topic names are ASCII, so of the escapes only those of ASCII are known.
class offset_parser {
 public:
  explicit offset_parser(std::string_view text) : text_(text), rest_(text) {}

  [[nodiscard]] offsets parse() {
    offsets places;
    expect('{');
    if (!accept('}')) {
      do {
        auto& partitions = places[quoted()];
        expect(':');
        expect('{');
        if (accept('}')) continue;
        do {
          std::int32_t const partition = number<std::int32_t>(quoted());
          expect(':');
          partitions[partition] = number<std::int64_t>(digits());
        } while (accept(','));
        expect('}');
      } while (accept(','));
      expect('}');
    }
    skip_blanks();
    if (!rest_.empty()) fail();
    return places;
  }

 private:
  [[noreturn]] void fail() const {
    throw source_error({error_code::source_failed, "kafka offsets",
                        "the text is not offsets of a Kafka source, wrong at character " +
                            std::to_string(text_.size() - rest_.size() + 1),
                        std::string(text_), R"(They look like {"topic":{"0":23,"1":345}})"});
  }
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' || rest_.front() == '\n' || rest_.front() == '\r'))
      rest_.remove_prefix(1);
  }
  bool accept(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) fail();
  }
  std::string quoted() {
    expect('"');
    std::string content;
    while (!rest_.empty() && rest_.front() != '"') {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\') c = escaped();
      content += c;
    }
    if (rest_.empty()) fail();
    rest_.remove_prefix(1);
    return content;
  }
  char escaped() {
    if (rest_.empty()) fail();
    char const kind = rest_.front();
    rest_.remove_prefix(1);
    if (kind == '"' || kind == '\\' || kind == '/') return kind;
    unsigned code = 0;
    if (kind != 'u' || rest_.size() < 4 ||
        std::from_chars(rest_.data(), rest_.data() + 4, code, 16).ptr != rest_.data() + 4 || code > 0x7f)
      fail();
    rest_.remove_prefix(4);
    return static_cast<char>(code);
  }
  std::string digits() {
    skip_blanks();
    std::size_t const size = std::min(rest_.find_first_not_of("-0123456789"), rest_.size());
    std::string found{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return found;
  }
  template <class Integer>
  Integer number(std::string const& digits) {
    Integer value{};
    auto const end = digits.data() + digits.size();
    auto const result = std::from_chars(digits.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) fail();
    return value;
  }

  std::string_view text_;
  std::string_view rest_;
};

}  // namespace detail

/// The text of offsets in the log: `{"orders":{"0":23,"1":345}}`, topics by name, partitions by number.
[[nodiscard]] inline std::string to_json(offsets const& places) {
  std::string out = "{";
  for (auto const& [topic, partitions] : places) {
    if (out.back() == '}') out += ',';
    detail::append_quoted(out, topic);
    out += ":{";
    for (auto const& [partition, offset] : partitions) {
      if (out.back() != '{') out += ',';
      out += '"' + std::to_string(partition) + "\":" + std::to_string(offset);
    }
    out += '}';
  }
  out += '}';
  return out;
}

/// Reads that text, also as a user writes it for starting offsets, with -2 for earliest and -1 for latest.
/// Throws source_error with the place of the first wrong character.
[[nodiscard]] inline offsets parse_offsets(std::string_view text) { return detail::offset_parser{text}.parse(); }

}  // namespace sluice::kafka
