// SPDX-License-Identifier: Apache-2.0
// One signed request to an S3 service by libcurl, and its answer. No retries and no opinions: client.hpp has those.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/s3/options.hpp>

#include <curl/curl.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::s3::detail {

struct request {
  std::string_view method;           ///< GET, HEAD, PUT, DELETE
  std::string url;                   ///< with its query in the order of its names, as it is signed
  std::vector<std::string> headers;  ///< "name: value"
  std::string_view body;
};

struct response {
  CURLcode transport = CURLE_OK;
  std::string transport_error;  ///< libcurl's words if no answer came
  long status = 0;
  std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case
  std::string body;

  [[nodiscard]] bool succeeded() const { return transport == CURLE_OK && status >= 200 && status < 300; }
  [[nodiscard]] std::string header(std::string_view name) const {
    auto const found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

inline std::size_t take_body(char* data, std::size_t, std::size_t size, void* into) {
  static_cast<std::string*>(into)->append(data, size);
  return size;
}

inline std::size_t take_header(char* data, std::size_t, std::size_t size, void* into) {
  std::string_view const line{data, size};
  auto& headers = *static_cast<std::map<std::string, std::string, std::less<>>*>(into);
  if (line.starts_with("HTTP/")) headers.clear();  // an earlier answer, 100 Continue for one
  auto const colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name{line.substr(0, colon)};
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  auto value = line.substr(colon + 1);
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.remove_suffix(1);
  headers.insert_or_assign(std::move(name), std::string{trimmed(value)});
  return size;
}

/// Connections to one service, kept open between requests and used by any number of threads. `send` never throws for what goes wrong on
/// the way; it says so in the response.
class http {
 public:
  explicit http(options const& given)
      : user_(given.access_key + ':' + given.secret_key),
        signature_("aws:amz:" + given.region + ":s3"),
        token_(given.session_token),
        timeout_(static_cast<long>(given.timeout.count())) {
    static CURLcode const ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw storage_error({error_code::storage_failed, "S3", "libcurl cannot be used", curl_easy_strerror(ready), ""});
  }

  [[nodiscard]] response send(request const& what) {
    response answer;
    handle const curl = borrow();
    header_list headers;
    // The body is not part of the signature: files carry checksums of their own, and TLS guards the way.
    headers.add("x-amz-content-sha256: UNSIGNED-PAYLOAD");
    if (!token_.empty()) headers.add("x-amz-security-token: " + token_);
    for (auto const& line : what.headers) headers.add(line);

    char problem[CURL_ERROR_SIZE] = {};
    set(curl, CURLOPT_URL, what.url.c_str());
    set(curl, CURLOPT_PATH_AS_IS, 1L);
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_AWS_SIGV4, signature_.c_str());
    set(curl, CURLOPT_USERPWD, user_.c_str());
    set(curl, CURLOPT_CONNECTTIMEOUT, timeout_ < 10 ? timeout_ : 10L);
    set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(curl, CURLOPT_LOW_SPEED_TIME, timeout_);
    set(curl, CURLOPT_ERRORBUFFER, problem);
    set(curl, CURLOPT_WRITEFUNCTION, &take_body);
    set(curl, CURLOPT_WRITEDATA, &answer.body);
    set(curl, CURLOPT_HEADERFUNCTION, &take_header);
    set(curl, CURLOPT_HEADERDATA, &answer.headers);
    if (what.method == "HEAD") {
      set(curl, CURLOPT_NOBODY, 1L);
    } else if (what.method == "PUT") {
      headers.add("Content-Type: application/octet-stream");
      set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
      set(curl, CURLOPT_POSTFIELDS, what.body.data() == nullptr ? "" : what.body.data());
      set(curl, CURLOPT_CUSTOMREQUEST, "PUT");
    } else if (what.method == "DELETE") {
      set(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    }
    set(curl, CURLOPT_HTTPHEADER, headers.get());
    answer.transport = curl_easy_perform(curl.get());
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    if (answer.transport != CURLE_OK) answer.transport_error = problem[0] != '\0' ? problem : curl_easy_strerror(answer.transport);
    give_back(curl);
    return answer;
  }

 private:
  struct closer {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  using handle = std::shared_ptr<CURL>;

  class header_list {
   public:
    header_list() = default;
    header_list(header_list const&) = delete;
    header_list& operator=(header_list const&) = delete;
    ~header_list() { curl_slist_free_all(list_); }
    void add(std::string const& line) {
      curl_slist* const longer = curl_slist_append(list_, line.c_str());
      if (longer == nullptr) throw std::bad_alloc();
      list_ = longer;
    }
    [[nodiscard]] curl_slist* get() const { return list_; }

   private:
    curl_slist* list_ = nullptr;
  };

  template <class Value>
  static void set(handle const& curl, CURLoption option, Value value) {
    CURLcode const result = curl_easy_setopt(curl.get(), option, value);
    if (result != CURLE_OK)
      throw storage_error({error_code::storage_failed, "S3", "libcurl does not take a setting", curl_easy_strerror(result), "libcurl 7.75 or later is needed"});
  }

  handle borrow() {
    {
      std::lock_guard const lock(guard_);
      if (!idle_.empty()) {
        handle const curl = std::move(idle_.back());
        idle_.pop_back();
        return curl;
      }
    }
    CURL* const made = curl_easy_init();
    if (made == nullptr) throw std::bad_alloc();
    return {made, closer{}};
  }
  void give_back(handle const& curl) {
    curl_easy_reset(curl.get());  // keeps the connection
    std::lock_guard const lock(guard_);
    idle_.push_back(curl);
  }

  std::string user_;
  std::string signature_;
  std::string token_;
  long timeout_;
  std::mutex guard_;
  std::vector<handle> idle_;
};

}  // namespace sluice::s3::detail
