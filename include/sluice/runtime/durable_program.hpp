// SPDX-License-Identifier: Apache-2.0
// The program of a query with a checkpoint: it tells and takes back the offsets of its sources, and the state of its operators. Apart from
// runtime/program.hpp, so that a query without a checkpoint does not compile how offsets are read and state is written.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/program.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace sluice {

template <class Node, class Sink, mode Mode, emission Emitted, class Sources>
class checkpointed_program;

/// `program` with the half that a checkpoint needs.
template <class Node, class Sink, mode Mode, emission Emitted, class... Sources>
class checkpointed_program<Node, Sink, Mode, Emitted, std::tuple<Sources...>> final
    : public program<Node, Sink, Mode, Emitted, std::tuple<Sources...>>, public durable_program {
  using base = program<Node, Sink, Mode, Emitted, std::tuple<Sources...>>;

 public:
  using base::base;

  [[nodiscard]] durable_program* durable() override { return this; }
  [[nodiscard]] std::size_t source_count() const override { return sizeof...(Sources); }
  void resume(std::vector<std::string> const& starts, std::vector<std::string> const* ends) override {
    resume(starts, ends, std::index_sequence_for<Sources...>{});
  }
  [[nodiscard]] std::vector<std::string> end_offsets() const override { return end_offsets(std::index_sequence_for<Sources...>{}); }
  [[nodiscard]] durable_parts states() override {
    durable_parts found;
    this->operation_->list_state(found);
    return found;
  }

 private:
  template <std::size_t... Index>
  void resume(std::vector<std::string> const& starts, std::vector<std::string> const* ends, std::index_sequence<Index...>) {
    (resume_one(*std::get<Index>(this->sources_), starts.empty() ? std::string{} : starts[Index],
                ends == nullptr ? std::string{} : (*ends)[Index]),
     ...);
  }
  template <class Source>
  [[gnu::cold]] static void resume_one(Source& source, std::string const& start, std::string const& end) {
    if (start.empty()) source.start_new();
    else source.committed = source.reader.from_json(start);
    source.end = end.empty() ? source.committed : source.reader.from_json(end);
  }
  template <std::size_t... Index>
  [[nodiscard]] std::vector<std::string> end_offsets(std::index_sequence<Index...>) const {
    return {std::get<Index>(this->sources_)->reader.to_json(std::get<Index>(this->sources_)->end)...};
  }
};

}  // namespace sluice
