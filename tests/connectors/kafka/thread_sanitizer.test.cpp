// SPDX-License-Identifier: Apache-2.0
// librdkafka may start its threads by C11's thrd_create, which the thread sanitizer of our compilers does not see: such threads
// crash at their first allocation. These definitions stand before the C library's and go through pthread_create, which it sees.

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SLUICE_UNDER_THREAD_SANITIZER
#endif
#endif
#if defined(__SANITIZE_THREAD__) && !defined(SLUICE_UNDER_THREAD_SANITIZER)
#define SLUICE_UNDER_THREAD_SANITIZER
#endif

#ifdef SLUICE_UNDER_THREAD_SANITIZER

#include <pthread.h>
#include <threads.h>

#include <cstdint>

namespace {

struct thread_start {
  thrd_start_t function;
  void* argument;
};

void* run(void* given) {
  thread_start const start = *static_cast<thread_start*>(given);
  delete static_cast<thread_start*>(given);
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(start.function(start.argument)));
}

}  // namespace

extern "C" int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto* const start = new thread_start{function, argument};
  if (pthread_create(thread, nullptr, &run, start) == 0) return thrd_success;
  delete start;
  return thrd_error;
}

extern "C" int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  if (pthread_join(thread, &returned) != 0) return thrd_error;
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
  return thrd_success;
}

#endif
