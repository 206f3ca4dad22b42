// SPDX-License-Identifier: Apache-2.0
// Times on the clocks of other places: from_utc_timestamp, to_utc_timestamp, convert_timezone. Zones are fixed (`+02:00`) or named by the system's
// time zone database (`Europe/Berlin`).
//
// A zone that is a constant is looked up where the expression is built, and what is known of it is shared by all copies and never written, so that
// copies may be used by different threads; such an expression is no compile-time constant. Zones in a column are looked up at the first row that has
// them, in working memory of the copy. A record costs a search in some hundreds of changes, about ten steps, and nothing of a fixed zone.
#pragma once

#include <sluice/base/zone_clock.hpp>
#include <sluice/expressions/functions/time_kinds.hpp>
#include <sluice/expressions/scratch.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

inline constexpr char const* zone_problem = "there is no such time zone";
inline constexpr char const* zone_advice =
    "write UTC, an offset of up to 18 hours like +02:00, or a name like Europe/Berlin, for which the system needs its time zone database (Debian: package tzdata)";

[[nodiscard]] inline zone_clock clock_of_constant(std::string_view zone, char const* function) {
  auto clock = zone_clock::find(zone);
  if (!clock) refuse_time_word(function, zone_problem, zone, zone_advice);
  return *std::move(clock);
}

/// The zones of a column that were met, each looked up once; those with fixed offsets are cheaper read again. Of one thread.
class zone_memory final : public memory_base {
 public:
  [[nodiscard]] zone_clock const& clock_of(std::string_view zone, char const* function) {
    if (last_ != nullptr && last_->first == zone) return last_->second;
    auto found = known_.find(zone);
    if (found == known_.end()) {
      auto clock = zone_clock::find(zone);
      if (!clock) throw_no_such_zone(zone, function);
      if (clock->is_fixed()) return fixed_ = *std::move(clock);
      found = known_.emplace(zone, *std::move(clock)).first;
    }
    last_ = &*found;
    return last_->second;
  }

 private:
  [[noreturn, gnu::cold]] static void throw_no_such_zone(std::string_view zone, char const* function) {
    throw evaluation_error({error_code::invalid_parameter, function, zone_problem, std::string{zone.substr(0, 100)}, zone_advice});
  }

  std::map<std::string, zone_clock, std::less<>> known_;
  std::pair<std::string const, zone_clock> const* last_ = nullptr;
  zone_clock fixed_;
};

[[nodiscard]] inline timestamp moved_by(timestamp time, std::int64_t seconds, char const* function) {
  std::int64_t micros{};
  if (__builtin_add_overflow(time.microseconds, seconds * micros_per_second, &micros)) throw_time_overflow(function);
  return {micros};
}
/// What the clock shows at an instant, as the instant at which UTC's shows it.
[[nodiscard]] inline timestamp shown_by(zone_clock const& clock, timestamp time, char const* function) {
  return moved_by(time, clock.offset_at(floor_divide(time.microseconds, micros_per_second)), function);
}
/// The instant at which the clock shows what UTC's does at `time`.
[[nodiscard]] inline timestamp when_shown_by(zone_clock const& clock, timestamp time, char const* function) {
  return moved_by(time, -std::int64_t{clock.offset_of_local(floor_divide(time.microseconds, micros_per_second))}, function);
}

struct from_utc {
  static constexpr fixed_string name{"from_utc_timestamp"};
  static timestamp move(zone_clock const& clock, timestamp time) { return shown_by(clock, time, "from_utc_timestamp"); }
};
struct to_utc {
  static constexpr fixed_string name{"to_utc_timestamp"};
  static timestamp move(zone_clock const& clock, timestamp time) { return when_shown_by(clock, time, "to_utc_timestamp"); }
};

}  // namespace detail

/// `Way`, from or to UTC, by a zone that is a constant.
template <class Way>
struct zone_function {
  detail::zone_clock clock;

  explicit zone_function(std::string_view zone) : clock(detail::clock_of_constant(zone, Way::name.text)) {}

  template <class Time>
  using type = std::conditional_t<detail::is_day_or_time<Time>, timestamp, plan_error::no_such_operation<Way::name, Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Time>
  [[nodiscard]] timestamp operator()(Time time) const {
    return Way::move(clock, kind::instant::pass(time));
  }
};

/// `Way`, from or to UTC, by the zone in a column.
template <class Way>
struct zone_column_function {
  detail::scratch memory;

