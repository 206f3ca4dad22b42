// SPDX-License-Identifier: Apache-2.0
// needs: json
// Any bytes as JSON texts, one to a line. Held to be true of each:
// - the fast way comes to the verdict and the row that simdjson alone comes to, whatever texts it has seen before;
// - of a text that is JSON throughout and good as a whole, some of its fields alone are good too, and have the same values (values that
//   nobody wants are passed over with little checking, so of other texts nothing is promised);
// - a row that is written and read again is the same.
#include <sluice/formats/json/decode.hpp>
#include <sluice/formats/json/encode.hpp>

#include "support/check.hpp"

#include <sluice/base/time.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/record.hpp>

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = sluice::json;

struct place {
  std::string city;
  std::optional<std::int32_t> zip;
};
SLUICE_RECORD(place, city, zip);

struct order {
  std::string customer;
  double amount;
  std::optional<std::int64_t> items;
  std::optional<sluice::timestamp> at;
  std::optional<bool> paid;
  std::optional<sluice::bytes> raw;
};
SLUICE_RECORD(order, customer, amount, items, at, paid, raw);

struct loose {
  std::optional<std::string> name;
  std::optional<float> size;
  std::optional<sluice::date> day;
  std::optional<place> home;
  std::optional<std::vector<std::int32_t>> numbers;
};
SLUICE_RECORD(loose, name, size, day, home, numbers);

template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};

template <class Row>
std::string text_of(Row const& row) {
  std::string text;
  sluice::append_cell_text(text, row);
  return text;
}

/// Whether a row's times have years that can be read from text, which are 0001 to 9999.
template <class Row>
bool has_usual_years(Row const& row) {
  if constexpr (Row::schema::index_of("at") != sluice::npos) {
    auto const& at = row.template get<"at">();
    return !at || (at->microseconds >= -62'135'596'800'000'000 && at->microseconds < 253'402'300'800'000'000);
  } else {
    return true;
  }
}

/// A text in memory of its own size, so that reading too far is seen.
class exact_copy {
 public:
  explicit exact_copy(std::string_view text) : memory_(std::make_unique<char[]>(text.size() + json::padding)), size_(text.size()) {
    std::copy(text.begin(), text.end(), memory_.get());
    std::memset(memory_.get() + size_, '"', json::padding);
  }
  [[nodiscard]] std::string_view view() const { return {memory_.get(), size_}; }

 private:
  std::unique_ptr<char[]> memory_;
  std::size_t size_;
};

template <class Record>
struct decoders {
  json::decoder<Record> fast;
  json::decoder<Record, sluice::want_everything, json::no_probe, json::strategy::plain> plain;
  json::decoder<Record> again;
  std::optional<exact_copy> memory;  // rows point into it

  json::verdict compare(std::string_view text) {
    exact_copy const& copy = memory.emplace(text);
    auto const verdict = plain.decode_padded(copy.view());
    fuzz::check(fast.decode_padded(copy.view()) == verdict, "the fast way has another verdict");
    if (verdict == json::verdict::ok || verdict == json::verdict::malformed)
      fuzz::check(text_of(fast.row()) == text_of(plain.row()), "the fast way has another row");
    if (verdict == json::verdict::ok && has_usual_years(plain.row())) {
      auto const written = json::to_json(plain.row());
      fuzz::check(again.decode(written) == json::verdict::ok, "what was written is not good");
      fuzz::check(text_of(again.row()) == text_of(plain.row()), "what was written is another row");
    }
    return verdict;
  }
};

/// The same text for one field.
template <class Record, sluice::fixed_string Name>
void compare_field(json::decoder<Record, want<Name>>& decoder, std::string_view text, decoders<Record> const& all) {
  fuzz::check(decoder.decode(text) == json::verdict::ok, "a good text is not good for one field");
  fuzz::check(text_of(decoder.row().template get<Name>()) == text_of(all.plain.row().template get<Name>()), "a field alone differs");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  decoders<order> orders;
  decoders<loose> all_loose;
  json::decoder<order, want<"amount">> amounts;
  json::decoder<order, want<"at">> times;
  json::decoder<loose, want<"home">> homes;
  simdjson::dom::parser whole;
  std::string_view rest{reinterpret_cast<char const*>(data), size};
  while (!rest.empty()) {
    std::size_t const end = std::min(rest.find('\n'), rest.size());
    std::string_view const text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    bool const is_json = whole.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
    if (orders.compare(text) == json::verdict::ok && is_json) {
      compare_field<order, "amount">(amounts, text, orders);
      compare_field<order, "at">(times, text, orders);
    }
    if (all_loose.compare(text) == json::verdict::ok && is_json) compare_field<loose, "home">(homes, text, all_loose);
  }
  return 0;
}
