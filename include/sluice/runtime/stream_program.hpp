// SPDX-License-Identifier: Apache-2.0
// The typed half of a running query as the engine sees it, behind a small virtual interface, so that the engine is no template.
// runtime/program.hpp implements it. Everything here is called on the query's thread.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/state/durable_state.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

/// What the engine sees of one source.
struct source_status {
  std::string description;
  std::string start_offset;  ///< JSON of where the batch began; empty before the first
  std::string end_offset;
  std::uint64_t rows = 0;
  std::string metrics;  ///< JSON; empty if the source has none
};

/// What a checkpoint needs of a program besides, and only a program with a checkpoint has.
class durable_program {
 public:
  [[nodiscard]] virtual std::size_t source_count() const = 0;
  /// Puts the sources where they stood, instead of start_new: `starts` has an offset for each in its JSON, empty for its initial one. With
  /// `ends`, the next batch ends there, without discovery.
  virtual void resume(std::vector<std::string> const& starts, std::vector<std::string> const* ends) = 0;
  /// Where the sources will have got with what was discovered.
  [[nodiscard]] virtual std::vector<std::string> end_offsets() const = 0;
  /// What its operators have to keep.
  [[nodiscard]] virtual durable_parts states() = 0;

 protected:
  ~durable_program() = default;
};

/// A query as the engine drives it: discover, run, commit, over and over.
class stream_program {
 public:
  stream_program() = default;
  stream_program(stream_program const&) = delete;
  stream_program& operator=(stream_program const&) = delete;
  virtual ~stream_program() = default;

  /// Opens sources and sink.
  virtual void open(source_context const& sources, sink_context const& sink) = 0;
  /// Puts the sources at their initial offsets.
  virtual void start_new() = 0;
  /// Asks every source for new data; true if one has some.
  virtual bool discover() = 0;
  /// Takes everything there is now as the next batch, whatever the sources' limits (trigger once).
  virtual bool discover_all() = 0;
  /// From now on the sources end where they end now (trigger available_now).
  virtual void fix_end() = 0;
  /// Starts a batch (an epoch, for a continuous query) at the sink, and its counts.
  virtual void begin_batch(std::uint64_t batch) = 0;
  /// Starts the operators' part of it; a continuous query does so several times in an epoch.
  virtual void begin(batch_context const& context) = 0;
  /// Pushes what was discovered through the operators.
  virtual void read(reject_log& rejects) = 0;
  /// Lets the operators hand out what they have: all rows are with the sink's writer when this returns.
  virtual void finish() = 0;
  /// Makes the batch's rows visible.
  virtual void commit_sink(std::uint64_t batch) = 0;
  /// What was read need not be read again by this run: discovery goes on behind it.
  virtual void advance_sources() = 0;
  /// Remembers how far the sources have got.
  virtual void mark_sources() = 0;
  /// Tells the sources that all up to the mark is done for good.
  virtual void commit_sources() = 0;

  [[nodiscard]] virtual std::int64_t watermark() const = 0;
  [[nodiscard]] virtual bool wants_batch(std::int64_t watermark) const = 0;
  [[nodiscard]] virtual step_report report() const = 0;
  [[nodiscard]] virtual std::vector<source_status> sources() const = 0;
  [[nodiscard]] virtual std::string sink_description() const = 0;
  [[nodiscard]] virtual std::uint64_t output_rows() const = 0;
  /// Null for a program without a checkpoint.
  [[nodiscard]] virtual durable_program* durable() { return nullptr; }
};

}  // namespace sluice
