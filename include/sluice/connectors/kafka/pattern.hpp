// SPDX-License-Identifier: Apache-2.0
// Topic names by regular expression. POSIX extended syntax, matched against the whole name.
#pragma once

#include <sluice/base/error.hpp>

#include <regex.h>

#include <array>
#include <memory>
#include <string>

namespace sluice::kafka::detail {

class topic_pattern {
 public:
  /// Throws option_error if the pattern cannot be read.
  explicit topic_pattern(std::string const& pattern) {
    auto compiled = std::make_unique<regex_t>();
    int const code = regcomp(compiled.get(), ("^(" + pattern + ")$").c_str(), REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
      std::array<char, 256> text{};
      regerror(code, compiled.get(), text.data(), text.size());
      throw option_error("subscribe_pattern", text.data(), pattern, "Write a POSIX extended regular expression");
    }
    compiled_.reset(compiled.release());
  }

  [[nodiscard]] bool matches(std::string const& topic) const {
    return regexec(compiled_.get(), topic.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  struct deleter {
    void operator()(regex_t* compiled) const {
      regfree(compiled);
      delete compiled;
    }
  };
  std::unique_ptr<regex_t, deleter> compiled_;
};

}  // namespace sluice::kafka::detail
