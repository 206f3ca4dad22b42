// SPDX-License-Identifier: Apache-2.0
// An example as a child process: its output is read through a pipe, and it is ended with the test.
#pragma once

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// Where an example lies: in the folder that SLUICE_EXAMPLES names, else beside the tests in the build. Empty, with a loud word, if this build
/// left it out.
inline std::string find_example(std::string const& name) {
  char const* const named = std::getenv("SLUICE_EXAMPLES");
  auto const folder = named != nullptr ? std::filesystem::path{named}
                                       : std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "examples";
  std::string path = (folder / name).string();
  if (std::filesystem::exists(path)) return path;
  WARN("SKIPPED: the example " + name + " is not built, since something it needs is missing");
  return {};
}

inline void write_file(std::string const& path, std::string const& text) { std::ofstream{path, std::ios::binary} << text; }

/// A running program. What it prints on both streams is in output().
class program {
 public:
  explicit program(std::string const& path, std::vector<std::string> const& arguments = {}) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
    std::vector<char*> words{const_cast<char*>(path.c_str())};
    for (auto const& one : arguments) words.push_back(const_cast<char*>(one.c_str()));
    words.push_back(nullptr);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(ends[1], 1);
      ::dup2(ends[1], 2);
      ::execv(path.c_str(), words.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    from_ = ends[0];
  }
  ~program() {
    if (id_ > 0) {
      ::kill(id_, SIGKILL);
      ::waitpid(id_, nullptr, 0);
    }
    ::close(from_);
  }
  program(program const&) = delete;
  program& operator=(program const&) = delete;

  /// Reads until the output contains a text; false if the program ends or a minute passes before.
  bool read_until(std::string const& text, std::chrono::milliseconds most = std::chrono::minutes{1}) {
    auto const end = std::chrono::steady_clock::now() + most;
    while (output_.find(text) == std::string::npos) {
      auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      if (left <= 0 || !read_some(static_cast<int>(left))) return false;
    }
    return true;
  }
  /// Reads to the end, and returns the exit status; -1 if it was killed by a signal or did not end within a minute.
  int wait() {
    auto const end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    for (;;) {
      auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      if (left <= 0) return -1;
      if (!read_some(static_cast<int>(left)) && ended_) break;
    }
    int status = 0;
    ::waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] std::string const& output() const { return output_; }

 private:
  bool read_some(int milliseconds) {
    pollfd waiting{from_, POLLIN, 0};
    if (::poll(&waiting, 1, milliseconds) <= 0) return false;
    char piece[4096];
    auto const size = ::read(from_, piece, sizeof piece);
    ended_ = size <= 0;
    if (size > 0) output_.append(piece, static_cast<std::size_t>(size));
    return size > 0;
  }

  pid_t id_ = -1;
  int from_ = -1;
  bool ended_ = false;
  std::string output_;
};

/// What an example prints that ends by itself; fails the test if it fails.
inline std::string output_of(std::string const& path, std::vector<std::string> const& arguments = {}) {
  program run{path, arguments};
  int const status = run.wait();
  INFO(run.output());
  CHECK(status == 0);
  return run.output();
}

/// The lines of a console batch: `Batch: <number>` in its frame, then the table.
inline std::string batch(int number, std::string const& table) {
  std::string const line(43, '-');
  return line + "\nBatch: " + std::to_string(number) + '\n' + line + '\n' + table + '\n';
}

}  // namespace support
