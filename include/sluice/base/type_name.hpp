// SPDX-License-Identifier: Apache-2.0
// Types by name, for people to read: explain() has it of sources and functions. As the compiler prints them, so not for anything that is kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice {

/// The name of a type, without the library's namespace and without those that have no name.
template <class Type>
[[nodiscard]] std::string type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("Type = ") + 7);
  std::string name{text.substr(0, text.find_first_of(";]"))};
  for (std::string_view const left_out : {"sluice::", "{anonymous}::", "(anonymous namespace)::"})
    for (std::size_t at = name.find(left_out); at != std::string::npos; at = name.find(left_out)) name.erase(at, left_out.size());
  return name;
}

}  // namespace sluice
