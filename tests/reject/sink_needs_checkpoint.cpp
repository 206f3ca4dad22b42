// SPDX-License-Identifier: Apache-2.0
// expect: this sink writes each batch once, which only a checkpoint can tell: add . checkpoint
// expect: into<once_only>
// max-lines: 9
#include <sluice/query/checkpoint.hpp>

#include <support/order_stream.hpp>

struct once_only : any_sink {
  static constexpr sluice::sink_traits traits{.name = "once only", .needs_checkpoint = true};
};

void right() {
  auto query = read_stream(order_stream) | write_stream(once_only{}) | checkpoint("checkpoints/orders") | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(once_only{}) | trigger(processing_time(1s)) | start();
  query.await_termination();
}
#endif
