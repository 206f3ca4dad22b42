// SPDX-License-Identifier: Apache-2.0
// expect: a file sink needs a column that is not in the names of its folders
// max-lines: 9
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/query/write.hpp>

#include <string>
#include <vector>

struct word {
  std::string text;
  int length;
};
SLUICE_RECORD(word, text, length);
std::vector<word> const words;

void right() {
  sluice::read(words) | sluice::write(sluice::csv::sink_by<"length">{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  sluice::read(words) | sluice::write(sluice::csv::sink_by<"length", "text">{.path = "out"});
}
#endif
