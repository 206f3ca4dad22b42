// SPDX-License-Identifier: Apache-2.0
// One fragment over one folder of CSV files, first in batch, then as a stream, a file at a time; the totals must agree. `incoming [folder]`;
// without a folder it makes one.
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace {

using namespace sluice;

struct order {
  std::string order_id;
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, order_id, customer, amount);

/// What each customer spent on orders that are not trifles.
constexpr auto spent = where(col<"amount"> >= 1.0) | group_by<"customer">() | aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

struct total {
  std::string customer;
  double total;
  std::int64_t orders;
};
SLUICE_RECORD(total, customer, total, orders);

/// Totals by customer.
std::map<std::string, total> by_customer(std::vector<total> const& rows) {
  std::map<std::string, total> totals;
  for (auto const& row : rows) totals[row.customer] = row;
  return totals;
}

std::string make_files() {
  auto const folder = std::filesystem::temp_directory_path() / "sluice_incoming";
  std::filesystem::create_directories(folder);
  char const* const customers[] = {"ann", "bob", "carla"};
  for (int file = 0; file < 4; ++file) {
    std::ofstream out{folder / (std::to_string(file) + ".csv")};
    out << "order_id,customer,amount\n";
    for (int line = 0; line < 100; ++line) out << file * 100 + line << ',' << customers[(file + line) % 3] << ',' << line * 0.25 << '\n';
  }
  return folder.string();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    csv::files<order> files{.path = argc > 1 ? argv[1] : make_files(), .header = true};

    auto const batch = by_customer(collect(read(files) | spent | as<total>()));

    files.watch.max_files_per_trigger = 1;
    memory_sink<total> table;
    auto query = read_stream(files) | spent | write_stream(table) | output_mode(complete) | trigger(available_now()) | start();
    query.await_termination();
    auto const stream = by_customer(table.rows());

    for (auto const& [customer, row] : batch) std::printf("%s: %.2f in %lld orders\n", customer.c_str(), row.total, static_cast<long long>(row.orders));
    bool equal = batch.size() == stream.size();
    for (auto const& [customer, row] : batch) {
      auto const found = stream.find(customer);
      equal = equal && found != stream.end() && found->second.orders == row.orders && std::abs(found->second.total - row.total) < 1e-6;
    }
    std::printf("stream of %zu batches: %s\n", table.batch_count(), equal ? "the same totals" : "OTHER TOTALS");
    return equal ? 0 : 1;
  } catch (error const& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
