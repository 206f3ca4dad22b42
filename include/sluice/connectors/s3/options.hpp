// SPDX-License-Identifier: Apache-2.0
// Where an S3 service is and who asks it. What is not given comes from the environment and from the profile files that all AWS tools
// share, so that a program which works with `aws s3 ls` works here.
#pragma once

#include <sluice/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::s3 {

/// `s3::options{.endpoint = "http://127.0.0.1:9000"}`. Empty fields are looked up when the storage is opened, see `resolved`.
struct options {
  std::string endpoint{};       ///< "https://host:port" of a service that is not AWS; asked by path, bucket first
  std::string region{};         ///< "us-east-1" when none is found
  std::string access_key{};
  std::string secret_key{};
  std::string session_token{};  ///< of temporary credentials
  std::string profile{};        ///< in the profile files; "default" when none is named
  int attempts = 6;             ///< for one request, with growing pauses between them
  std::chrono::milliseconds first_pause{100};  ///< before the second attempt; doubled each time
  std::chrono::seconds timeout{60};            ///< of one attempt without progress
  std::chrono::milliseconds lease{30'000};     ///< how long a crashed holder of a lock keeps others out
};

namespace detail {

inline std::string environment(char const* name) {
  char const* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

inline std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The settings of one section, `[name]`, of a profile file; none if there is no such file or section.
inline std::map<std::string, std::string, std::less<>> profile_section(std::string const& path, std::string_view name) {
  std::map<std::string, std::string, std::less<>> settings;
  std::ifstream file{path};
  bool wanted = false;
  for (std::string line; std::getline(file, line);) {
    auto const text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') continue;
    if (text.front() == '[') {
      auto section = trimmed(text.substr(1, text.find(']') - 1));
      // The config file says [profile x], the credentials file [x].
      if (section.starts_with("profile ")) section = trimmed(section.substr(8));
      wanted = section == name;
    } else if (auto const equals = text.find('='); wanted && equals != std::string_view::npos) {
      settings.insert_or_assign(std::string{trimmed(text.substr(0, equals))}, std::string{trimmed(text.substr(equals + 1))});
    }
  }
  return settings;
}

}  // namespace detail

/// The options with every empty field filled in: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or
/// AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, AWS_PROFILE, then `~/.aws/credentials` and `~/.aws/config` or the files that
/// AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name. Throws option_error if no credentials are found.
[[nodiscard]] inline options resolved(options given) {
  using detail::environment;
  auto const fill = [](std::string& field, std::string found) {
    if (field.empty()) field = std::move(found);
  };
  // Keys belong together: a key from here is never joined with a secret from there.
  if (given.access_key.empty() && given.profile.empty()) {
    given.access_key = environment("AWS_ACCESS_KEY_ID");
    given.secret_key = environment("AWS_SECRET_ACCESS_KEY");
    given.session_token = environment("AWS_SESSION_TOKEN");
  }
  fill(given.region, environment("AWS_REGION"));
  fill(given.region, environment("AWS_DEFAULT_REGION"));
  fill(given.endpoint, environment("AWS_ENDPOINT_URL_S3"));
  fill(given.endpoint, environment("AWS_ENDPOINT_URL"));
  fill(given.profile, environment("AWS_PROFILE"));
  fill(given.profile, "default");

  std::string const home = environment("HOME") + "/.aws/";
  std::string credentials = environment("AWS_SHARED_CREDENTIALS_FILE"), config = environment("AWS_CONFIG_FILE");
  fill(credentials, home + "credentials");
  fill(config, home + "config");
  for (auto const& file : {credentials, config}) {
    auto const settings = detail::profile_section(file, given.profile);
    auto const setting = [&](std::string_view name) {
      auto const found = settings.find(name);
      return found == settings.end() ? std::string{} : found->second;
    };
    if (given.access_key.empty() && !setting("aws_access_key_id").empty()) {
      given.access_key = setting("aws_access_key_id");
      given.secret_key = setting("aws_secret_access_key");
      given.session_token = setting("aws_session_token");
    }
    fill(given.region, setting("region"));
    fill(given.endpoint, setting("endpoint_url"));
  }
  fill(given.region, "us-east-1");
  while (given.endpoint.ends_with('/')) given.endpoint.pop_back();
  if (given.access_key.empty() || given.secret_key.empty())
    throw option_error("S3 credentials", given.access_key.empty() ? "no access key was found" : "there is an access key without a secret key",
                       "profile " + given.profile, "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials in AWS_PROFILE");
  if (!given.endpoint.empty() && !given.endpoint.starts_with("http://") && !given.endpoint.starts_with("https://"))
    throw option_error("S3 endpoint", "it must begin with http:// or https://", given.endpoint, "");
  if (given.attempts < 1) throw option_error("S3 attempts", "there must be at least one", std::to_string(given.attempts), "");
  if (given.lease.count() < 100) throw option_error("S3 lease", "it must be at least 100 ms", std::to_string(given.lease.count()), "The default is 30 s");
  return given;
}

}  // namespace sluice::s3
