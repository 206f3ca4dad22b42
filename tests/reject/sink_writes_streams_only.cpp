// SPDX-License-Identifier: Apache-2.0
// expect: this sink writes each batch of a stream once by its checkpoint, and a batch query has none
// expect: written_to<once_only>
// max-lines: 9
#include <sluice/query/write.hpp>

#include <support/order_stream.hpp>

struct once_only : any_sink {
  static constexpr sluice::sink_traits traits{.name = "once only", .needs_checkpoint = true};
};

void right() {
  read(orders) | write(any_sink{});
}
#ifdef SLUICE_REJECT
void wrong() {
  read(orders) | where(col<"amount"> > 1) | write(once_only{});
}
#endif
