// SPDX-License-Identifier: Apache-2.0
// What becomes of offsets that are gone (semantics 15.4). They are collected until every partition that is looked at has been looked at, so
// that one error names all of them; or counted, and noted in the reject log.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/contract/reject.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::kafka::detail {

/// The losses of one reader, for one thread. Without a loss it costs nothing.
class loss_ledger {
 public:
  /// `fail`: whether losses are errors.
  explicit loss_ledger(bool fail) : fail_(fail) {}

  /// Offsets [expected, found) are lost; those from `end` on are not asked for yet, and will be met again.
  [[gnu::cold]] void offsets_lost(std::string const& topic, std::int32_t partition, std::int64_t expected, std::int64_t found,
                                  std::int64_t end, std::string_view why) {
    if (!fail_) found = std::min(found, end);
    lost_ += static_cast<std::uint64_t>(std::max<std::int64_t>(0, found - expected));
    std::string text = "offsets [" + std::to_string(expected) + ", " + std::to_string(found) + ") are lost: ";
    text += why;
    partition_lost(topic, partition, std::move(text));
  }
  /// A partition is gone or begins anew; how many records that concerns is not known.
  [[gnu::cold]] void partition_lost(std::string const& topic, std::int32_t partition, std::string what) {
    losses_.push_back(partition_name(topic, partition));
    losses_.push_back(std::move(what));
  }

  /// Whether there is something that `settle` throws.
  [[nodiscard]] bool fails() const { return fail_ && !losses_.empty(); }
  /// To be called when all partitions were looked at: throws source_error (data_loss) that names everything lost, if losses are errors.
  void settle() {
    if (fails()) throw_all();
  }
  /// Hands the notes since the last time to the log.
  void report(reject_log& rejects) {
    if (!losses_.empty()) note_all(rejects);
  }
  /// How many offsets are known to be lost.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  // One loss reads as every other error does, its partition in front; of several, each has its own in front.
  [[noreturn, gnu::cold]] void throw_all() {
    auto const found = std::exchange(losses_, {});
    lost_ = 0;
    std::string names;
    std::string texts;
    for (std::size_t i = 0; i < found.size(); i += 2) {
      if (i > 0) names += ", ";
      names += found[i];
      if (i > 0) texts += "; ";
      if (found.size() > 2) texts += found[i] + ' ';
      texts += found[i + 1];
    }
    throw source_error({error_code::data_loss, std::move(names), std::move(texts), "",
                        "Set .fail_on_data_loss = false to go on with what is there"});
  }
  [[gnu::cold]] void note_all(reject_log& rejects) {
    auto const found = std::exchange(losses_, {});
    for (std::size_t i = 0; i < found.size(); i += 2) rejects.reject({"kafka", found[i], found[i + 1], {}});
  }

  bool fail_;
  std::uint64_t lost_ = 0;
  std::vector<std::string> losses_;  // a partition and what happened to it, by turns
};

}  // namespace sluice::kafka::detail
