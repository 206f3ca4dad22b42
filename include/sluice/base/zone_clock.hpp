// SPDX-License-Identifier: Apache-2.0
// The clock of a zone by its name: how far it is ahead of UTC at an instant, or when it shows a time. Of a fixed zone (zone_offset.hpp) or
// a named one (zone_table.hpp), under the names that Spark takes.
#pragma once

#include <sluice/base/zone_offset.hpp>
#include <sluice/base/zone_table.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace sluice::detail {

/// Short names that people write and the database lacks or has as something else, with Java's meaning of them.
struct short_zone {
  std::string_view name;
  std::string_view meaning;
};
inline constexpr std::array<short_zone, 28> short_zones{{
    {"ACT", "Australia/Darwin"}, {"AET", "Australia/Sydney"}, {"AGT", "America/Argentina/Buenos_Aires"}, {"ART", "Africa/Cairo"},
    {"AST", "America/Anchorage"}, {"BET", "America/Sao_Paulo"}, {"BST", "Asia/Dhaka"}, {"CAT", "Africa/Harare"},
    {"CNT", "America/St_Johns"}, {"CST", "America/Chicago"}, {"CTT", "Asia/Shanghai"}, {"EAT", "Africa/Addis_Ababa"},
    {"ECT", "Europe/Paris"}, {"EST", "-05:00"}, {"HST", "-10:00"}, {"IET", "America/Indiana/Indianapolis"},
    {"IST", "Asia/Kolkata"}, {"JST", "Asia/Tokyo"}, {"MIT", "Pacific/Apia"}, {"MST", "-07:00"},
    {"NET", "Asia/Yerevan"}, {"NST", "Pacific/Auckland"}, {"PLT", "Asia/Karachi"}, {"PNT", "America/Phoenix"},
    {"PRT", "America/Puerto_Rico"}, {"PST", "America/Los_Angeles"}, {"SST", "Pacific/Guadalcanal"}, {"VST", "Asia/Ho_Chi_Minh"},
}};

/// What a short name means; any other text is itself.
[[nodiscard]] constexpr std::string_view zone_meant_by(std::string_view name) noexcept {
  for (auto const& one : short_zones)
    if (one.name == name) return one.meaning;
  return name;
}

/// The clock of one zone. Copies share what they know, and it is never written: any number of threads may ask it. A change of the system's
/// database is seen by clocks that are found afterwards.
class zone_clock {
 public:
  /// The clock of `UTC`, `+02:00`, `Europe/Berlin`; std::nullopt if there is no such zone. Reads a file for a name: tens of microseconds.
  [[nodiscard]] static std::optional<zone_clock> find(std::string_view name) {
    name = zone_meant_by(name);
    zone_clock clock;
    if (parse_zone_offset(name, clock.fixed_)) return clock;
    auto table = zone_table::find(name);
    if (!table) return std::nullopt;
    clock.table_ = std::make_shared<zone_table const>(*std::move(table));
    return clock;
  }

  /// Whether the zone is a fixed distance from UTC.
  [[nodiscard]] bool is_fixed() const noexcept { return table_ == nullptr; }
  /// How far clocks are ahead of UTC at an instant, both in seconds.
  [[nodiscard]] std::int32_t offset_at(std::int64_t instant) const noexcept { return table_ ? table_->offset_at(instant) : fixed_; }
  /// How far clocks are ahead of UTC when they show `local`: zone_table says what of times that come twice or are skipped.
  [[nodiscard]] std::int32_t offset_of_local(std::int64_t local) const noexcept { return table_ ? table_->offset_of_local(local) : fixed_; }

 private:
  std::int32_t fixed_ = 0;
  std::shared_ptr<zone_table const> table_;
};

}  // namespace sluice::detail
