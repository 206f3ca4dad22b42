// SPDX-License-Identifier: Apache-2.0
// What users write in the options of a Kafka source or sink: brokers, properties of librdkafka, where to start.
// Checked here as far as one option can be checked alone; nothing here talks to a broker.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/connectors/kafka/offsets.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::kafka {

/// The brokers to ask first, as "host:port,host:port" or as a list of "host:port".
class brokers {
 public:
  brokers() = default;
  brokers(char const* list) : list_(list) {}             // NOLINT: an option is written as plain text
  brokers(std::string list) : list_(std::move(list)) {}  // NOLINT: as above
  brokers(std::string_view list) : list_(list) {}        // NOLINT: as above
  brokers(std::vector<std::string> const& each) {        // NOLINT: as above
    for (auto const& one : each) append(one);
  }
  brokers(std::initializer_list<std::string_view> each) {
    for (auto one : each) append(one);
  }

  /// The brokers as one text, separated by commas.
  [[nodiscard]] std::string const& text() const { return list_; }
  [[nodiscard]] bool empty() const { return list_.empty(); }

 private:
  void append(std::string_view one) {
    if (!list_.empty()) list_ += ',';
    list_ += one;
  }

  std::string list_;
};

/// Properties of librdkafka, by its names: `{{"security.protocol", "ssl"}}`. They win over this connector's own choices,
/// except for the few that would break it, which are refused.
using properties = std::map<std::string, std::string>;

/// Topic -> partition -> the time to start at.
using timestamps = std::map<std::string, std::map<std::int32_t, timestamp>>;

struct earliest_t {};
struct latest_t {};
/// Start with the oldest record there is; start with what arrives after the query's first start.
inline constexpr earliest_t earliest{};
inline constexpr latest_t latest{};

/// Where a source starts when there is no checkpoint: `earliest`, `latest` or explicit `offsets`, which must name every
/// partition.
class starting_position {
 public:
  starting_position(latest_t) {}                                                          // NOLINT: written as a bare word
  starting_position(earliest_t) : kind_(kind::begin) {}                                   // NOLINT: as above
  starting_position(offsets places) : kind_(kind::listed), places_(std::move(places)) {}  // NOLINT: as above

  [[nodiscard]] bool is_earliest() const { return kind_ == kind::begin; }
  [[nodiscard]] bool is_latest() const { return kind_ == kind::end; }
  [[nodiscard]] bool is_explicit() const { return kind_ == kind::listed; }
  [[nodiscard]] offsets const& places() const { return places_; }

 private:
  enum class kind : std::uint8_t { end, begin, listed };
  kind kind_ = kind::end;
  offsets places_;
};

/// What to do with a partition that has no record at or after the starting time.
enum class timestamp_strategy : std::uint8_t {
  fail,          ///< the query fails; Spark calls it "error"
  start_latest,  ///< it starts at its end; Spark calls it "latest"
};

namespace detail {

/// A property nobody may set, and what to use in its place.
struct refused_property {
  std::string_view name;
  std::string_view advice;
};

inline constexpr std::array<refused_property, 3> refused_everywhere{{
    {"bootstrap.servers", "Use the option bootstrap_servers"},
    {"metadata.broker.list", "Use the option bootstrap_servers"},
    {"interceptor.classes", "Interceptors could change what is read or written unseen"},
}};

inline constexpr std::array<refused_property, 5> refused_by_source{{
    {"auto.offset.reset", "Use the options starting_offsets and fail_on_data_loss"},
    {"enable.auto.commit", "The query's checkpoint holds the offsets; nothing is committed to Kafka"},
    {"enable.partition.eof", "The source needs it to know where a batch ends"},
    {"key.deserializer", "Keys are bytes; convert them with cast or from_json"},
    {"value.deserializer", "Values are bytes; convert them with cast or from_json"},
}};

inline constexpr std::array<refused_property, 4> refused_by_sink{{
    {"key.serializer", "Make the column key text or binary in the query"},
    {"value.serializer", "Make the column value text or binary in the query"},
    {"transactional.id", "Use kafka::exactly_once_sink; the id is made of the query's"},
    {"transaction.timeout.ms", "Use the option transaction_timeout"},
}};

template <std::size_t Size>
void refuse_properties(properties const& given, std::array<refused_property, Size> const& refused) {
  for (auto const& one : refused) {
    auto const found = given.find(std::string(one.name));
    if (found != given.end())
      throw option_error("properties[\"" + found->first + "\"]", "this property cannot be set", found->second,
                         std::string(one.advice));
  }
}

inline void require_brokers(brokers const& servers) {
  if (servers.empty())
    throw option_error("bootstrap_servers", "no broker is named", "", R"(Name at least one, as in "localhost:9092")");
}

/// The elements of a comma list, without blanks around them and without empty ones.
[[nodiscard]] inline std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> elements;
  while (!list.empty()) {
    std::size_t const comma = std::min(list.find(','), list.size());
    std::string_view element = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!element.empty() && element.front() == ' ') element.remove_prefix(1);
    while (!element.empty() && element.back() == ' ') element.remove_suffix(1);
    if (!element.empty()) elements.emplace_back(element);
  }
  return elements;
}

}  // namespace detail

}  // namespace sluice::kafka
