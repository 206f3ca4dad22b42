# SPDX-License-Identifier: Apache-2.0
# get_json_object.
from spark_cases import cases, null

STORE = '{"store":{"book":[{"title":"A","price":8.95,"tags":["x","y"]},{"title":"B","price":12.0,"tags":[]},{"title":"C"}],"bicycle":{"color":"red","price":19.95}},"owner":"amy","n":null,"e":"","t":true,"big":12345678901234567890,"f":1.50,"exp":1e3,"uni":"\\u00e9\\n\\"q\\"","sp ace":1,"a.b":2,"nest":[[1,2],[3]],"obj":{},"arr":[]}'
PATHS = ["$", "$.owner", "$.store.bicycle", "$.store.bicycle.color", "$.store.book", "$.store.book[0]", "$.store.book[0].title", "$.store.book[2].price", "$.store.book[3]", "$.store.book[*].title", "$.store.book[*].price", "$.store.book[*]", "$.store.book[*].tags", "$.store.book[*].tags[*]",
         "$.store.book[*].tags[0]", "$.n", "$.e", "$.t", "$.big", "$.f", "$.exp", "$.uni", "$['owner']", "$['store']['bicycle']", "$['sp ace']", "$.sp ace", "$['a.b']", "$.a.b", "$.nest", "$.nest[0]", "$.nest[*]", "$.nest[0][1]", "$.nest[*][0]", "$.nest[*][*]", "$.obj", "$.arr", "$.arr[*]", "$.missing", "$.owner.x", "$.owner[0]",
         "$.store.*", "$.*", "$[0]", "$[*]", "owner", "", "$.", "$..owner", "$.store.book[-1]", "$.store.book[a]", "$.store.book[", "$.store.book.title", "$.store.book[0]['title']", " $.owner", "$.owner ", "$.store.book[*].missing", "$.Owner"]
cases("get_json_object", *[(STORE, path) for path in PATHS])
cases("get_json_object", ("[1,2,3]", "$[1]"), ("[1,2,3]", "$[*]"), ("[1,2,3]", "$"), ('["a","b"]', "$[*]"), ('["a","b"]', "$[0]"), ('[{"a":1},{"a":2}]', "$[*].a"), ('[{"a":1},{"b":2}]', "$[*].a"), ('[{"a":1},{"a":2}]', "$.a"), ('[{"a":[1,2]},{"a":[3]}]', "$[*].a[*]"), ('[{"a":[1,2]},{"a":[3]}]', "$[*].a"), ("5", "$"), ('"x"', "$"), ("null", "$"), ("true", "$"), ("", "$.a"), ("x", "$.a"), ("{", "$.a"), ('{"a":1', "$.a"), ('{"a":1} x', "$.a"),
      ('{"a":1}{"a":2}', "$.a"), ('{"a":1,"a":2}', "$.a"), ('{"a":{"b":1},"a":{"b":2}}', "$.a.b"), ("{'a':1}", "$.a"), ('{"a" : [ 1 , { "b" : "c" } ] }', "$.a"), ('{"a":"x\\/y"}', "$.a"), ('{"a":{"k":"x\\/y\\u0041"}}', "$.a"), ('{"a":1.10}', "$.a"), ('{"a":{"b":1.10,"c":1E5,"d":-0.0}}', "$.a"), ('{"a":-0}', "$.a"), ('{"a":NaN}', "$.a"), ('{"a":[null]}', "$.a[0]"), ('{"a":[null,1]}', "$.a[*]"), ('{"a":[1]}', "$.a[*]"), ('{"a":["x"]}', "$.a[*]"), ('{"a":[["x"]]}', "$.a[*]"), ('{"a":[["x"]]}', "$.a[*][*]"), ('{"a":"\\u65e5"}', "$.a"),
      ('{"日":1}', "$.日"), ('{"a":"tab\\there"}', "$.a"), ('{"a":{"b":"tab\\there"}}', "$.a"), (null("string"), "$.a"), ("{}", null("string")))
cases("json_array_length", "[1,2,3]", "[]", '[1,{"a":[2,3]}]', "{}", "x", "[1,2", "", "5", null("string"))
cases("json_object_keys", "{}", '{"a":1,"b":{"c":2}}', "[1]", "x", '{"a":1,"a":2}', '{"a":1', "", null("string"))
