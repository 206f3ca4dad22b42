// SPDX-License-Identifier: Apache-2.0
// expect: folders are named by texts, numbers, days and times
// expect: partition_column_named<[^<]*fixed_string<6>{"words"}>
// max-lines: 9
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/operators/drop.hpp>
#include <sluice/query/write.hpp>

#include <string>
#include <vector>

struct book {
  std::string title;
  std::string shelf;
  std::vector<std::string> words;
};
SLUICE_RECORD(book, title, shelf, words);
std::vector<book> const books;

void right() {
  sluice::read(books) | sluice::drop<"words">() | sluice::write(sluice::csv::sink_by<"shelf">{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  sluice::read(books) | sluice::write(sluice::csv::sink_by<"words">{.path = "out"});
}
#endif
