// SPDX-License-Identifier: Apache-2.0
// What an operator's state is made of, kept in its checkpoint as `state/<operator>/_metadata/schema`, and compared when a query starts again:
// a query whose state would be misread is refused with a sentence, never started on state that means something else (semantics 12.3).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/base/xxhash64.hpp>
#include <sluice/checkpoint/batch_log.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// One part of a key or a value. Types are texts of state/type_text.hpp; a nullable one ends in '?'.
struct state_field {
  std::string name;
  std::string type;

  friend bool operator==(state_field const&, state_field const&) = default;
};

/// An operator's state: which operator, its parts, and what else must stay as it was. `settings` are for what the types do not tell and the
/// results depend on, such as {"window", "10 minutes"}: Spark starts on changed ones silently and mixes old with new results (22).
struct state_schema {
  std::string operator_name;
  std::vector<state_field> key;
  std::vector<state_field> value;
  std::map<std::string, std::string> settings;

  friend bool operator==(state_schema const&, state_schema const&) = default;
};

/// A number that is equal for schemas whose bytes can be read as each other: of the types alone, since names may change.
[[nodiscard]] inline std::uint64_t fingerprint(state_schema const& schema) {
  std::string text;
  for (auto const* fields : {&schema.key, &schema.value}) {
    for (auto const& field : *fields) text += field.type + '\n';
    text += "--\n";
  }
  return xxhash64(text);
}

/// The difference that forbids to go on.
struct state_difference {
  error_code code{};
  std::string sentence;  ///< empty: none
};

namespace detail {

inline std::string field_difference(std::string_view part, std::vector<state_field> const& saved, std::vector<state_field> const& wanted) {
  std::string text;
  auto const say = [&](std::string const& more) { text += (text.empty() ? "" : "; ") + std::string{part} + ' ' + more; };
  for (std::size_t i = 0; i < std::max(saved.size(), wanted.size()); ++i) {
    std::string const number = "field " + std::to_string(i + 1) + ' ';
    if (i >= wanted.size()) say(number + saved[i].name + " (" + saved[i].type + ") is no longer there");
    else if (i >= saved.size()) say(number + wanted[i].name + " (" + wanted[i].type + ") is new");
    else if (saved[i].type != wanted[i].type)
      say(number + wanted[i].name + " is " + wanted[i].type + " now, and " +
          (saved[i].name == wanted[i].name ? "was " : saved[i].name + " was ") + saved[i].type);
  }
  return text;
}

}  // namespace detail

/// Whether state that was written as `saved` can be gone on with as `wanted`, and what is in the way, field by field. Names may differ.
[[nodiscard]] inline state_difference compare(state_schema const& saved, state_schema const& wanted) {
  if (saved.operator_name != wanted.operator_name)
    return {error_code::state_operator_mismatch, "the state is of the operator " + saved.operator_name + ", and the query has " +
                                                     wanted.operator_name + " in its place"};
  auto text = detail::field_difference("key", saved.key, wanted.key);
  if (!text.empty()) return {error_code::state_key_incompatible, std::move(text)};
  text = detail::field_difference("value", saved.value, wanted.value);
  if (!text.empty()) return {error_code::state_value_incompatible, std::move(text)};
  auto const setting = [](state_schema const& of, std::string const& name) {
    auto const found = of.settings.find(name);
    return found == of.settings.end() ? std::string{"not set"} : found->second;
  };
  std::map<std::string, std::string> all = saved.settings;
  all.insert(wanted.settings.begin(), wanted.settings.end());
  for (auto const& one : all) {
    auto const before = setting(saved, one.first), now = setting(wanted, one.first);
    if (before == now) continue;
    if (!text.empty()) text += "; ";
    text += one.first + " is " + now + " now, and was " + before;
  }
  return {text.empty() ? error_code{} : error_code::state_operator_mismatch, std::move(text)};
}

