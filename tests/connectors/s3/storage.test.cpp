// SPDX-License-Identifier: Apache-2.0
// Against a real server, which tests/support/s3_server starts.
#include <sluice/checkpoint/query_checkpoint.hpp>
#include <sluice/s3.hpp>

#include <connectors/s3/support/server.hpp>
#include <support/storage_conformance.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace sluice;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using support::on_server;

TEST_CASE("a bucket is a storage") {
  if (!support::has_server()) return;
  support::conforms([] {
    auto const location = support::new_place();
    return [location] { return s3::open(location, on_server()); };
  });
}

TEST_CASE("a listing longer than one answer is read to its end") {
  if (!support::has_server()) return;
  auto const files = s3::open(support::new_place(), on_server());
  support::names expected;
  for (int i = 1000; i < 2105; ++i) {
    expected.push_back(std::to_string(i));
    files->overwrite("offsets/" + expected.back(), "");
  }
  CHECK((files->list("offsets") == expected));
}

TEST_CASE("a query's checkpoint lives in a bucket") {
  if (!support::has_server()) return;
  auto const location = support::new_place();
  {
    query_checkpoint checkpoint{s3::open(location, on_server()), "the id"};
    checkpoint.plan(0, {0, 0, {}, {"5"}});
    checkpoint.commit(0, {7});
    checkpoint.plan(1, {7, 0, {}, {"9"}});
    CHECK_THROWS_WITH(checkpoint.plan(1, {7, 0, {}, {"10"}}), Contains("[CONCURRENT_STREAM_LOG_UPDATE] " + location + "/offsets/1"));
  }
  query_checkpoint checkpoint{s3::open(location, on_server()), "another id"};
  CHECK(checkpoint.id() == "the id");
  auto const point = checkpoint.recover(1);
  CHECK(point.next_batch == 1);
  CHECK(point.planned->offsets == std::vector<std::string>{"9"});
}

TEST_CASE("failures name bucket, key, status and code") {
  if (!support::has_server()) return;
  auto const missing = s3::open("s3://no-such-bucket-here/a/b", on_server());
  CHECK_THROWS_WITH(missing->create("x", "1"),
                    Contains("[STORAGE_FAILED] s3://no-such-bucket-here/a/b/x") && Contains("HTTP 404 NoSuchBucket") && Contains("Create the bucket first"));
  CHECK_THROWS_WITH(missing->read("x"), Contains("NoSuchBucket"));
  CHECK_THROWS_WITH(missing->list(""), Contains("NoSuchBucket"));
}

TEST_CASE("a wrong secret is refused, and the error asks for the credentials") {
  if (!support::has_server()) return;
  auto wrong = on_server();
  wrong.secret_key = "not the secret";
  auto const files = s3::open(support::new_place(), wrong);
  try {
    if (files->create("x", "1")) {
      WARN("SKIPPED: this server takes any signature");
      return;
    }
  } catch (storage_error const& refused) {
    CHECK_THAT(refused.what(), Contains("HTTP 403 SignatureDoesNotMatch") && Contains("Check the credentials"));
  }
}

TEST_CASE("the lock of a holder that no longer renews it is taken over after its lease") {
  if (!support::has_server()) return;
  auto const location = support::new_place();
  auto const files = s3::open(location, on_server());
  files->overwrite(".lock", R"({"holder":"process 7 on elsewhere","token":"dead","namespace":"elsewhere","process":7,"leaseMs":600})");
  auto const begun = std::chrono::steady_clock::now();
  auto const held = files->lock();
  CHECK(std::chrono::steady_clock::now() - begun >= 600ms);
  CHECK_NOTHROW(held->check());
}

TEST_CASE("the lock of a holder that died on this machine is taken over at once") {
  if (!support::has_server()) return;
  auto const files = s3::open(support::new_place(), on_server());
  s3::detail::lease_text dead{"process 1 on here", "dead", s3::detail::process_namespace(), 0x3fffffff, 3'600'000, 1};
  if (dead.namespace_.empty()) return;
  files->overwrite(".lock", dead.to_json());
  CHECK_NOTHROW(files->lock());
  dead.process = ::getpid();
  files->overwrite(".lock", dead.to_json());
  CHECK_NOTHROW(files->lock());
}

TEST_CASE("the lock of a holder that renews it is refused, and names the holder") {
  if (!support::has_server()) return;
  auto const files = s3::open(support::new_place(), on_server());
  std::atomic<bool> stop{false};
  std::atomic<int> renewals{0};
  std::thread other{[&] {
    while (!stop)
      files->overwrite(".lock", R"({"holder":"process 7 on elsewhere","token":"alive","leaseMs":800,"renewal":)" + std::to_string(++renewals) + "}");
  }};
  while (renewals < 2) std::this_thread::yield();
  CHECK_THROWS_WITH(files->lock(), Contains("[CHECKPOINT_IN_USE]") && Contains("process 7 on elsewhere"));
  stop = true;
  other.join();
}

TEST_CASE("a holder whose lock was taken over learns of it") {
  if (!support::has_server()) return;
  auto options = on_server();
  options.lease = 300ms;
  auto const files = s3::open(support::new_place(), options);
  auto const held = files->lock();
  CHECK_NOTHROW(held->check());
  files->overwrite(".lock", R"({"holder":"process 7 on elsewhere","token":"other","leaseMs":300})");
  bool told = false;
  auto const deadline = std::chrono::steady_clock::now() + 20s;
  while (!told && std::chrono::steady_clock::now() < deadline) {
    try {
      held->check();
      std::this_thread::yield();
    } catch (checkpoint_error const& lost) {
      told = lost.code() == error_code::checkpoint_in_use;
    }
  }
  CHECK(told);
}
