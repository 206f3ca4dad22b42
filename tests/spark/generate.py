#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tables of what Spark's functions give, so that tests can hold Sluice's functions against them.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt     # pyspark; needs Java 17
    venv/bin/python generate.py [topic...]

For each cases/<topic>.py (all of them, or those named) it runs every case in a real Spark, ANSI mode on, session time zone UTC,
and writes ../data/spark/<topic>.tsv. The tables are committed; the C++ tests read them with support/spark_table.hpp and need no Spark.

A case file is Python that imports from `spark_cases` and calls, at module level:

    case("upper", "abc")                          # a function on literals: text, int, float, bool, or one of the typed ones below
    case("shiftleft", bigint(1), 40)              # boolean tinyint smallint integer bigint real double decimal binary date timestamp
    case("upper", null("string"))                 # a NULL needs its type
    case("size", sql("array<int>", "array(1,2)")) # a literal of any type, as Spark writes it
    case("like", "abc", "a%", call="{0} LIKE {1}")          # how the call is written, where it is not name(arguments)
    aggregate("sum", [1, 2, None])                          # an aggregate over rows: one list per column; the types as above
    aggregate("max_by", ["a", "b"], [1.0, None], types=["string", "double"])
    aggregate("sum_distinct", [1, 1], call="sum(DISTINCT {0})")

A table has one line per case, fields separated by tabs:

    signature    result type    result    input...

- The signature is the name with the types of the inputs, as Spark names them: `upper(string)`, `shiftleft(bigint,int)`.
- A value is NULL: `\\N`. Texts: a backslash, tab, newline and return are `\\\\ \\t \\n \\r`, other control characters `\\xHH`.
  Booleans `true false`; floating point as the shortest text that reads back as a double, `NaN Infinity -Infinity`; binary as hex digits;
  dates and timestamps as Spark casts them to text (UTC). Arrays `[1, 2]`, maps `{"k" -> 1}`, structs `{1, "x"}`,
  where texts are quoted, with `\\"` for a quote, and NULL is `NULL`.
- The result of a case that Spark refuses is `!` and the error class: `!DIVIDE_BY_ZERO`. (A text that begins with `!` begins `\\x21`.)
- An aggregate's inputs are its columns, each an array of the values of the rows: `sum(int)  bigint  3  [1, 2, NULL]`.
- Lines that begin with `#` are comments.
"""
import logging
import os
import runpy
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data" / "spark"
BATCH = 40  # cases per Spark job; those of a batch that fails run one by one

sys.path.insert(0, str(HERE))
import spark_cases  # noqa: E402
import spark_text  # noqa: E402

sys.modules["spark_cases"] = spark_cases


def start_spark():
    os.environ["TZ"] = "UTC"
    time.tzset()
    from pyspark.sql import SparkSession
    session = (SparkSession.builder.master("local[1]").appName("cases")
               .config("spark.ui.enabled", "false")
               .config("spark.sql.session.timeZone", "UTC")
               .config("spark.sql.ansi.enabled", "true")
               .config("spark.sql.shuffle.partitions", "1")
               .config("spark.sql.codegen.wholeStage", "false")  # compiling a subquery takes longer than running it
               .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
               .config("spark.sql.variable.substitute", "false")
               .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -XX:+UseSerialGC")
               .getOrCreate())
    session.sparkContext.setLogLevel("OFF")
    logging.disable(logging.CRITICAL)  # refused cases are results here, not news
    return session


def error_class(failure):
    """The name of Spark's error, or of the Java exception that has none."""
    name = None
    if hasattr(failure, "getCondition"):
        name = failure.getCondition()
    if name is None and hasattr(failure, "java_exception"):
        cause = failure.java_exception
        while cause.getCause() is not None:
            cause = cause.getCause()
        name = cause.getErrorClass() if hasattr(cause, "getErrorClass") else None
        name = name or cause.getClass().getSimpleName()
    return name or type(failure).__name__


def collect(session, expressions):
    """The (type, text) of each expression in one row. Types without a counterpart in Python come as Spark's cast to text."""
    frame = session.sql("SELECT " + ", ".join(f"({text}) AS c{i}" for i, text in enumerate(expressions)))
    types = [field.dataType for field in frame.schema.fields]
    by_text = [spark_text.is_written_by_spark(kind) for kind in types]
    if any(by_text):
        frame = frame.selectExpr(*[f"CAST(c{i} AS STRING) AS c{i}" if cast else f"c{i}" for i, cast in enumerate(by_text)])
    values = frame.collect()[0]
    return [(kind.simpleString(), spark_text.top_level(value)) for kind, value in zip(types, values)]


def run_one(session, expression):
    try:
        return collect(session, [expression])[0]
    except Exception as failure:  # noqa: BLE001: whatever Spark throws is a result
        name = error_class(failure)
        if name in ("PARSE_SYNTAX_ERROR", "UNRESOLVED_ROUTINE", "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION"):
            raise SystemExit(f"the case is wrong: {expression}: {failure}") from failure
        return "error", "!" + name


def run_all(session, expressions):
    results = []
    for start in range(0, len(expressions), BATCH):
        part = expressions[start:start + BATCH]
        try:
            results += collect(session, part)
        except Exception:  # noqa: BLE001: one of them fails; each is asked alone which
            results += [run_one(session, one) for one in part]
    return results


def inputs_as_text(session, cases):
    """Each input literal's (type, text), by its SQL."""
    wanted = sorted({one.sql for case in cases for one in case.inputs})
    return dict(zip(wanted, run_all(session, wanted)))


def write_table(session, topic):
    cases = spark_cases.read(lambda: runpy.run_path(str(HERE / "cases" / f"{topic}.py")))
    literals = inputs_as_text(session, cases)
    for sql, (kind, text) in literals.items():
        if kind == "error":
            raise SystemExit(f"{topic}: the input {sql} is refused: {text}")
    results = run_all(session, [case.sql() for case in cases])
    lines, failed = [], 0
    for case, (kind, text) in zip(cases, results):
        failed += kind == "error"
        lines.append("\t".join([case.signature(literals), kind, text, *[literals[one.sql][1] for one in case.inputs]]))
    path = DATA / f"{topic}.tsv"
    heading = (f"# What Spark {session.version} gives (ANSI, UTC); written by tests/spark/generate.py from cases/{topic}.py. "
               "Fields: signature, result type, result, inputs.\n")
    path.write_text(heading + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(cases)} cases, {failed} of them errors")


def main(topics):
    topics = topics or sorted(path.stem for path in (HERE / "cases").glob("*.py"))
    for topic in topics:
        if not (HERE / "cases" / f"{topic}.py").exists():
            raise SystemExit(f"there is no cases/{topic}.py")
    DATA.mkdir(parents=True, exist_ok=True)
    session = start_spark()
    for topic in topics:
        write_table(session, topic)
    session.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
