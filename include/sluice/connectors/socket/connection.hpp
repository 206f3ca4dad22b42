// SPDX-License-Identifier: Apache-2.0
// A TCP connection that yields lines: owns its descriptor, connects within a bounded time, and can be woken from another thread. No streaming word
// in it.
#pragma once

#include <sluice/base/error.hpp>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::socket {

/// A file descriptor that is closed when its owner goes.
class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

namespace detail {

/// Waits until a descriptor is ready for `events`; false after `milliseconds`.
inline bool wait_for(int number, short events, int milliseconds) {
  pollfd waiting{number, events, 0};
  for (;;) {
    int const ready = ::poll(&waiting, 1, milliseconds);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

/// One attempt to connect; on failure errno's text is in `problem`.
inline descriptor connect_to(addrinfo const& address, std::chrono::milliseconds timeout, std::string& problem) {
  descriptor made{::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.ai_protocol)};
  int failure = errno;
  if (made) {
    failure = ::connect(made.get(), address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (failure == EINPROGRESS) {
      socklen_t size = sizeof(failure);
      if (!wait_for(made.get(), POLLOUT, static_cast<int>(timeout.count()))) failure = ETIMEDOUT;
      else if (::getsockopt(made.get(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0) failure = errno;
    }
    if (failure == 0) return made;
  }
  problem = std::strerror(failure);
  return {};
}

}  // namespace detail

/// Connects to the first address of a host that answers. Throws source_error with code address_unreachable if none does.
[[nodiscard]] inline descriptor connect(std::string const& host, int port, std::chrono::milliseconds timeout) {
  std::string const place = host + ":" + std::to_string(port);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  int const looked_up = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (looked_up != 0) {
    throw source_error({error_code::address_unreachable, "socket " + place, "the host's name cannot be resolved",
                        ::gai_strerror(looked_up), "Check the host"});
  }
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> const addresses{found, &::freeaddrinfo};
  std::string problem = "no address";
  for (addrinfo const* address = found; address != nullptr; address = address->ai_next)
    if (descriptor made = detail::connect_to(*address, timeout, problem)) return made;
  throw source_error({error_code::address_unreachable, "socket " + place, "nobody listens there", problem,
                      "Start a server first, for example: nc -lk " + std::to_string(port)});
}

}  // namespace sluice::socket
