// SPDX-License-Identifier: Apache-2.0
// A query whose state is taken away between batches and put back from the entries that it wrote.
#pragma once

#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// An operator's entries as a state store would hold them.
struct entries final : sluice::state_changes {
  std::map<std::string, std::string> kept;
  std::size_t puts = 0;
  std::size_t removes = 0;

  void put(std::string_view key, std::string_view value) override {
    kept.insert_or_assign(std::string{key}, value);
    ++puts;
  }
  void remove(std::string_view key) override {
    REQUIRE(kept.erase(std::string{key}) == 1);
    ++removes;
  }
};

/// A query over pushed records, in batches; a durable one's state lies in `stores_` too, and restart() begins anew from there.
template <sluice::emission Mode, class Query, class Record>
class restartable {
  static auto connect(Query const& query, output& out) { return query.template connect<Mode>(sluice::receiver_step{out.take()}); }
  using operation_type = decltype(connect(std::declval<Query const&>(), std::declval<output&>()));

 public:
  restartable(Query const& query, bool durable) : query_(query), durable_(durable) { open(); }

  texts batch(std::vector<Record> const& rows) {
    running_->begin(context_);
    for (auto const& row : rows) running_->template push<0>(row);
    running_->finish();
    sluice::watermark_fold fold;
    running_->fold_watermark(fold);
    context_.late_watermark = context_.evict_watermark;
    context_.evict_watermark = std::max(context_.evict_watermark, fold.value());
    return out_.rows();
  }
  void restart() { open(); }
  [[nodiscard]] entries& store(std::size_t which) { return stores_[which]; }
  [[nodiscard]] sluice::step_report report() const {
    sluice::step_report found;
    running_->report(found);
    return found;
  }
  [[nodiscard]] std::vector<sluice::durable_operator> operators() {
    sluice::durable_parts found;
    running_->list_state(found);
    return found.states;
  }

 private:
  void open() {
    running_ = std::make_unique<operation_type>(connect(query_, out_));
    if (!durable_) return;
    auto found = operators();
    stores_.resize(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (auto const& [key, value] : stores_[i].kept) found[i].restore(found[i].step, key, value);
      found[i].keep_changes(found[i].step, &stores_[i]);
    }
  }

  Query query_;
  bool durable_;
  output out_;
  std::vector<entries> stores_;
  std::unique_ptr<operation_type> running_;
  sluice::batch_context context_;
};

}  // namespace support
