// SPDX-License-Identifier: Apache-2.0
// expect: files of text have one column, value
// max-lines: 9
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include <string>

struct log_line {
  std::string value;
  int month;
};
SLUICE_RECORD(log_line, value, month);

void right() {
  static_cast<void>(sluice::read(sluice::text::files_of<log_line, sluice::files::partitioned_by<"month">>{.path = "/logs"}));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(sluice::read(sluice::text::files_of<log_line>{.path = "/logs"}));
}
#endif
