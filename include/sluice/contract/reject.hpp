// SPDX-License-Identifier: Apache-2.0
// What becomes of input that cannot be a row: it is counted, and handed to whoever asked for it. Never lost silently.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace sluice {

/// One rejected input. The views live for the call of the handler only.
struct rejected_row {
  std::string_view stage;   ///< where it was rejected: "from_json", "csv"
  std::string_view column;  ///< the field that was wrong; empty when the whole text was
  std::string_view reason;  ///< in words
  std::string_view data;    ///< the input as it came
  std::string_view place = {};  ///< where it stood: "/data/in/a.csv:17"; empty where there is no such place
};

/// Called for each rejected input, on the query's thread.
using reject_handler = std::function<void(rejected_row const&)>;

/// How a reader treats input that does not fit the schema (semantics 16).
enum class parse_mode {
  permissive,      ///< nullable fields become NULL; a row that lacks a field which must not be NULL is rejected
  drop_malformed,  ///< any malformed row is rejected as a whole
  fail_fast,       ///< the first malformed row fails the query
};

/// Counts and routes rejected input for one running query. Owned by the query's thread.
class reject_log {
 public:
  reject_log() = default;
  explicit reject_log(reject_handler handler) : handler_(std::move(handler)) {}

  void reject(rejected_row const& row) {
    ++count_;
    if (handler_) handler_(row);
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
  reject_handler handler_;
  std::uint64_t count_ = 0;
};

}  // namespace sluice
