// SPDX-License-Identifier: Apache-2.0
// What the library throws. Every error names its code, the option, column or place it is about, the value that was
// found there, and what to do; the message of `what()` is those four joined.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// The kinds of run-time error. Names are those of the field where one exists (semantics 21).
enum class error_code {
  invalid_option,
  arithmetic_overflow,
  divide_by_zero,
  cast_invalid_input,
  cannot_parse_timestamp,
  invalid_parameter,
  malformed_record,
  source_failed,
  sink_failed,
  broker_unreachable,
  unknown_topic,
  offset_out_of_range,
  data_loss,
  address_unreachable,
  user_function_failed,
  query_failed,
  query_name_in_use,
  unsupported_operation,
  storage_failed,
  checkpoint_corrupt,
  checkpoint_in_use,
  checkpoint_mismatch,
  concurrent_log_update,
  missing_metadata_file,
  checkpoint_not_empty,
  invalid_log_version,
  state_load_failed,
  state_operator_mismatch,
  state_key_incompatible,
  state_value_incompatible,
};

/// The code's text, as it stands in front of messages.
[[nodiscard]] constexpr std::string_view to_string(error_code code) {
  switch (code) {
    case error_code::invalid_option: return "INVALID_OPTION";
    case error_code::arithmetic_overflow: return "ARITHMETIC_OVERFLOW";
    case error_code::divide_by_zero: return "DIVIDE_BY_ZERO";
    case error_code::cast_invalid_input: return "CAST_INVALID_INPUT";
    case error_code::cannot_parse_timestamp: return "CANNOT_PARSE_TIMESTAMP";
    case error_code::invalid_parameter: return "INVALID_PARAMETER_VALUE";
    case error_code::malformed_record: return "MALFORMED_RECORD";
    case error_code::source_failed: return "SOURCE_FAILED";
    case error_code::sink_failed: return "SINK_FAILED";
    case error_code::broker_unreachable: return "BROKER_UNREACHABLE";
    case error_code::unknown_topic: return "UNKNOWN_TOPIC";
    case error_code::offset_out_of_range: return "OFFSET_OUT_OF_RANGE";
    case error_code::data_loss: return "DATA_LOSS";
    case error_code::address_unreachable: return "ADDRESS_UNREACHABLE";
    case error_code::user_function_failed: return "USER_FUNCTION_FAILED";
    case error_code::query_failed: return "STREAM_FAILED";
    case error_code::query_name_in_use: return "QUERY_NAME_IN_USE";
    case error_code::unsupported_operation: return "UNSUPPORTED_OPERATION";
    case error_code::storage_failed: return "STORAGE_FAILED";
    case error_code::checkpoint_corrupt: return "CHECKPOINT_CORRUPT";
    case error_code::checkpoint_in_use: return "CHECKPOINT_IN_USE";
    case error_code::checkpoint_mismatch: return "CHECKPOINT_MISMATCH";
    case error_code::concurrent_log_update: return "CONCURRENT_STREAM_LOG_UPDATE";
    case error_code::missing_metadata_file: return "STREAMING_CHECKPOINT_MISSING_METADATA_FILE";
    case error_code::checkpoint_not_empty: return "STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY";
    case error_code::invalid_log_version: return "INVALID_LOG_VERSION";
    case error_code::state_load_failed: return "CANNOT_LOAD_STATE_STORE";
    case error_code::state_operator_mismatch: return "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA";
    case error_code::state_key_incompatible: return "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE";
    case error_code::state_value_incompatible: return "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE";
  }
  return "ERROR";
}

/// What an error is made of. `subject` is the option, column or place; `value` what was found; `advice` what to do.
struct error_info {
  error_code code{};
  std::string subject;
  std::string problem;
  std::string value;
  std::string advice;
};

/// The base of everything the library throws.
class error : public std::runtime_error {
 public:
  [[gnu::cold]] explicit error(error_info info) : std::runtime_error(compose(info)), info_(std::move(info)) {}

  [[nodiscard]] error_code code() const noexcept { return info_.code; }
  [[nodiscard]] std::string const& subject() const noexcept { return info_.subject; }
  [[nodiscard]] std::string const& value() const noexcept { return info_.value; }
  [[nodiscard]] std::string const& advice() const noexcept { return info_.advice; }

 private:
  [[gnu::cold]] static std::string compose(error_info const& info) {
    std::string text = "[";
    text += to_string(info.code);
    text += "] ";
    if (!info.subject.empty()) text += info.subject + ": ";
    text += info.problem;
    if (!info.value.empty()) text += " (found: " + info.value + ")";
    if (!info.advice.empty()) text += ". " + info.advice;
    return text;
  }

  error_info info_;
};

/// An option of a source, sink, trigger or query has a value that cannot work. Thrown before a query runs.
class option_error : public error {
 public:
  [[gnu::cold]] option_error(std::string option, std::string problem, std::string value, std::string advice)
      : error({error_code::invalid_option, std::move(option), std::move(problem), std::move(value),
               std::move(advice)}) {}
};

/// An expression met a value it has no result for: overflow, division by zero, a text that is no number.
class evaluation_error : public error {
 public:
  using error::error;
};

/// A record could not be read under a mode that does not tolerate it.
class record_error : public error {
 public:
  using error::error;
};

/// A source could not deliver: unreachable, gone, or out of range.
class source_error : public error {
 public:
  using error::error;
};

/// A sink could not take what it was given.
class sink_error : public error {
 public:
  using error::error;
};

/// A storage could not do what it was asked for: no room, no right, no connection. `subject` names the file.
class storage_error : public error {
 public:
  using error::error;
};

/// What a checkpoint holds cannot be used: damaged, incomplete, in use elsewhere, or written by another query. `subject` names the file.
class checkpoint_error : public error {
 public:
  using error::error;
};

/// A query ended with a failure; `what()` names the query and the cause.
class query_error : public error {
 public:
  using error::error;
};

}  // namespace sluice
