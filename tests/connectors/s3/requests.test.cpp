// SPDX-License-Identifier: Apache-2.0
// What is asked of the service, and what is made of its answers.
#include <sluice/s3.hpp>

#include <connectors/s3/support/stub_server.hpp>

#include <catch2/catch.hpp>

#include <stdlib.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

using namespace sluice;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using support::stub_request;
using support::stub_server;

namespace {

s3::options at(stub_server const& server) {
  return {.endpoint = server.address(), .region = "eu-central-1", .access_key = "key", .secret_key = "secret", .session_token = "a token",
          .attempts = 4, .first_pause = 1ms, .timeout = 5s};
}

storage_ptr open(stub_server const& server) { return s3::open("s3://bucket/the prefix", at(server)); }

std::string failure(std::string const& status, std::string const& code) {
  return status + "\r\n\r\n<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>it &lt;says&gt; so</Message></Error>";
}

}  // namespace

TEST_CASE("a request is signed for its region, with the session's token and the condition") {
  stub_server const server{[](std::size_t, stub_request const&) { return "200 OK\r\n\r\n"; }};
  CHECK(open(server)->create("offsets/3", "content"));
  auto const request = server.requests().at(0);
  CHECK(request.line == "put /bucket/the%20prefix/offsets/3 http/1.1");
  CHECK(request.body == "content");
  CHECK(request.header("if-none-match") == "*");
  CHECK(request.header("x-amz-content-sha256") == "unsigned-payload");
  CHECK(request.header("x-amz-security-token") == "a token");
  CHECK_THAT(request.header("authorization"), Contains("credential=key/") && Contains("/eu-central-1/s3/aws4_request") &&
                                                  Contains("if-none-match") && Contains("x-amz-security-token") && Contains("x-amz-content-sha256"));
}

TEST_CASE("what passes is tried again") {
  std::string const answer = GENERATE(as<std::string>{}, "503 Slow Down\r\n\r\n", "500 Oops\r\n\r\n", "429 Too Many\r\n\r\n",
                                      "409 Conflict\r\n\r\n<Error><Code>ConditionalRequestConflict</Code></Error>", "");
  stub_server const server{[&](std::size_t number, stub_request const&) { return number < 3 ? answer : "200 OK\r\n\r\nit"; }};
  CHECK(open(server)->read("a") == "it");
  CHECK(server.requests().size() == 4);
}

TEST_CASE("what does not pass ends with an error after the attempts that were allowed") {
  SECTION("overload") {
    stub_server const server{[&](std::size_t, stub_request const&) { return failure("503 Slow Down", "SlowDown"); }};
    CHECK_THROWS_WITH(open(server)->overwrite("a", "1"), Contains("[STORAGE_FAILED] s3://bucket/the prefix/a: the object cannot be written: "
                                                                   "HTTP 503 SlowDown: it <says> so"));
    CHECK(server.requests().size() == 4);
  }
  SECTION("no service") {
    auto options = s3::options{.endpoint = "http://127.0.0.1:1", .access_key = "k", .secret_key = "s", .attempts = 2, .first_pause = 1ms};
    CHECK_THROWS_WITH(s3::open("s3://bucket", options)->read("a"),
                      Contains("s3://bucket/a") && Contains("127.0.0.1") && Contains("Check that http://127.0.0.1:1/bucket can be reached"));
  }
}

TEST_CASE("what no waiting repairs is not tried again") {
  stub_server const server{[&](std::size_t, stub_request const&) { return failure("403 Forbidden", "AccessDenied"); }};
  CHECK_THROWS_WITH(open(server)->list("offsets"), Contains("HTTP 403 AccessDenied") && Contains("Check the credentials"));
  CHECK(server.requests().size() == 1);
  stub_server const elsewhere{[&](std::size_t, stub_request const&) {
    return "301 Moved\r\nx-amz-bucket-region: us-west-2\r\n\r\n<Error><Code>PermanentRedirect</Code></Error>";
  }};
  CHECK_THROWS_WITH(open(elsewhere)->exists("a"), Contains("set AWS_REGION") && Contains("us-west-2"));
}

TEST_CASE("a create whose answer was lost is told from somebody else's") {
  std::string lost = GENERATE(as<std::string>{}, "", "500 Oops\r\n\r\n");
  bool const mine = GENERATE(true, false);
  std::string stored = "another writer's";
  stub_server const server{[&](std::size_t number, stub_request const& request) -> std::string {
    if (number == 0) {
      if (mine) stored = request.header("x-amz-meta-sluice-write");
      return lost;
    }
    if (number == 1) return "412 Precondition Failed\r\n\r\n";
    return "200 OK\r\nx-amz-meta-sluice-write: " + stored + "\r\n\r\n";
  }};
  CHECK(open(server)->create("offsets/3", "content") == mine);
  CHECK(server.requests().size() == 3);
  CHECK(server.requests().at(2).line.substr(0, 5) == "head ");
}

TEST_CASE("a create that is refused at once is not asked about") {
  stub_server const server{[](std::size_t, stub_request const&) { return "412 Precondition Failed\r\n\r\n"; }};
  CHECK_FALSE(open(server)->create("offsets/3", "content"));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("listings follow their continuation and undo both encodings of names") {
  stub_server const server{[](std::size_t number, stub_request const&) -> std::string {
    std::string const head = "200 OK\r\n\r\n<ListBucketResult><EncodingType>url</EncodingType>";
    if (number == 0)
      return head + "<IsTruncated>true</IsTruncated><NextContinuationToken>a+b/c==&amp;d</NextContinuationToken>"
                    "<Contents><Key>the+prefix/offsets/2</Key><Size>1</Size></Contents>"
                    "<Contents><Key>the%20prefix/offsets/.hidden</Key></Contents></ListBucketResult>";
    return head + "<IsTruncated>false</IsTruncated><Contents><Key>the%20prefix/offsets/a%26b%2B1</Key></Contents>"
                  "<Contents><Key>the%20prefix/offsets/</Key></Contents>"
                  "<CommonPrefixes><Prefix>the%20prefix/offsets/sub/</Prefix></CommonPrefixes></ListBucketResult>";
  }};
  CHECK(open(server)->list("offsets") == std::vector<std::string>{"2", "a&b+1", "sub/"});
  auto const requests = server.requests();
  CHECK(requests.at(0).line == "get /bucket?delimiter=%2f&encoding-type=url&list-type=2&prefix=the%20prefix%2foffsets%2f http/1.1");
  CHECK_THAT(requests.at(1).line, Contains("?continuation-token=a%2bb%2fc%3d%3d%26d&delimiter"));
}

TEST_CASE("locations in S3 are opened by their scheme, and checked") {
  setenv("AWS_ACCESS_KEY_ID", "k", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "s", 1);
  CHECK(open_storage("s3://my-bucket/a/b/")->describe("offsets/3") == "s3://my-bucket/a/b/offsets/3");
  CHECK(open_storage("s3a://my-bucket")->describe("x") == "s3://my-bucket/x");
  for (auto const* wrong : {"s3://", "s3:///a", "s3://UPPER/a", "s3://bucket/a//b", "s3://bucket/../b"})
    CHECK_THROWS_WITH(open_storage(wrong), Contains("[INVALID_OPTION]") && Contains(wrong) && Contains("Write s3://bucket/prefix"));
}
