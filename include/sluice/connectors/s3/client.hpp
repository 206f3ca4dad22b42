// SPDX-License-Identifier: Apache-2.0
// Requests about one bucket: addressed, tried again while the service is out of breath or out of reach, and turned into errors that name
// bucket, key, status and S3's own code.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/s3/http.hpp>
#include <sluice/connectors/s3/options.hpp>
#include <sluice/connectors/s3/xml.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sluice::s3 {

/// The answer to a request that was tried as often as it was worth.
struct answer {
  detail::response last;
  /// Whether an earlier attempt got no clear answer, so that it may have taken effect.
  bool may_have_happened = false;
};

/// A bucket of a service. Thread safe.
class client {
 public:
  /// `given` must be resolved.
  client(options given, std::string bucket) : options_(std::move(given)), bucket_(std::move(bucket)), http_(options_) {}

  /// Sends a request for a key, or for the bucket if the key is empty. `query` is percent-encoded and in the order of its names. Attempts
  /// that fail for reasons that pass (no connection, HTTP 429, 500, 502, 503, 504, a conflict) are repeated after pauses that double.
  [[nodiscard]] answer send(std::string_view method, std::string_view key, std::string_view query = {}, std::vector<std::string> headers = {},
                            std::string_view body = {}) {
    detail::request const what{method, url(key, query), std::move(headers), body};
    answer result;
    auto pause = options_.first_pause;
    for (int attempt = 1;; ++attempt) {
      result.last = http_.send(what);
      if (!is_passing(result.last) || attempt >= options_.attempts) return result;
      // Without a connection nothing was asked. Everything else may have been done before the answer was lost.
      bool const unheard = result.last.transport == CURLE_COULDNT_CONNECT || result.last.transport == CURLE_COULDNT_RESOLVE_HOST;
      result.may_have_happened = result.may_have_happened || !unheard;
      std::this_thread::sleep_for(jittered(pause));
      pause = std::min<std::chrono::milliseconds>(pause * 2, std::chrono::seconds{5});
    }
  }

  /// What S3 calls the error of an answer: "NoSuchKey"; empty if it says nothing.
  [[nodiscard]] static std::string code_of(detail::response const& last) {
    return std::string{detail::element(last.body, "Code")};
  }
  /// Whether an object is not there, as opposed to its bucket.
  [[nodiscard]] static bool is_absent(detail::response const& last) {
    return last.transport == CURLE_OK && last.status == 404 && code_of(last) != "NoSuchBucket";
  }

  [[noreturn, gnu::cold]] void raise(std::string_view key, std::string const& problem, detail::response const& last) const {
    std::string cause, advice;
    if (last.transport != CURLE_OK) {
      cause = last.transport_error;
      advice = "Check that " + url({}, {}) + " can be reached";
    } else {
      std::string const code = code_of(last);
      cause = "HTTP " + std::to_string(last.status);
      if (!code.empty()) cause += ' ' + code;
      if (auto const message = detail::unescaped(detail::element(last.body, "Message")); !message.empty()) cause += ": " + message;
      if (code == "NoSuchBucket") advice = "Create the bucket first";
      else if (last.status == 401 || last.status == 403) advice = "Check the credentials, and that they may read, write, list and delete there";
      else if (last.status == 301 || last.status == 307 || last.status == 400) {
        std::string const region = last.header("x-amz-bucket-region");
        if (!region.empty() && region != options_.region) advice = "The bucket is in the region " + region + ": set AWS_REGION to it";
      }
    }
    throw storage_error({error_code::storage_failed, name_of(key), problem + ": " + cause, "", std::move(advice)});
  }

  [[nodiscard]] std::string name_of(std::string_view key) const {
    std::string name = "s3://" + bucket_;
    if (!key.empty()) name += '/' + std::string{key};
    return name;
  }
  [[nodiscard]] options const& given() const { return options_; }

 private:
  [[nodiscard]] std::string url(std::string_view key, std::string_view query) const {
    std::string text;
    std::string const path = "/" + detail::percent_encoded(key, true);
    if (!options_.endpoint.empty()) {
      text = options_.endpoint + '/' + bucket_ + (key.empty() ? "" : path);
    } else if (bucket_.find('.') != std::string::npos) {
      // A dot in the bucket's name would not fit the certificate of the host's.
      text = "https://s3." + options_.region + ".amazonaws.com/" + bucket_ + path;
    } else {
      text = "https://" + bucket_ + ".s3." + options_.region + ".amazonaws.com" + path;
    }
    if (!query.empty()) text += '?' + std::string{query};
    return text;
  }

  static bool is_passing(detail::response const& last) {
    if (last.transport != CURLE_OK) {
      switch (last.transport) {
        // What no waiting repairs.
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_OUT_OF_MEMORY: return false;
        default: return true;
      }
    }
    switch (last.status) {
      case 409:  // two conditional writes of one key at a time; of buckets it tells what no waiting repairs
        return !code_of(last).starts_with("Bucket");
      case 408:
      case 429:
      case 500:
      case 502:
      case 503:
      case 504: return true;
      case 400: return code_of(last) == "RequestTimeout";
      default: return false;
    }
  }

  // Between half of the pause and all of it, so that those who failed together do not come back together.
  static std::chrono::milliseconds jittered(std::chrono::milliseconds pause) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::chrono::milliseconds{pause.count() / 2 + static_cast<long>(random() % static_cast<unsigned long>(pause.count() / 2 + 1))};
  }

  options options_;
  std::string bucket_;
  detail::http http_;
};

}  // namespace sluice::s3
