// SPDX-License-Identifier: Apache-2.0
// Processes to be killed: this test binary, started anew, running one hidden test case. Forking alone will not do, since a process with
// threads, which librdkafka and Arrow have, may do little after a fork.
#pragma once

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace support {

/// A child that runs the hidden test case `name`, and finds `task` in SLUICE_TEST_CHILD. With `dies_at`, it kills itself at that step.
class child_process {
 public:
  child_process(std::string const& name, std::string const& task, unsigned dies_at = 0) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
    told_ = ends[0];
    ::setenv("SLUICE_TEST_CHILD", task.c_str(), 1);
    ::setenv("SLUICE_TEST_CHILD_DIES_AT", std::to_string(dies_at).c_str(), 1);
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], pipe_to_parent);  // which has no O_CLOEXEC
      ::execl("/proc/self/exe", "child", name.c_str(), "--reporter", "compact", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::unsetenv("SLUICE_TEST_CHILD");
    ::unsetenv("SLUICE_TEST_CHILD_DIES_AT");
    ::close(ends[1]);
    if (process_ < 0) throw std::runtime_error("no process can be started");
  }
  ~child_process() {
    if (process_ > 0) {
      kill();
      reap();
    }
    ::close(told_);
  }
  child_process(child_process const&) = delete;
  child_process& operator=(child_process const&) = delete;

  void kill() const { ::kill(process_, SIGKILL); }
  [[nodiscard]] bool has_ended() const {
    siginfo_t found{};
    return ::waitid(P_PID, static_cast<id_t>(process_), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_pid == process_;
  }
  /// Waits until the child has told so many steps since the last call; false if it ended before.
  bool wait_for_steps(unsigned count) const {
    char step = 0;
    for (; count > 0; --count)
      if (::read(told_, &step, 1) != 1) return false;
    return true;
  }
  /// True if it ended by itself and its test case passed; false if it was killed. Throws if it failed.
  [[nodiscard]] bool wait() {
    int const status = reap();
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    throw std::runtime_error("the child failed with status " + std::to_string(status));
  }

  /// In the child: what it is to do. Empty elsewhere.
  [[nodiscard]] static std::string task() {
    char const* const found = std::getenv("SLUICE_TEST_CHILD");
    return found == nullptr ? std::string{} : found;
  }
  /// In the child: tells the parent of a step that is about to be made, or dies of it. Waits if the parent has not read thousands of them.
  static void tell_step() {
    static std::atomic<unsigned> steps{0};
    static char const* const dies_at = std::getenv("SLUICE_TEST_CHILD_DIES_AT");
    if (dies_at != nullptr && ++steps == static_cast<unsigned>(std::atoi(dies_at))) {
      ::kill(::getpid(), SIGKILL);
      for (;;) ::pause();
    }
    static_cast<void>(!::write(pipe_to_parent, ".", 1));
  }

 private:
  static constexpr int pipe_to_parent = 200;  // beyond what a test has open

  int reap() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    return status;
  }

  pid_t process_ = 0;
  int told_ = -1;
};

}  // namespace support
