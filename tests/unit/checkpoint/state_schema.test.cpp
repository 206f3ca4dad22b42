// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint/state_schema.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace sluice;
using Catch::Matchers::Contains;

namespace {

state_schema sums() {
  return {"aggregate", {{"window", "struct<timestamp,timestamp>"}, {"customer", "string?"}}, {{"sum(amount)", "double"}, {"count", "long"}}, {{"window", "10 minutes"}}};
}

}  // namespace

TEST_CASE("a schema of state is compared field by field (semantics 12.3)") {
  state_schema wanted = sums();
  CHECK(compare(sums(), wanted).sentence.empty());
  CHECK(fingerprint(sums()) == fingerprint(wanted));

  SECTION("names may change") {
    wanted.key[1].name = "client";
    CHECK(compare(sums(), wanted).sentence.empty());
    CHECK(fingerprint(sums()) == fingerprint(wanted));
  }
  SECTION("a key's type may not") {
    wanted.key[1] = {"client", "long"};
    auto const found = compare(sums(), wanted);
    CHECK(found.code == error_code::state_key_incompatible);
    CHECK(found.sentence == "key field 2 client is long now, and customer was string?");
    CHECK(fingerprint(sums()) != fingerprint(wanted));
  }
  SECTION("nor the fields of a value") {
    wanted.value = {{"sum(amount)", "long"}};
    auto const found = compare(sums(), wanted);
    CHECK(found.code == error_code::state_value_incompatible);
    CHECK(found.sentence == "value field 1 sum(amount) is long now, and was double; value field 2 count (long) is no longer there");
    wanted = sums();
    wanted.value.push_back({"max(amount)", "double?"});
    CHECK(compare(sums(), wanted).sentence == "value field 3 max(amount) (double?) is new");
    CHECK(fingerprint(sums()) != fingerprint(wanted));
  }
  SECTION("a field moved from the value to the key is another schema") {
    wanted.key.push_back(wanted.value.front());
    wanted.value.erase(wanted.value.begin());
    CHECK(fingerprint(sums()) != fingerprint(wanted));
  }
  SECTION("nor a setting, which Spark does not notice (semantics 22)") {
    wanted.settings = {{"window", "5 minutes"}, {"slide", "1 minute"}};
    auto const found = compare(sums(), wanted);
    CHECK(found.code == error_code::state_operator_mismatch);
    CHECK(found.sentence == "slide is 1 minute now, and was not set; window is 5 minutes now, and was 10 minutes");
  }
  SECTION("nor the operator") {
    wanted.operator_name = "deduplicate";
    CHECK(compare(sums(), wanted).sentence == "the state is of the operator aggregate, and the query has deduplicate in its place");
  }
}

TEST_CASE("the schemas of a query are kept in its checkpoint and guard it") {
  testing::memory_storage files;
  std::map<std::string, state_schema> wanted{{"0", sums()}, {"distinct", {"deduplicate", {{"a \"b\"", "long"}}, {}, {}}}};
  keep_state_schemas(files, {{"0", {"other", {}, {}, {}}}}, false);
  keep_state_schemas(files, wanted, false);
  CHECK_NOTHROW(keep_state_schemas(files, wanted, true));
  CHECK(files.read("state/0/_metadata/schema") ==
        "v1\n"
        R"({"operator":"aggregate","key":[{"name":"window","type":"struct<timestamp,timestamp>"},{"name":"customer","type":"string?"}],)"
        R"json("value":[{"name":"sum(amount)","type":"double"},{"name":"count","type":"long"}],"settings":{"window":"10 minutes"}})json");

  SECTION("a changed operator") {
    wanted["0"].key.pop_back();
    CHECK_THROWS_WITH(keep_state_schemas(files, wanted, true),
                      Contains("[STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE] memory:/state/0/_metadata/schema: key field 2 customer (string?) is no longer there") &&
                          Contains("start with a new checkpoint"));
  }
  SECTION("a new operator") {
    wanted["1"] = sums();
    CHECK_THROWS_WITH(keep_state_schemas(files, wanted, true),
                      Contains("[STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA]") && Contains("the checkpoint has no state of the operator aggregate"));
  }
  SECTION("an operator that is gone") {
    wanted.erase("distinct");
    CHECK_THROWS_WITH(keep_state_schemas(files, wanted, true),
                      Contains("memory:/state/distinct/_metadata/schema") && Contains("state of the operator deduplicate, which the query no longer has"));
  }
  SECTION("a damaged description") {
    files.overwrite("state/0/_metadata/schema", "v1\n{\"operator\":");
    CHECK_THROWS_WITH(keep_state_schemas(files, wanted, true), Contains("[CHECKPOINT_CORRUPT] memory:/state/0/_metadata/schema"));
  }
}
