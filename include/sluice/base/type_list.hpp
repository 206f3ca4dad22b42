// SPDX-License-Identifier: Apache-2.0
// The few type-level helpers the library needs: a list, the n-th type by inheritance (O(1) instantiations), and a
// value that is false only once its template is instantiated.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace sluice {

/// A list of types; carries no value.
template <class... Types>
struct type_list {
  static constexpr std::size_t size = sizeof...(Types);
};

namespace detail {

template <std::size_t Index, class Type>
struct indexed {};

template <class Sequence, class... Types>
struct indexer;

template <std::size_t... Indices, class... Types>
struct indexer<std::index_sequence<Indices...>, Types...> : indexed<Indices, Types>... {};

template <std::size_t Index, class Type>
std::type_identity<Type> select_indexed(indexed<Index, Type> const&);

}  // namespace detail

/// The type at `Index` of a pack.
template <std::size_t Index, class... Types>
using nth_type = typename decltype(detail::select_indexed<Index>(
    std::declval<detail::indexer<std::index_sequence_for<Types...>, Types...> const&>()))::type;

/// Joins lists: `concat_t<type_list<A>, type_list<B, C>>` is `type_list<A, B, C>`.
template <class... Lists>
struct concat_lists;

template <>
struct concat_lists<> {
  using type = type_list<>;
};

template <class... Types>
struct concat_lists<type_list<Types...>> {
  using type = type_list<Types...>;
};

template <class... Left, class... Right, class... Rest>
struct concat_lists<type_list<Left...>, type_list<Right...>, Rest...> : concat_lists<type_list<Left..., Right...>, Rest...> {};

template <class... Lists>
using concat_t = typename concat_lists<Lists...>::type;

/// False, but only when instantiated: the condition of a `static_assert` that is a message.
template <class...>
inline constexpr bool always_false = false;

/// Whether `Type` is an instance of the class template `Template` (type parameters only).
template <class Type, template <class...> class Template>
inline constexpr bool is_instance_of = false;

template <template <class...> class Template, class... Arguments>
inline constexpr bool is_instance_of<Template<Arguments...>, Template> = true;

}  // namespace sluice
