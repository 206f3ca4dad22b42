// SPDX-License-Identifier: Apache-2.0
// Processes to be killed: this test binary, started anew, running one hidden test case. Forking alone will not do, since a process with
// threads, which librdkafka has, may do little after a fork.
#pragma once

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace sluice::kafka_test {

/// A child that runs the hidden test case `name`, and finds `task` in SLUICE_TEST_CHILD.
class child_process {
 public:
  child_process(std::string const& name, std::string const& task) {
    ::setenv("SLUICE_TEST_CHILD", task.c_str(), 1);
    process_ = ::fork();
    if (process_ == 0) {
      ::execl("/proc/self/exe", "child", name.c_str(), "--reporter", "compact", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::unsetenv("SLUICE_TEST_CHILD");
    if (process_ < 0) throw std::runtime_error("no process can be started");
  }
  ~child_process() {
    if (process_ > 0) {
      kill();
      static_cast<void>(wait());
    }
  }
  child_process(child_process const&) = delete;
  child_process& operator=(child_process const&) = delete;

  void kill() const { ::kill(process_, SIGKILL); }
  [[nodiscard]] bool has_ended() const {
    siginfo_t found{};
    return ::waitid(P_PID, static_cast<id_t>(process_), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_pid == process_;
  }
  /// True if it ended by itself and its test case passed; false if it was killed. Throws if it failed.
  [[nodiscard]] bool wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    throw std::runtime_error("the child failed with status " + std::to_string(status));
  }

  /// In the child: what it is to do. Empty elsewhere.
  [[nodiscard]] static std::string task() {
    char const* const found = std::getenv("SLUICE_TEST_CHILD");
    return found == nullptr ? std::string{} : found;
  }

 private:
  pid_t process_ = 0;
};

}  // namespace sluice::kafka_test
