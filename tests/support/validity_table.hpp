// SPDX-License-Identifier: Apache-2.0
// Pieces of docs/validity.md, made from the library's own verdicts, so that the document cannot say what the compiler does not. Set SLUICE_WRITE_DOCS
// in the environment of the tests to have the tables of queries and rules written anew; lines of sinks are put in by hand.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/plan/validity.hpp>

#include <support/project_file.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace support {

/// A rule's name, which is also that of its plan_error.
[[nodiscard]] constexpr std::string_view name_of(sluice::rule which) {
  using enum sluice::rule;
  switch (which) {
    case allowed: return "allowed";
    case stream_refuses_exact_distinct: return "stream_refuses_exact_distinct";
    case one_watermark_per_path: return "one_watermark_per_path";
    case one_event_time_between_aggregations: return "one_event_time_between_aggregations";
    case append_on_aggregation_needs_watermark: return "append_on_aggregation_needs_watermark";
    case two_aggregations_need_append: return "two_aggregations_need_append";
    case complete_needs_aggregation: return "complete_needs_aggregation";
    case order_by_needs_complete: return "order_by_needs_complete";
    case order_by_needs_aggregation: return "order_by_needs_aggregation";
    case limit_refuses_update: return "limit_refuses_update";
    case continuous_trigger_refuses_operator: return "continuous_trigger_refuses_operator";
    case continuous_aggregation_needs_update: return "continuous_aggregation_needs_update";
    case sink_refuses_mode: return "sink_refuses_mode";
    case sink_refuses_continuous_trigger: return "sink_refuses_continuous_trigger";
    case sink_needs_checkpoint: return "sink_needs_checkpoint";
  }
  return "";
}
inline constexpr sluice::rule last_rule = sluice::rule::sink_needs_checkpoint;

/// The text between `<!-- made: name -->` and `<!-- end -->`.
struct made_part {
  std::size_t begin = 0;
  std::size_t size = 0;
};
[[nodiscard]] inline made_part find_made_part(std::string const& document, std::string const& name) {
  std::string const opening = "<!-- made: " + name + " -->\n";
  std::size_t const at = document.find(opening);
  if (at == std::string::npos) return {};
  std::size_t const begin = at + opening.size();
  return {begin, document.find("<!-- end -->", begin) - begin};
}

/// The words of the compiler for a rule: the text of the static_assert in its plan_error.
[[nodiscard]] inline std::string words_of(std::string_view rule_name, std::string const& errors_header) {
  std::size_t at = errors_header.find("struct " + std::string{rule_name} + " :");
  if (at == std::string::npos) return {};
  at = errors_header.find("static_assert(", at);
  std::size_t const end = errors_header.find(");\n", at);
  std::string words;
  bool quoted = false;
  for (; at < end; ++at) {
    char const letter = errors_header[at];
    if (letter == '\\') words += errors_header[++at];
    else if (letter == '"') quoted = !quoted;
    else if (quoted) words += letter;
  }
  return words;
}

[[nodiscard]] inline std::string yes_or_no(bool takes) { return takes ? "yes" : "no"; }

/// The line of a sink.
[[nodiscard]] inline std::string sink_line(std::string const& written, sluice::sink_traits const& traits) {
  return "| `" + written + "` | " + yes_or_no(traits.append) + " | " + yes_or_no(traits.update) + " | " + yes_or_no(traits.complete) + " | " +
         yes_or_no(traits.continuous) + " | " + (traits.needs_checkpoint ? "required" : "as you like") + " |\n";
}
[[nodiscard]] inline bool documents_sink(std::string const& written, sluice::sink_traits const& traits) {
  return read_project_file("docs/validity.md").find(sink_line(written, traits)) != std::string::npos;
}

}  // namespace support
