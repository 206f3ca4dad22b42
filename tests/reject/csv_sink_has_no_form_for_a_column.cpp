// SPDX-License-Identifier: Apache-2.0
// expect: CSV has no form for arrays, maps and records
// max-lines: 9
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/operators/drop.hpp>
#include <sluice/query/write.hpp>

#include <string>
#include <vector>

struct book {
  std::string title;
  std::vector<std::string> words;
};
SLUICE_RECORD(book, title, words);
std::vector<book> const books;

void right() {
  sluice::read(books) | sluice::drop<"words">() | sluice::write(sluice::csv::sink{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  sluice::read(books) | sluice::write(sluice::csv::sink{.path = "out"});
}
#endif
