// SPDX-License-Identifier: Apache-2.0
// expect: foreach_batch needs a callable that takes the rows and the number of the batch
// max-lines: 9
#include <sluice/connectors/foreach/foreach.hpp>
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | write_stream(foreach_batch([](auto const&, std::uint64_t) {})) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(foreach_batch([](auto const&) {})) | start();
  query.stop();
}
#endif
