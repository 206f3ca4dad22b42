// SPDX-License-Identifier: Apache-2.0
// What a wrong query becomes. A refusal is a type in `sluice::plan_error` whose name is the rule, whose template arguments
// are the facts, and whose `raise()` holds the one static_assert. It is found by traits before it is raised, so that a
// test can ask for the verdict of a query without failing to compile.
#pragma once

#include <sluice/base/type_list.hpp>

#include <concepts>
#include <type_traits>

namespace sluice {

/// The base of all refusals.
struct refusal_base {};

/// Whether a verdict is a refusal.
template <class Verdict>
concept refused = std::derived_from<Verdict, refusal_base>;

/// The verdict of a query that may run.
struct accepted {};

namespace detail {

template <class... Verdicts>
struct first_refusal {
  using type = accepted;
};
template <class First, class... Rest>
struct first_refusal<First, Rest...>
    : std::conditional_t<refused<First>, std::type_identity<First>, first_refusal<Rest...>> {};

}  // namespace detail

/// The first refusal of several verdicts, or `accepted`.
template <class... Verdicts>
using first_refusal_t = typename detail::first_refusal<Verdicts...>::type;

}  // namespace sluice
