// SPDX-License-Identifier: Apache-2.0
// Records and readings that the CSV tests share.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/formats/csv/decode.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace csv_test {

enum class side { buy, sell };

struct three {
  std::optional<std::string> a;
  std::optional<std::string> b;
  std::optional<std::string> c;
};
SLUICE_RECORD(three, a, b, c);

struct order {
  std::string customer;
  double amount;
  std::int64_t id;
  sluice::timestamp at;
};
SLUICE_RECORD(order, customer, amount, id, at);

struct loose {
  std::optional<std::string> name;
  std::optional<std::int32_t> count;
  std::optional<double> size;
  std::optional<std::string> _corrupt_record;
};
SLUICE_RECORD(loose, name, count, size, _corrupt_record);

template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};

/// Takes down what a decoder hands out, one line of text for each record.
struct notes {
  std::vector<std::string> lines;

  template <class Row>
  void row(Row const& row) {
    lines.emplace_back();
    sluice::append_cell_text(lines.back(), row);
  }
  template <class Row>
  void malformed(Row const& row, sluice::csv::problem const& problem, std::string_view text) {
    this->row(row);
    lines.back() += " malformed " + std::string{problem.column} + ": " + std::string{problem.reason} + " [" + std::string{text} + "]";
  }
  void rejected(sluice::csv::problem const& problem, std::string_view text) {
    lines.push_back("rejected " + std::string{problem.column} + ": " + std::string{problem.reason} + " [" + std::string{text} + "]");
  }
};

/// The records of a text in pieces of `piece` bytes, each in memory of its own size (so that a sanitizer sees what is read too far).
template <class Decoder>
std::vector<std::string> read_pieces(Decoder& decoder, std::string_view text, std::size_t piece) {
  notes sink;
  decoder.begin_file("orders.csv");
  std::string rest;
  for (std::size_t first = 0;; first += piece) {
    bool const last = text.size() - first <= piece;
    std::string_view const next = text.substr(first, piece);
    std::vector<char> buffer(rest.begin(), rest.end());
    buffer.insert(buffer.end(), next.begin(), next.end());
    std::size_t const size = buffer.size();
    buffer.resize(size + sluice::csv::padding, '"');
    std::size_t const done = decoder.read({buffer.data(), size}, last, sink);
    rest.assign(buffer.data() + done, size - done);
    if (last) return sink.lines;
  }
}

template <class Record, class Want = sluice::want_everything>
std::vector<std::string> read(std::string_view text, sluice::csv::options how = {}) {
  sluice::csv::decoder<Record, Want> decoder{std::move(how)};
  return read_pieces(decoder, text, text.size() + 1);
}

}  // namespace csv_test

template <>
struct sluice::enum_names<csv_test::side> {
  static constexpr enum_name<csv_test::side> values[] = {{csv_test::side::buy, "buy"}, {csv_test::side::sell, "sell"}};
};
