// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/group_equal.hpp>
#include <sluice/base/hash.hpp>
#include <sluice/state/text_key.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

std::vector<std::string> texts_of_many_sizes() {
  std::vector<std::string> texts;
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string text(size, 'k');
    texts.push_back(text);
    if (size != 0) {
      text.back() = '\0';
      texts.push_back(text);
      text.front() = '\xff';
      texts.push_back(text);
    }
  }
  // Of one byte the last two coincide.
  return texts;
}

}  // namespace

TEST_CASE("a text key gives back the bytes it was made from") {
  for (auto const& text : texts_of_many_sizes()) {
    std::string source = text;
    text_key const key{text_view(source)};
    source.assign(source.size(), '?');  // the key owns its bytes
    CHECK(key.view() == text);
    CHECK(key.size() == text.size());
    CHECK(key.heap_bytes() == (text.size() > 15 ? text.size() : 0));
  }
}

TEST_CASE("text keys are equal exactly when their bytes are, and so are views") {
  auto const texts = texts_of_many_sizes();
  for (auto const& a : texts) {
    for (auto const& b : texts) {
      text_key const key{text_view(a)};
      CHECK((key == text_key(text_view(b))) == (a == b));
      CHECK((key == text_view(b)) == (a == b));
      CHECK((key == b) == (a == b));
      CHECK(group_equal(key, std::string_view(b)) == (a == b));
      CHECK((text_view(a) == text_view(b)) == (a == b));
    }
  }
}

TEST_CASE("a text key hashes as the same bytes in any other form") {
  for (auto const& text : texts_of_many_sizes()) {
    text_view const view = text;
    CHECK(view.hash() == hash_text(text));
    CHECK(text_key(view).hash() == hash_text(text));
    CHECK(hash_value(text_key(view)) == hash_value(std::string_view(text)));
    CHECK(hash_value(view) == hash_value(text));
  }
}

TEST_CASE("text keys copy and move like values") {
  for (std::string const text : {"short", "long enough to stand on the heap"}) {
    text_key first{text_view(text)};
    text_key copy = first;
    CHECK(copy == first);
    text_key moved = std::move(first);
    CHECK(moved.view() == text);
    copy = text_key();
    CHECK(copy.view().empty());
    copy = moved;
    copy = static_cast<text_key const&>(copy);
    CHECK(copy.view() == text);
    moved = std::move(copy);
    CHECK(moved.view() == text);
  }
}
