// SPDX-License-Identifier: Apache-2.0
// The refusals of a query whose rows a Kafka sink cannot take (semantics 17.5). One struct each; its name and arguments are
// what the compiler prints, its static_assert is the sentence.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/contract/refusal.hpp>

namespace sluice::plan_error {

/// A fact, as the compiler prints it.
template <fixed_string... Names>
struct columns_named;

template <class Columns>
struct kafka_sink_needs_a_value_column : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Columns>, "kafka::sink writes the column value: select(to_json(...).as<\"value\">()) before it");
  }
};

template <class Type>
struct kafka_sink_value_is_not_text_or_binary : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "kafka::sink needs a column value of text or bytes: to_json or cast<std::string> it");
  }
};

template <class Type>
struct kafka_sink_key_is_not_text_or_binary : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "kafka::sink needs a column key of text or bytes: cast<std::string> it");
  }
};

template <class Type>
struct kafka_sink_topic_is_not_text : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "kafka::sink takes the topic from the column topic, which must be text");
  }
};

template <class Type>
struct kafka_sink_partition_is_not_an_int : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "kafka::sink takes the partition from the column partition, which must be a std::int32_t");
  }
};

template <class Type>
struct kafka_sink_headers_are_not_key_value_pairs : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>,
                  "kafka::sink takes headers from the column headers: a std::vector of a record with key (text) and value (bytes)");
  }
};

}  // namespace sluice::plan_error
