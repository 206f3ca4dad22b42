// SPDX-License-Identifier: Apache-2.0
// How many distinct values there are, nearly, in little memory: HyperLogLog++ by S. Heule, M. Nunkesser and A. Hall, "HyperLogLog in
// Practice" (2013). Registers, hashes and the estimates for few and for many values are those of Spark, so that the numbers are the same.
// Between them the paper corrects a bias by tables of measurements; here the estimate there is that of O. Ertl, "New cardinality
// estimation algorithms for HyperLogLog sketches" (2017), which has no such bias. Whoever adds a value brings its hash.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/state/codec.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice {

/// A sketch of `2^precision` registers of one byte, made once; adding and merging allocate nothing. The relative standard error is about
/// 1.04 / sqrt(2^precision).
///
/// `Precision` other than 0 is that of all of this type: the registers then lie in the object itself, where a group's state does, which
/// saves a way to the memory for each value.
template <unsigned Precision = 0>
class basic_hyperloglog {
 public:
  static constexpr unsigned least_precision = 4;
  static constexpr unsigned greatest_precision = 24;

  basic_hyperloglog() = default;
  explicit basic_hyperloglog(unsigned precision) {
    if constexpr (Precision == 0) registers_.resize(std::size_t{1} << precision);
  }

  /// The least precision whose error is at most `error`; one above the greatest there is if none has.
  [[nodiscard]] static constexpr unsigned precision_for(double error) {
    unsigned precision = least_precision;
    double registers = 16;
    for (; precision <= greatest_precision && 1.106 * 1.106 > error * error * registers; ++precision) registers *= 2;
    return precision;
  }
  [[nodiscard]] unsigned precision() const { return static_cast<unsigned>(std::countr_zero(registers_.size())); }

  /// Counts a value by its hash, all of whose 64 bits must be usable. A few nanoseconds.
  void add(std::uint64_t hash) {
    unsigned const bits = precision();
    // The register by the high bits; the rank is that of the first one among the others, behind which a one is put.
    std::uint64_t const rest = hash << bits | std::uint64_t{1} << (bits - 1);
    auto const rank = static_cast<char>(std::countl_zero(rest) + 1);
    char& kept = registers_[static_cast<std::size_t>(hash >> (64 - bits))];
    kept = std::max(kept, rank);
  }

  /// Counts what another sketch of the same precision has counted.
  void add(basic_hyperloglog const& other) {
    if (other.registers_.size() != registers_.size()) {
      throw checkpoint_error({error_code::state_value_incompatible, "approx_count_distinct", "sketches of different errors cannot be joined", "",
                              "Keep relative_sd as it was, or start with a new checkpoint"});
    }
    for (std::size_t i = 0; i < registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
  }

  /// The number of distinct values. Walks all registers, quickly as long as many of them are empty.
  [[nodiscard]] std::int64_t estimate() const {
    double const many = static_cast<double>(registers_.size());
    auto const empty = static_cast<double>(std::count(registers_.begin(), registers_.end(), '\0'));
    double const few = empty > 0 ? many * std::log(many / empty) : 0;
    if (empty > 0 && precision() < 19 && few <= threshold(precision())) return rounded(few);
    std::array<std::uint32_t, 66> const ranks = count_ranks();
    double inverse = 0;
    for (std::size_t rank = ranks.size(); rank-- > 0;) inverse = 0.5 * inverse + static_cast<double>(ranks[rank]);
    double const raw = alpha(many) * many * many / inverse;
    if (empty > 0 && raw <= 2.5 * many) return rounded(few);
    return rounded(precision() < 19 && raw < 5 * many ? unbiased(ranks, many) : raw);
  }

  // Its form in a checkpoint.
  static constexpr std::string_view state_type = "hyperloglog xxhash64 42";
  void append_state(std::string& out) const { detail::append_sized(out, {registers_.data(), registers_.size()}); }
  static basic_hyperloglog read_state(state_reader& in) {
    std::string_view const kept = in.take(in.length());
    basic_hyperloglog found;
    if constexpr (Precision == 0) found.registers_ = kept;
    bool const sized = found.registers_.size() == kept.size() && std::has_single_bit(kept.size());
    if (!sized || found.precision() < least_precision || found.precision() > greatest_precision)
      state_reader::fail("a sketch has " + std::to_string(kept.size()) + " registers");
    std::copy(kept.begin(), kept.end(), found.registers_.begin());
    for (char const rank : found.registers_)
      if (rank < 0 || rank > 65) state_reader::fail("a sketch has a rank that no hash gives");
    return found;
  }

 private:
  [[nodiscard]] static std::int64_t rounded(double estimate) { return static_cast<std::int64_t>(std::floor(estimate + 0.5)); }

  [[nodiscard]] static double alpha(double many) {
    if (many <= 16) return 0.673;
    if (many <= 32) return 0.697;
    if (many <= 64) return 0.709;
    return 0.7213 / (1 + 1.079 / many);
  }
  /// Up to where counting empty registers is the better estimate, by the paper's measurements.
  [[nodiscard]] static double threshold(unsigned precision) {
    constexpr std::array<double, 15> measured{10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11500, 20000, 50000, 120000, 350000};
    return measured[precision - least_precision];
  }

  [[nodiscard]] std::array<std::uint32_t, 66> count_ranks() const {
    std::array<std::uint32_t, 66> ranks{};
    for (char const rank : registers_) ++ranks[static_cast<unsigned char>(rank)];
    return ranks;
  }

  /// Ertl's estimate: registers that are empty, or as full as can be, are weighed by how they come about.
  [[nodiscard]] double unbiased(std::array<std::uint32_t, 66> const& ranks, double many) const {
    std::size_t const most = 65 - precision();
    double sum = many * share_of_full(1 - static_cast<double>(ranks[most]) / many);
    for (std::size_t rank = most - 1; rank >= 1; --rank) sum = 0.5 * (sum + static_cast<double>(ranks[rank]));
    sum += many * share_of_empty(static_cast<double>(ranks[0]) / many);
    constexpr double alpha_of_infinity = 0.72134752044448170368;  // 1 / (2 ln 2)
    return alpha_of_infinity * many * many / sum;
  }
  [[nodiscard]] static double share_of_full(double share) {
    if (share <= 0 || share >= 1) return 0;
    double weight = 1;
    double sum = 1 - share;
    for (double before = 0; sum != before;) {
      share = std::sqrt(share);
      before = sum;
      weight *= 0.5;
      sum -= (1 - share) * (1 - share) * weight;
    }
    return sum / 3;
  }
  [[nodiscard]] static double share_of_empty(double share) {
    if (share >= 1) return std::numeric_limits<double>::infinity();
    double weight = 1;
    double sum = share;
    for (double before = -1; sum != before;) {
      share *= share;
      before = sum;
      sum += share * weight;
      weight *= 2;
    }
    return sum;
  }

  std::conditional_t<Precision == 0, std::string, std::array<char, std::size_t{1} << Precision>> registers_{};
};

/// The sketch whose precision is chosen when the query is built.
using hyperloglog = basic_hyperloglog<>;

}  // namespace sluice
