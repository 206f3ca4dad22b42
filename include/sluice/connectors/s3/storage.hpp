// SPDX-License-Identifier: Apache-2.0
// Checkpoints in an object store: `checkpoint("s3://bucket/prefix")`, for AWS and whatever speaks its protocol. A file is an object, put
// whole by one request; creating it is a put on the condition that there is none, which the service decides atomically.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/s3/client.hpp>
#include <sluice/connectors/s3/lease.hpp>
#include <sluice/connectors/s3/options.hpp>
#include <sluice/connectors/s3/xml.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::s3 {

/// The storage under a prefix of a bucket. The service must know conditional puts: AWS, MinIO and others do since 2024. Every request is
/// tried several times (options::attempts) before storage_error names bucket, key, HTTP status and S3's code.
class bucket_storage final : public storage {
 public:
  /// `prefix` may be empty. Throws option_error for options that cannot work; does no request.
  bucket_storage(std::string const& bucket, std::string prefix, options const& given = {})
      : client_(std::make_shared<client>(resolved(given), bucket)), prefix_(std::move(prefix)) {}

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override {
    std::string const key = key_of(path);
    // Tells this write from others with the same content, should its answer be lost.
    std::string const token = detail::random_token();
    auto const put = client_->send("PUT", key, {}, {"If-None-Match: *", std::string{token_header} + ": " + token}, content);
    if (put.last.succeeded()) return true;
    if (put.last.transport != CURLE_OK || put.last.status != 412) client_->raise(key, "the object cannot be created", put.last);
    if (!put.may_have_happened) return false;
    auto const head = client_->send("HEAD", key);
    if (!head.last.succeeded()) client_->raise(key, "it cannot be found out whether the object was created", head.last);
    return head.last.header(token_header) == token;
  }
  void overwrite(std::string_view path, std::string_view content) override {
    std::string const key = key_of(path);
    auto const put = client_->send("PUT", key, {}, {}, content);
    if (!put.last.succeeded()) client_->raise(key, "the object cannot be written", put.last);
  }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override {
    std::string const key = key_of(path);
    auto got = client_->send("GET", key);
    if (client::is_absent(got.last)) return std::nullopt;
    if (!got.last.succeeded()) client_->raise(key, "the object cannot be read", got.last);
    return std::move(got.last.body);
  }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    std::string const prefix = folder.empty() ? (prefix_.empty() ? "" : prefix_ + '/') : key_of(folder) + '/';
    std::vector<std::string> names;
    std::string continuation;
    do {
      std::string query;
      if (!continuation.empty()) query = "continuation-token=" + detail::percent_encoded(continuation, false) + '&';
      query += "delimiter=%2F&encoding-type=url&list-type=2&prefix=" + detail::percent_encoded(prefix, false);
      auto const got = client_->send("GET", {}, query);
      if (!got.last.succeeded()) client_->raise(prefix, "the objects cannot be listed", got.last);
      take_names(got.last.body, prefix, names);
      bool const more = detail::element(got.last.body, "IsTruncated") == "true";
      continuation = more ? detail::unescaped(detail::element(got.last.body, "NextContinuationToken")) : std::string{};
    } while (!continuation.empty());
    std::sort(names.begin(), names.end());
    return names;
  }
  void remove(std::string_view path) override {
    std::string const key = key_of(path);
    auto const gone = client_->send("DELETE", key);
    if (!gone.last.succeeded() && !client::is_absent(gone.last)) client_->raise(key, "the object cannot be removed", gone.last);
  }
  [[nodiscard]] bool exists(std::string_view path) override {
    std::string const key = key_of(path);
    auto const head = client_->send("HEAD", key);
    if (!head.last.succeeded() && !client::is_absent(head.last)) client_->raise(key, "the object cannot be looked at", head.last);
    return head.last.succeeded();
  }
  /// The lock is an object `.lock` that its holder renews: see lease.hpp. A holder that crashed keeps others out for options::lease, unless
  /// it ran beside them.
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { return std::make_unique<detail::lease>(client_, key_of(".lock")); }

  [[nodiscard]] std::string describe(std::string_view path) const override {
    return client_->name_of(path.empty() ? prefix_ : key_name(path));
  }

 private:
  static constexpr std::string_view token_header = "x-amz-meta-sluice-write";

  [[nodiscard]] std::string key_name(std::string_view path) const { return storage_path(prefix_, path); }
  [[nodiscard]] std::string key_of(std::string_view path) const {
    if (!is_storage_path(path))
      throw storage_error({error_code::storage_failed, client_->name_of(prefix_), "this is no path within a storage", std::string{path}, ""});
    return key_name(path);
  }

  static void take_names(std::string_view listing, std::string const& prefix, std::vector<std::string>& names) {
    bool const encoded = detail::element(listing, "EncodingType") == "url";
    auto const take = [&](std::string_view element) {
      std::string const text = detail::unescaped(element);
      std::string const key = encoded ? detail::percent_decoded(text) : text;
      if (key.size() > prefix.size() && key.starts_with(prefix) && key[prefix.size()] != '.') names.push_back(key.substr(prefix.size()));
    };
    std::string_view rest = listing, content;
    while (detail::next_element(rest, "Contents", content)) take(detail::element(content, "Key"));
    rest = listing;
    while (detail::next_element(rest, "CommonPrefixes", content)) take(detail::element(content, "Prefix"));
  }

  std::shared_ptr<client> client_;
  std::string prefix_;
};

/// Opens "s3://bucket/prefix", or "s3a://..." as Spark users write it. Throws option_error for a location without a bucket or a prefix that
/// no key can have, and for options that cannot work.
[[nodiscard]] inline storage_ptr open(std::string_view location, options const& given = {}) {
  auto rest = location.substr(std::min(location.size(), location.find("://") + 3));
  while (rest.ends_with('/')) rest.remove_suffix(1);
  auto const slash = rest.find('/');
  std::string const bucket{rest.substr(0, slash)};
  std::string_view const prefix = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  bool const bucket_is_fine = !bucket.empty() && bucket.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  if (!bucket_is_fine || (!prefix.empty() && !is_storage_path(prefix)))
    throw option_error("checkpoint location", "this is no place in an S3 bucket", std::string{location}, "Write s3://bucket/prefix");
  return std::make_shared<bucket_storage>(bucket, std::string{prefix}, given);
}

namespace detail {

inline storage_ptr open_by_scheme(std::string_view location) { return s3::open(location); }

[[maybe_unused]] inline bool const storage_is_known = register_storage("s3", &open_by_scheme) && register_storage("s3a", &open_by_scheme);

}  // namespace detail

}  // namespace sluice::s3
