// SPDX-License-Identifier: Apache-2.0
// Spark's text table (semantics 17.1), of cells that are texts already. No templates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::console {

/// How a table is laid out.
struct table_style {
  std::size_t truncate = 20;  ///< longest cell, in characters; 0 shows cells whole, and aligned left
  bool vertical = false;      ///< a line per cell instead of a row per line
};

namespace detail {

/// Characters of a UTF-8 text.
inline std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

/// The first `count` characters.
inline std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) continue;
    if (count-- == 0) break;
  }
  return text.substr(0, end);
}

/// A cell as it is shown: cut to the width, with "..." for what is gone where there is room for it.
inline std::string shown(std::string_view text, std::size_t truncate) {
  if (truncate == 0 || width_of(text) <= truncate) return std::string{text};
  if (truncate < 4) return std::string{first_characters(text, truncate)};
  return std::string{first_characters(text, truncate - 3)} + "...";
}

inline void append_padded(std::string& out, std::string_view text, std::size_t width, bool right) {
  std::size_t const fill = width - std::min(width, width_of(text));
  if (right) out.append(fill, ' ');
  out += text;
  if (!right) out.append(fill, ' ');
}

}  // namespace detail

/// Appends a table of `rows`, each as many cells as there are `names`; `left_out` tells whether there were more rows than these.
inline void append_table(std::string& out, std::vector<std::string> const& names,
                         std::vector<std::vector<std::string>> const& rows, bool left_out, table_style const& style) {
  std::vector<std::vector<std::string>> cells;
  cells.reserve(rows.size());
  for (auto const& row : rows) {
    auto& line = cells.emplace_back();
    for (auto const& cell : row) line.push_back(detail::shown(cell, style.truncate));
  }
  std::size_t const count = names.size();
  if (style.vertical) {
    std::size_t name_width = 3;
    std::size_t cell_width = 3;
    for (auto const& name : names) name_width = std::max(name_width, detail::width_of(name));
    for (auto const& row : cells)
      for (auto const& cell : row) cell_width = std::max(cell_width, detail::width_of(cell));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string header = "-RECORD " + std::to_string(i);
      if (header.size() < name_width + cell_width + 5) header.append(name_width + cell_width + 5 - header.size(), '-');
      out += header + "\n";
      for (std::size_t j = 0; j < count; ++j) {
        out += ' ';
        detail::append_padded(out, names[j], name_width, false);
        out += " | ";
        detail::append_padded(out, cells[i][j], cell_width, false);
        out += " \n";
      }
    }
    if (cells.empty()) out += "(0 rows)\n";
  } else {
    std::vector<std::size_t> widths;
    for (auto const& name : names) widths.push_back(std::max<std::size_t>(3, detail::width_of(name)));
    for (auto const& row : cells)
      for (std::size_t j = 0; j < count; ++j) widths[j] = std::max(widths[j], detail::width_of(row[j]));
    std::string border = "+";
    for (std::size_t width : widths) border += std::string(width, '-') + "+";
    border += "\n";
    bool const right = style.truncate > 0;
    auto const append_line = [&](std::vector<std::string> const& line) {
      out += '|';
      for (std::size_t j = 0; j < count; ++j) {
        detail::append_padded(out, line[j], widths[j], right);
        out += '|';
      }
      out += '\n';
    };
    out += border;
    append_line(names);
    out += border;
    for (auto const& row : cells) append_line(row);
    out += border;
  }
  if (left_out) out += "only showing top " + std::to_string(rows.size()) + (rows.size() == 1 ? " row\n" : " rows\n");
  else out += "\n";
}

}  // namespace sluice::console