namespace detail {

inline std::string schema_json(state_schema const& schema) {
  auto const fields = [](std::vector<state_field> const& list) {
    std::string out = "[";
    for (auto const& field : list) {
      if (out.size() > 1) out += ',';
      json_object object{out};
      object.field("name", std::string_view{field.name});
      object.field("type", std::string_view{field.type});
      object.close();
    }
    return out + ']';
  };
  std::string settings;
  json_object entries{settings};
  for (auto const& [name, value] : schema.settings) entries.field(name, std::string_view{value});
  entries.close();
  std::string out;
  json_object object{out};
  object.field("operator", std::string_view{schema.operator_name});
  object.raw("key", fields(schema.key));
  object.raw("value", fields(schema.value));
  object.raw("settings", settings);
  object.close();
  return out;
}

inline std::vector<state_field> parse_fields(json_reader& in) {
  std::vector<state_field> fields;
  in.open('[');
  while (in.next_element()) {
    auto& field = fields.emplace_back();
    in.open('{');
    while (auto const key = in.next_key()) {
      if (*key == "name") field.name = in.text();
      else if (*key == "type") field.type = in.text();
      else in.skip();
    }
  }
  return fields;
}

inline state_schema parse_schema(std::string_view text, std::string const& path) {
  state_schema schema;
  parse_log_file(path, text, [&] {
    json_reader in{text};
    in.open('{');
    while (auto const key = in.next_key()) {
      if (*key == "operator") schema.operator_name = in.text();
      else if (*key == "key") schema.key = parse_fields(in);
      else if (*key == "value") schema.value = parse_fields(in);
      else if (*key == "settings") {
        in.open('{');
        while (auto const name = in.next_key()) schema.settings[*name] = in.text();
      } else in.skip();
    }
    in.end();
  });
  return schema;
}

}  // namespace detail

/// Where an operator's schema is kept.
[[nodiscard]] inline std::string state_schema_path(std::string_view operator_id) {
  return storage_path(storage_path("state", operator_id), "_metadata/schema");
}
/// The schema an operator's state was saved with; empty if none was. Throws checkpoint_error if the file is damaged.
[[nodiscard]] inline std::optional<state_schema> find_state_schema(storage& files, std::string_view operator_id) {
  auto const content = files.read(state_schema_path(operator_id));
  if (!content) return std::nullopt;
  auto const path = files.describe(state_schema_path(operator_id));
  return detail::parse_schema(log_body(*content, 1, path), path);
}
inline void write_state_schema(storage& files, std::string_view operator_id, state_schema const& schema) {
  files.overwrite(state_schema_path(operator_id), "v1\n" + detail::schema_json(schema));
}

/// Compares the stateful operators of a query, by the ids that name their folders under `state/`, with those of its checkpoint. Throws
/// checkpoint_error with the differences if the state cannot be gone on with: an operator that is new, gone or changed. Until a batch was
/// planned (`started`) there is nothing to go on with, and the schemas are written. To be called at start, before a batch is planned.
inline void keep_state_schemas(storage& files, std::map<std::string, state_schema> const& wanted, bool started) {
  auto const refuse = [&](error_code code, std::string const& id, std::string sentence) {
    throw checkpoint_error({code, files.describe(state_schema_path(id)), std::move(sentence), "",
                            "Go back to the query that wrote the state, or start with a new checkpoint"});
  };
  if (!started) {
    for (auto const& [id, schema] : wanted) write_state_schema(files, id, schema);
    return;
  }
  for (auto const& [id, schema] : wanted) {
    auto const saved = find_state_schema(files, id);
    if (!saved)
      refuse(error_code::state_operator_mismatch, id, "the checkpoint has no state of the operator " + schema.operator_name + ", which the query has");
    auto difference = compare(*saved, schema);
    if (!difference.sentence.empty()) refuse(difference.code, id, std::move(difference.sentence));
  }
  for (auto const& name : files.list("state")) {
    std::string const id = name.substr(0, name.find('/'));
    auto const saved = wanted.contains(id) ? std::nullopt : find_state_schema(files, id);
    if (saved)
      refuse(error_code::state_operator_mismatch, id, "the checkpoint has state of the operator " + saved->operator_name + ", which the query no longer has");
  }
}

}  // namespace sluice
