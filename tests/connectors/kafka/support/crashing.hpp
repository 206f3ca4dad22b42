// SPDX-License-Identifier: Apache-2.0
// Queries over topics that crash tests cut off, and how they are cut off.
#pragma once

#include <connectors/kafka/support/copying.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/checkpoint.hpp>

#include <support/kills.hpp>

#include <chrono>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace sluice::kafka_test {

/// Two topics, and what was sent to the first.
struct topics {
  explicit topics(std::string address) : servers(std::move(address)) {
    admin admins{servers};
    admins.create_topic(from, 2);
    admins.create_topic(to, 1);
    send(400);
  }
  ~topics() {
    admin admins{servers};
    admins.delete_topic(from);
    admins.delete_topic(to);
  }
  topics(topics const&) = delete;
  topics& operator=(topics const&) = delete;

  void send(int count) {
    auto const more = fill(servers, from, 2, count, static_cast<int>(sent.size()));
    sent.insert(sent.end(), more.begin(), more.end());
  }

  std::string servers;
  std::string from = unique_name("from");
  std::string to = unique_name("to");
  std::vector<std::string> sent;
};

/// In a child: what it copies, and where its files are.
struct child_task {
  std::string servers;
  std::string from;
  std::string to;
  std::string folder;

  [[nodiscard]] std::string text() const { return servers + ' ' + from + ' ' + to + ' ' + folder; }
  static child_task received() {
    child_task told;
    std::istringstream words{support::child_process::task()};
    words >> told.servers >> told.from >> told.to >> told.folder;
    return told;
  }
};

template <class Writer>
void run(Writer const& writer, checkpoint_options options) {
  auto query = writer | checkpoint(std::move(options)) | start();
  query.await_termination();
}

/// Kills the query of a hidden test case so often, and lets it end at last.
inline void run_with_kills(char const* name, topics& all, std::string const& folder, int kills, std::chrono::microseconds moment) {
  std::mt19937 random{29};
  child_task const task{all.servers, all.from, all.to, folder};
  for (int killed = 0; killed < kills;) {
    killed += support::run_with_kills(name, task.text(), random, 12, moment);
    if (killed < kills) all.send(100);
  }
}

}  // namespace sluice::kafka_test
