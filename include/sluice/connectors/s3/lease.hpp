// SPDX-License-Identifier: Apache-2.0
// The lock of a checkpoint in an object store, where nothing is released when a process dies: an object that its holder writes anew all the
// time. Whoever wants it watches it: if it changes, its holder lives; if it stays the same for as long as the lease says, the holder is
// gone and the object is taken over. Each writing is conditional on the last one seen, so two can never both succeed. No clocks are
// compared. If the holder ran in the same process namespace of the same machine, its death is seen at once.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/connectors/s3/client.hpp>
#include <sluice/contract/storage.hpp>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace sluice::s3::detail {

/// A random name for a writer or a write.
[[nodiscard]] inline std::string random_token() {
  std::random_device entropy;
  std::string text;
  for (int i = 0; i < 4; ++i) text += std::to_string(entropy()) + (i < 3 ? "-" : "");
  return text;
}

/// What the lock object says.
struct lease_text {
  std::string holder;     ///< for people: "process 12 on host"
  std::string token;      ///< of this holding
  std::string namespace_; ///< where process ids mean the same
  std::int64_t process = 0;
  std::int64_t lease_ms = 0;
  std::int64_t renewal = 0;

  [[nodiscard]] std::string to_json() const {
    std::string out;
    sluice::detail::json_object object{out};
    object.field("holder", std::string_view{holder});
    object.field("token", std::string_view{token});
    object.field("namespace", std::string_view{namespace_});
    object.field("process", process);
    object.field("leaseMs", lease_ms);
    object.field("renewal", renewal);
    object.close();
    return out;
  }
  static lease_text parse(std::string_view json, std::string const& path) {
    lease_text found;
    try {
      sluice::detail::json_reader in{json};
      in.open('{');
      while (auto const key = in.next_key()) {
        if (*key == "holder") found.holder = in.text();
        else if (*key == "token") found.token = in.text();
        else if (*key == "namespace") found.namespace_ = in.text();
        else if (*key == "process") found.process = in.integer();
        else if (*key == "leaseMs") found.lease_ms = in.integer();
        else in.skip();
      }
      in.end();
    } catch (sluice::detail::json_problem const& problem) {
      throw checkpoint_error({error_code::checkpoint_corrupt, path, std::string{"the lock object is damaged: "} + problem.expected + " was expected",
                              std::string{json}, "Remove the object if no query uses the checkpoint"});
    }
    return found;
  }
};

/// Names the set of processes that see each other's ids: the boot of a machine, and the namespace on it.
[[nodiscard]] inline std::string process_namespace() {
  std::string boot;
  std::ifstream{"/proc/sys/kernel/random/boot_id"} >> boot;
  char name[64] = {};
  auto const size = ::readlink("/proc/self/ns/pid", name, sizeof(name) - 1);
  return boot.empty() || size <= 0 ? std::string{} : boot + ' ' + name;
}

/// The tokens this process holds: its own id does not tell whether it is the holder or has only been given the id of one that died.
class held_tokens {
 public:
  static held_tokens& all() {
    static auto* const shared = new held_tokens;  // never destroyed, as a query may outlive main
    return *shared;
  }
  void add(std::string const& token) {
    std::lock_guard const lock(guard_);
    tokens_.insert(token);
  }
  void remove(std::string const& token) {
    std::lock_guard const lock(guard_);
    tokens_.erase(token);
  }
  [[nodiscard]] bool has(std::string const& token) {
    std::lock_guard const lock(guard_);
    return tokens_.contains(token);
  }

  /// A token that is held as long as this lives.
  class holding {
   public:
    explicit holding(std::string token) : token_(std::move(token)) { all().add(token_); }
    ~holding() { all().remove(token_); }
    holding(holding const&) = delete;
    holding& operator=(holding const&) = delete;

   private:
    std::string token_;
  };

 private:
  std::mutex guard_;
  std::set<std::string> tokens_;
};

/// Holds the lock object and renews it from a thread of its own, three times in a lease.
class lease final : public storage_lock {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// Takes the lock. Throws checkpoint_error if a living holder has it; to find that out takes up to a third of its lease, and a dead holder's
  /// lock is taken after its whole lease.
  lease(std::shared_ptr<client> bucket, std::string key)
      : bucket_(std::move(bucket)), key_(std::move(key)), mine_(myself(bucket_->given().lease)), held_(mine_.token) {
    acquire();
    renewer_ = std::thread([this] { renew_until_stopped(); });
  }
  lease(lease const&) = delete;
  lease& operator=(lease const&) = delete;
  ~lease() override {
    {
      std::lock_guard const lock(guard_);
      stopping_ = true;
    }
    wake_.notify_all();
    renewer_.join();
    // Only while nobody can have taken it over.
    if (lost_ || std::chrono::steady_clock::now() >= safe_until()) return;
    try {
      (void)bucket_->send("DELETE", key_);
    } catch (std::exception const&) {
      // Then it runs out by itself.
    }
  }

