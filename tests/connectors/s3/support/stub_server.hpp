// SPDX-License-Identifier: Apache-2.0
// An HTTP server that answers each request as the test says, for what a real one does too seldom: lost answers, overload, conflicts.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace support {

struct stub_request {
  std::string line;     ///< "PUT /bucket/key HTTP/1.1"
  std::string headers;  ///< in lower case
  std::string body;

  /// The value of a header; empty if it has none.
  [[nodiscard]] std::string header(std::string const& name) const {
    auto const at = headers.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    auto const start = at + name.size() + 4;
    return headers.substr(start, headers.find("\r\n", start) - start);
  }
};

/// Answers the n-th request, from 0, with what `reply` returns: "200 OK\r\nETag: x\r\n\r\nbody" without its length; an empty text closes the
/// connection without an answer.
class stub_server {
 public:
  using reply = std::function<std::string(std::size_t, stub_request const&)>;

  explicit stub_server(reply answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 8) != 0 || ::getsockname(listener_, plain, &size) != 0)
      throw std::runtime_error("the stub server cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  stub_server(stub_server const&) = delete;
  stub_server& operator=(stub_server const&) = delete;
  ~stub_server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::vector<stub_request> requests() const {
    std::lock_guard const lock(guard_);
    return requests_;
  }

 private:
  void serve() {
    while (true) {
      int const connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      stub_request request = receive(connection);
      std::size_t number = 0;
      {
        std::lock_guard const lock(guard_);
        number = requests_.size();
        requests_.push_back(request);
      }
      std::string text = answer_(number, request);
      if (!text.empty()) {
        auto const body = text.size() - (text.find("\r\n\r\n") + 4);
        text.insert(text.find("\r\n"), "\r\nConnection: close\r\nContent-Length: " + std::to_string(body));
        text.insert(0, "HTTP/1.1 ");
        (void)!::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
      }
      ::close(connection);
    }
  }
  static stub_request receive(int connection) {
    std::string text;
    char buffer[4096];
    std::size_t head = std::string::npos, wanted = 0;
    while (head == std::string::npos || text.size() < wanted) {
      auto const got = ::recv(connection, buffer, sizeof(buffer), 0);
      if (got <= 0) break;
      text.append(buffer, static_cast<std::size_t>(got));
      if (head == std::string::npos && (head = text.find("\r\n\r\n")) != std::string::npos) {
        std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(head), text.begin(), [](char letter) {
          return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        });
        auto const length = text.find("content-length: ");
        wanted = head + 4 + (length < head ? std::stoul(text.substr(length + 16)) : 0);
      }
    }
    if (head == std::string::npos) return {};
    auto const line = text.find("\r\n");
    return {text.substr(0, line), text.substr(line, head + 2 - line), text.substr(head + 4)};
  }

  reply answer_;
  int listener_;
  unsigned port_ = 0;
  mutable std::mutex guard_;
  std::vector<stub_request> requests_;
  std::thread thread_;
};

}  // namespace support
