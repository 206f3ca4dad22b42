// SPDX-License-Identifier: Apache-2.0
// What the reader of a Kafka source does, but for its hot loop.
#pragma once

#include <sluice/base/compiled.hpp>
#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/discovery.hpp>
#include <sluice/connectors/kafka/reader.hpp>
#include <sluice/connectors/kafka/reader_parts.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::kafka {

SLUICE_INLINE reader::reader(source options, source_context const& context)
    : parts_(std::make_unique<detail::reader_parts>(std::move(options), context)) {}
SLUICE_INLINE reader::reader(reader&&) noexcept = default;
SLUICE_INLINE reader& reader::operator=(reader&&) noexcept = default;
SLUICE_INLINE reader::~reader() = default;

SLUICE_INLINE offsets reader::initial_offset() { return parts_->initial_offset(); }
SLUICE_INLINE offsets reader::latest_offset(offsets const& start) { return parts_->latest_offset(start); }
SLUICE_INLINE void reader::fix_end() { parts_->ends().fix_end(); }
SLUICE_INLINE std::string reader::to_json(offsets const& places) const { return kafka::to_json(places); }
SLUICE_INLINE offsets reader::from_json(std::string_view text) const { return parse_offsets(text); }
SLUICE_INLINE std::string reader::describe() const { return "KafkaV2[" + detail::discovery::describe(parts_->options()) + ']'; }
SLUICE_INLINE std::string reader::metrics(offsets const& consumed) const { return parts_->ends().metrics(consumed); }
SLUICE_INLINE std::uint64_t reader::lost_offsets() const { return parts_->lost(); }

SLUICE_INLINE void reader::require_headers() const {
  if (!parts_->options().include_headers)
    throw option_error("include_headers", "the query reads the column headers", "false", "Set .include_headers = true");
}
SLUICE_INLINE bool reader::begin_read(offsets const& start, offsets const& end, reject_log& rejects) {
  parts_->begin_read(start, end, rejects);
  return parts_->options().include_headers;
}
SLUICE_INLINE detail::partition_stream* reader::next_stream() { return parts_->records().next(); }
SLUICE_INLINE void reader::end_read(reject_log& rejects) { parts_->end_read(rejects); }

SLUICE_INLINE void source::check() const { detail::check(*this); }
SLUICE_INLINE reader source::open(source_context const& context) const {
  detail::check(*this);
  return reader{*this, context};
}

}  // namespace sluice::kafka