  void check() override {
    if (!lost_ && std::chrono::steady_clock::now() < safe_until()) return;
    throw checkpoint_error({error_code::checkpoint_in_use, bucket_->name_of(key_),
                            lost_ ? "another query has taken the checkpoint over" : "the lock could not be renewed in time, so another query may have taken it over",
                            "", "Look for a second query with this checkpoint, and at the connection to the service"});
  }

 private:
  [[nodiscard]] static lease_text myself(std::chrono::milliseconds term) {
    char host[256] = {};
    ::gethostname(host, sizeof(host) - 1);
    return {"process " + std::to_string(::getpid()) + " on " + host, random_token(), process_namespace(), ::getpid(), term.count(), 0};
  }

  struct seen {
    lease_text text;
    std::string tag;
  };

  void acquire() {
    std::optional<seen> watched;
    time unchanged_since{};
    while (true) {
      if (!watched && write("If-None-Match: *")) return;
      auto found = look();
      if (!found) {
        watched.reset();
        continue;
      }
      auto const now = std::chrono::steady_clock::now();
      if (watched && watched->tag != found->tag) refuse(found->text);
      if (!watched) {
        if (lives_here(found->text)) refuse(found->text);
        unchanged_since = now;
        watched = std::move(found);
      }
      auto const term = std::chrono::milliseconds{std::max<std::int64_t>(watched->text.lease_ms, 100)};
      if (died_here(watched->text) || now - unchanged_since >= term) {
        if (write("If-Match: " + watched->tag)) return;
        watched.reset();
        continue;
      }
      std::this_thread::sleep_for(term / 8);
    }
  }

  [[nodiscard]] static bool lives_here(lease_text const& other) { return held_tokens::all().has(other.token); }
  [[nodiscard]] bool died_here(lease_text const& other) const {
    if (other.namespace_.empty() || other.namespace_ != mine_.namespace_ || other.process <= 0) return false;
    if (other.process == ::getpid()) return !lives_here(other);
    return ::kill(static_cast<pid_t>(other.process), 0) != 0 && errno == ESRCH;
  }
  [[noreturn]] void refuse(lease_text const& other) const {
    auto const slash = key_.rfind('/');
    std::string const place = bucket_->name_of(key_.substr(0, slash == std::string::npos ? 0 : slash));
    throw checkpoint_error({error_code::checkpoint_in_use, place, "another running query uses this checkpoint", other.holder,
                            "Stop that query first, or give this one a checkpoint of its own"});
  }

  [[nodiscard]] std::optional<seen> look() {
    auto const got = bucket_->send("GET", key_);
    if (client::is_absent(got.last)) return std::nullopt;
    if (!got.last.succeeded()) bucket_->raise(key_, "the lock cannot be read", got.last);
    return seen{lease_text::parse(got.last.body, bucket_->name_of(key_)), got.last.header("etag")};
  }

  // Writes the lock object under a condition; false if the condition does not hold.
  bool write(std::string const& condition) {
    auto const begun = std::chrono::steady_clock::now();
    ++mine_.renewal;
    auto const put = bucket_->send("PUT", key_, {}, {condition}, mine_.to_json());
    if (put.last.succeeded()) {
      tag_ = put.last.header("etag");
    } else if (put.last.status == 412 || put.last.status == 404) {
      // An attempt whose answer was lost may be what the condition now fails on.
      auto const now = put.may_have_happened ? look() : std::nullopt;
      if (!now || now->text.token != mine_.token) return false;
      tag_ = now->tag;
    } else {
      bucket_->raise(key_, "the lock cannot be written", put.last);
    }
    renewed_ = begun.time_since_epoch().count();
    return true;
  }

  void renew_until_stopped() {
    std::unique_lock lock(guard_);
    while (!wake_.wait_for(lock, bucket_->given().lease / 3, [this] { return stopping_; })) {
      lock.unlock();
      try {
        if (!write("If-Match: " + tag_)) lost_ = true;
      } catch (std::exception const&) {
        // Tried again at the next turn; `check` tells when it has been too long.
      }
      lock.lock();
      if (lost_) return;
    }
  }
  // Before this instant nobody can have seen the object unchanged for a whole lease.
  [[nodiscard]] time safe_until() const {
    return time{time::duration{renewed_.load()}} + bucket_->given().lease * 9 / 10;
  }

  std::shared_ptr<client> bucket_;
  std::string key_;
  lease_text mine_;
  held_tokens::holding held_;  // before the object is written, lest another thread take its writer for dead
  std::string tag_;
  std::atomic<time::rep> renewed_{0};  // when the last successful writing began
  std::atomic<bool> lost_{false};
  std::mutex guard_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread renewer_;
};

}  // namespace sluice::s3::detail