  template <class Time, class Zone>
  using type = std::conditional_t<detail::is_day_or_time<Time> && text_type<Zone>, timestamp, plan_error::no_such_operation<Way::name, Time, Zone>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Way::name>(names...); }

  template <class Time>
  [[nodiscard]] timestamp operator()(Time time, std::string_view zone) const {
    return Way::move(memory.as<detail::zone_memory>().clock_of(zone, Way::name.text), kind::instant::pass(time));
  }
};

struct convert_timezone_function {
  detail::zone_clock source;
  detail::zone_clock target;

  convert_timezone_function(std::string_view from, std::string_view to)
      : source(detail::clock_of_constant(from, "convert_timezone source")), target(detail::clock_of_constant(to, "convert_timezone target")) {}

  template <class Time>
  using type = std::conditional_t<detail::is_day_or_time<Time>, timestamp, plan_error::no_such_operation<"convert_timezone", Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Time>
  [[nodiscard]] timestamp operator()(Time time) const {
    return detail::shown_by(target, detail::when_shown_by(source, kind::instant::pass(time), "convert_timezone"), "convert_timezone");
  }
};

struct convert_timezone_column_function {
  detail::scratch sources;
  detail::scratch targets;

  template <class Source, class Target, class Time>
  using type = std::conditional_t<text_type<Source> && text_type<Target> && detail::is_day_or_time<Time>, timestamp,
                                  plan_error::no_such_operation<"convert_timezone", Source, Target, Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"convert_timezone">(names...); }

  template <class Time>
  [[nodiscard]] timestamp operator()(std::string_view source, std::string_view target, Time time) const {
    timestamp const instant =
        detail::when_shown_by(sources.as<detail::zone_memory>().clock_of(source, "convert_timezone"), kind::instant::pass(time), "convert_timezone");
    return detail::shown_by(targets.as<detail::zone_memory>().clock_of(target, "convert_timezone"), instant, "convert_timezone");
  }
};

/// What the clocks of a zone show at an instant. As a timestamp counts from UTC, the result is the instant at which UTC's clocks show the same. Zones
/// are `UTC`, `Z`, offsets of up to 18 hours (`+02:00`, `+2`, `-0330`, `UTC+3`) and names of the system's database (`Europe/Berlin`; `PST` and the like
/// as Java has them). Throws option_error here for another text. The result is no event time: it has no watermark.
template <expression Time>
[[nodiscard]] auto from_utc_timestamp(Time&& time, std::string_view zone) {
  return make_call(zone_function<detail::from_utc>{zone}, std::forward<Time>(time));
}
/// The same with zones in a column. Throws evaluation_error at a row whose text is no zone.
template <operand Time, expression Zone>
[[nodiscard]] constexpr auto from_utc_timestamp(Time&& time, Zone&& zone) {
  return make_call(zone_column_function<detail::from_utc>{}, std::forward<Time>(time), std::forward<Zone>(zone));
}
/// The instant at which the clocks of a zone show what UTC's do at `time`: the inverse of `from_utc_timestamp`. An hour that comes twice is meant the
/// first time; one that is skipped gives what it were if clocks had not been changed yet. Zones as there.
template <expression Time>
[[nodiscard]] auto to_utc_timestamp(Time&& time, std::string_view zone) {
  return make_call(zone_function<detail::to_utc>{zone}, std::forward<Time>(time));
}
/// The same with zones in a column. Throws evaluation_error at a row whose text is no zone.
template <operand Time, expression Zone>
[[nodiscard]] constexpr auto to_utc_timestamp(Time&& time, Zone&& zone) {
  return make_call(zone_column_function<detail::to_utc>{}, std::forward<Time>(time), std::forward<Zone>(zone));
}
/// What the clocks of `target` show when those of `source` show `time`. Zones as in `from_utc_timestamp`, skipped and repeated hours as in
/// `to_utc_timestamp`. Throws option_error here for a text that is no zone.
template <expression Time>
[[nodiscard]] auto convert_timezone(std::string_view source, std::string_view target, Time&& time) {
  return make_call(convert_timezone_function{source, target}, std::forward<Time>(time));
}
/// The same with one zone or both in columns. Throws evaluation_error at a row whose text is no zone, option_error here if a constant is none.
template <operand Source, operand Target, operand Time>
  requires(expression<Source> || expression<Target>)
[[nodiscard]] constexpr auto convert_timezone(Source&& source, Target&& target, Time&& time) {
  if constexpr (std::convertible_to<Source, std::string_view>) static_cast<void>(detail::clock_of_constant(source, "convert_timezone source"));
  if constexpr (std::convertible_to<Target, std::string_view>) static_cast<void>(detail::clock_of_constant(target, "convert_timezone target"));
  return make_call(convert_timezone_column_function{}, std::forward<Source>(source), std::forward<Target>(target), std::forward<Time>(time));
}

}  // namespace sluice
