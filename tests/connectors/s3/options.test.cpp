// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/s3/options.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace sluice;
using Catch::Matchers::Contains;

namespace {

// A home of its own and none of the variables that are looked at.
struct clean_environment {
  support::temporary_folder home;

  clean_environment() {
    for (auto const* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
                             "AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"})
      ::unsetenv(name);
    set("HOME", home.path());
  }
  static void set(char const* name, std::string const& value) { ::setenv(name, value.c_str(), 1); }
};

}  // namespace

TEST_CASE("options for S3 come from the program, then the environment, then the profile files") {
  clean_environment environment;
  CHECK_THROWS_WITH(s3::resolved({}), Contains("no access key was found") && Contains("AWS_ACCESS_KEY_ID") && Contains("profile default"));

  environment.set("AWS_SHARED_CREDENTIALS_FILE", environment.home / "credentials");
  environment.set("AWS_CONFIG_FILE", environment.home / "config");
  std::ofstream{environment.home / "credentials"} << "# keys\n[default]\naws_access_key_id = file key\naws_secret_access_key=file secret\r\n"
                                                     "[other]\naws_access_key_id=other key\naws_secret_access_key=other secret\naws_session_token=other token\n";
  std::ofstream{environment.home / "config"} << "[default]\nregion = eu-west-1\n\n[profile other]\nregion=eu-west-2\nendpoint_url = https://s3.example.org/\n";
  auto found = s3::resolved({});
  CHECK(found.access_key == "file key");
  CHECK(found.secret_key == "file secret");
  CHECK(found.session_token.empty());
  CHECK(found.region == "eu-west-1");
  CHECK(found.endpoint.empty());

  environment.set("AWS_PROFILE", "other");
  found = s3::resolved({});
  CHECK(found.access_key == "other key");
  CHECK(found.session_token == "other token");
  CHECK(found.region == "eu-west-2");
  CHECK(found.endpoint == "https://s3.example.org");

  environment.set("AWS_ACCESS_KEY_ID", "variable key");
  environment.set("AWS_SECRET_ACCESS_KEY", "variable secret");
  environment.set("AWS_DEFAULT_REGION", "variable-region");
  environment.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9000/");
  found = s3::resolved({});
  CHECK(found.access_key == "variable key");
  CHECK(found.session_token.empty());
  CHECK(found.region == "variable-region");
  CHECK(found.endpoint == "http://127.0.0.1:9000");
  CHECK(s3::resolved({.profile = "other"}).access_key == "other key");

  found = s3::resolved({.endpoint = "https://given", .region = "given", .access_key = "a", .secret_key = "b"});
  CHECK(found.endpoint == "https://given");
  CHECK(found.region == "given");
  CHECK(found.access_key == "a");
}

TEST_CASE("options for S3 that cannot work are refused") {
  clean_environment environment;
  s3::options given;
  given.access_key = "a";
  CHECK_THROWS_WITH(s3::resolved(given), Contains("an access key without a secret key"));
  given.secret_key = "b";
  CHECK(s3::resolved(given).region == "us-east-1");
  given.endpoint = "localhost:9000";
  CHECK_THROWS_WITH(s3::resolved(given), Contains("http://") && Contains("localhost:9000"));
  given.endpoint.clear();
  given.attempts = 0;
  CHECK_THROWS_WITH(s3::resolved(given), Contains("S3 attempts"));
  given.attempts = 1;
  given.lease = std::chrono::milliseconds{1};
  CHECK_THROWS_WITH(s3::resolved(given), Contains("S3 lease"));
}
