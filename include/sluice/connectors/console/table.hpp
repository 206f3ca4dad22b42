// SPDX-License-Identifier: Apache-2.0
// Spark's text table (semantics 17.1), of cells that are texts already. No templates.
#pragma once

#include <sluice/connectors/console/page.hpp>
#include <sluice/connectors/console/text_width.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::console {

namespace detail {

using text_table = std::vector<std::vector<std::string>>;

inline constexpr std::size_t least_width = 3;

/// A cell as it is shown: in one line, cut to the width, with "..." for what is gone where there is room for it.
inline std::string shown(std::string_view cell, std::size_t truncate) {
  std::string const text = escaped(cell);
  if (truncate == 0 || count_characters(text) <= truncate) return text;
  if (truncate < 4) return std::string{first_characters(text, truncate)};
  return std::string{first_characters(text, truncate - 3)} + "...";
}

inline void append_padded(std::string& out, std::string_view text, std::size_t width, bool right) {
  std::size_t const fill = width - std::min(width, width_of(text));
  if (right) out.append(fill, ' ');
  out += text;
  if (!right) out.append(fill, ' ');
}

inline void append_line(std::string& out, std::vector<std::string> const& cells, std::vector<std::size_t> const& widths,
                        bool right) {
  out += '|';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    append_padded(out, cells[i], widths[i], right);
    out += '|';
  }
  out += '\n';
}

/// A row per line, in a frame.
inline void append_horizontal(std::string& out, std::vector<std::string> const& names, text_table const& rows, bool right) {
  std::vector<std::size_t> widths;
  for (auto const& name : names) widths.push_back(std::max(least_width, width_of(name)));
  for (auto const& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string border = "+";
  for (std::size_t width : widths) border += std::string(width, '-') + "+";
  border += '\n';
  out += border;
  append_line(out, names, widths, right);
  out += border;
  for (auto const& row : rows) append_line(out, row, widths, right);
  out += border;
}

/// A cell per line, and a line above each row.
inline void append_vertical(std::string& out, std::vector<std::string> const& names, text_table const& rows) {
  std::size_t name_width = least_width;
  std::size_t cell_width = least_width;
  for (auto const& name : names) name_width = std::max(name_width, width_of(name));
  for (auto const& row : rows)
    for (auto const& cell : row) cell_width = std::max(cell_width, width_of(cell));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string header = "-RECORD " + std::to_string(i);
    header.resize(std::max(header.size(), name_width + cell_width + 5), '-');
    out += header + "\n";
    for (std::size_t j = 0; j < names.size(); ++j) {
      out += ' ';
      append_padded(out, names[j], name_width, false);
      out += " | ";
      append_padded(out, rows[i][j], cell_width, false);
      out += " \n";
    }
  }
}

}  // namespace detail

/// Appends a table of `rows`, each as many cells as there are `names`; `left_out` tells whether there were more rows than these. Ends with
/// an empty line, or with one that says what was left out.
inline void append_table(std::string& out, std::vector<std::string> const& names,
                         std::vector<std::vector<std::string>> const& rows, bool left_out, table_style const& style) {
  std::vector<std::string> headers;
  for (auto const& name : names) headers.push_back(detail::escaped(name));
  detail::text_table cells;
  cells.reserve(rows.size());
  for (auto const& row : rows) {
    auto& line = cells.emplace_back();
    line.reserve(row.size());
    for (auto const& cell : row) line.push_back(detail::shown(cell, style.truncate));
  }
  if (style.vertical) detail::append_vertical(out, headers, cells);
  else detail::append_horizontal(out, headers, cells, style.truncate > 0);
  if (style.vertical && cells.empty()) out += "(0 rows)\n";
  else if (left_out) out += "only showing top " + std::to_string(rows.size()) + (rows.size() == 1 ? " row\n" : " rows\n");
  else out += '\n';
}

}  // namespace sluice::console
