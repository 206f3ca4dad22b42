// SPDX-License-Identifier: Apache-2.0
// expect: foreach_row needs a callable that takes a row
// max-lines: 45
#include <sluice/connectors/foreach/foreach.hpp>
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | write_stream(foreach_row([](order const&) {})) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(foreach_row([](int) {})) | start();
  query.stop();
}
#endif
