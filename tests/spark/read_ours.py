#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets a real Spark read what Sluice writes: a checkpoint by Spark's own classes, and Parquet files by their manifest; and go on with it.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt     # pyspark; needs Java 17
    venv/bin/python read_ours.py <folder of the built examples> [folder to work in]

The folder has tutorial_parquet_sink, tutorial_s3_checkpoint and print_checkpoint: `build/dev/examples` after a build with the components parquet
and s3. tests/run does not run this, for Spark is half a gigabyte.

What it does:

1. Runs tutorial_parquet_sink (sums in windows behind a watermark, append mode, checkpoint) again and again, a new input file before each run,
   until both logs of files have been compacted. Then puts a Parquet file into the output that the manifest does not name.
2. Reads the output with `spark.read.parquet`: Spark must open the files of the manifest and no others, and find the sums that plain Python makes
   of the input, for each window that the watermark has passed.
3. Reads the checkpoint with Spark's StreamMetadata, OffsetSeqLog, CommitLog and FileStreamSourceLog, and the manifest with its FileStreamSinkLog:
   id, batches, watermarks, times and offsets must be those that print_checkpoint shows, and the files those that are there.
4. Runs tutorial_s3_checkpoint (CSV into Parquet, no state), its checkpoint in a folder; then the same query in Spark, with that checkpoint and that
   output; then tutorial_s3_checkpoint again, each after more input. Every row must be in the output once, and the batches follow each other.

Prints what it compared and what differs; the status is 0 when nothing does. Without a folder to work in, it takes a temporary one and removes it.
"""
import datetime
import logging
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urlparse

STREAMING = "org.apache.spark.sql.execution.streaming."  # as Spark 4.1 and later lay out their classes
FILES = 12
MINUTE = 60_000_000
BEGIN = 1_767_225_600_000_000  # 2026-01-01, in microseconds
differences = 0


def check(what, ours, spark):
    global differences
    if ours == spark:
        print(f"same       {what}")
        return
    differences += 1
    print(f"DIFFERENT  {what}\n    ours:  {ours}\n    Spark: {spark}")


# Input and output --------------------------------------------------------------------------------------------------------------------------

def make_orders():
    """Lists of (customer, cents, microseconds), one list a file. Rows are out of order by less than the ten minutes of the watermark."""
    rows = random.Random(7)
    return [[(rows.choice(["ann", "bob", "cid", "d\u00e9e"]), rows.randrange(1, 5000),
              BEGIN + (20 * number + rows.randrange(0, 9)) * MINUTE + rows.randrange(MINUTE)) for _ in range(200)] for number in range(FILES)]


def write_orders(path, orders):
    lines = ["customer,amount,event_time"]
    for customer, cents, micros in orders:
        at = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=micros)
        lines.append(f"{customer},{cents / 100},{at.isoformat(timespec='microseconds')}Z")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def expected_sums(files, watermark_ms):
    """{(window start, customer): cents} of the windows of five minutes that end at or before the watermark."""
    sums = defaultdict(int)
    for customer, cents, micros in (row for orders in files for row in orders):
        start = micros - micros % (5 * MINUTE)
        if start + 5 * MINUTE <= watermark_ms * 1000:
            sums[start, customer] += cents
    return dict(sums)


def run_query(programs, work, files):
    (work / "in").mkdir(parents=True)
    for number, orders in enumerate(files):
        write_orders(work / "in" / f"orders {number}.csv", orders)
        subprocess.run([programs / "tutorial_parquet_sink", "--path", work / "in", "--output", work / "out", "--checkpoint", work / "checkpoint",
                        "--every", "1", "--until-idle"], check=True)


# What print_checkpoint shows ---------------------------------------------------------------------------------------------------------------

def time_text(milliseconds):
    """As print_checkpoint writes a time: without the zeros behind the last digit of its fraction."""
    if milliseconds == 0:
        return "none"
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)
    text = at.strftime("%Y-%m-%d %H:%M:%S")
    return text + f".{milliseconds % 1000:03}".rstrip("0").rstrip(".")


def printed_checkpoint(programs, checkpoint):
    """The id, and a line of texts for each batch: number, status, time, watermark, next watermark, offsets."""
    text = subprocess.run([programs / "print_checkpoint", checkpoint], check=True, capture_output=True, text=True).stdout
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if re.match(r"\|\d+ *\|(committed|planned)", line)]
    return re.search(r'"id":"([^"]+)"', text).group(1), lines


# What Spark reads --------------------------------------------------------------------------------------------------------------------------

def start_spark():
    os.environ["TZ"] = "UTC"
    time.tzset()
    from pyspark.sql import SparkSession
    session = (SparkSession.builder.master("local[1]").appName("read_ours")
               .config("spark.ui.enabled", "false")
               .config("spark.ui.showConsoleProgress", "false")
               .config("spark.sql.session.timeZone", "UTC")
               .config("spark.sql.shuffle.partitions", "1")
               .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -XX:+UseSerialGC")
               .getOrCreate())
    session.sparkContext.setLogLevel("ERROR")
    logging.disable(logging.CRITICAL)
    return session


class spark_classes:
    """Spark's classes for checkpoints, by py4j."""

    def __init__(self, session):
        self.session = session._jsparkSession
        self.jvm = session._jvm
        self.hadoop = session._jsc.hadoopConfiguration()

    def make(self, name, *arguments):
        made = self.jvm
        for part in (STREAMING + name).split("."):
            made = getattr(made, part)
        return made(*arguments)

    def path(self, text):
        return self.jvm.org.apache.hadoop.fs.Path(str(text))

    def query_id(self, checkpoint):
        metadata = getattr(self.jvm, STREAMING + "runtime.StreamMetadata")
        return metadata.read(self.path(checkpoint / "metadata"), self.hadoop).get().id()

    def batches(self, checkpoint):
        """The lines of print_checkpoint, from Spark's own logs."""
        offsets = self.make("checkpointing.OffsetSeqLog", self.session, str(checkpoint / "offsets"), True)
        commits = self.make("checkpointing.CommitLog", self.session, str(checkpoint / "commits"), True)
        lines = []
        for batch in sorted(offsets.listBatchesOnDisk()):
            plan, commit = offsets.get(batch).get(), commits.get(batch)
            facts = plan.metadataOpt().get()
            ends = [plan.offsets().apply(i) for i in range(plan.offsets().size())]
            lines.append([str(batch), "committed" if commit.isDefined() else "planned", time_text(facts.batchTimestampMs()),
                          time_text(facts.batchWatermarkMs()), time_text(commit.get().nextBatchWatermarkMs()) if commit.isDefined() else "",
                          "  ".join(end.get().json() if end.isDefined() else "-" for end in ends)])
        return lines, commits.getLatestBatchId().get()

    def files_of_source(self, checkpoint):
        """(path, batch) of each file that the source has seen."""
        log = self.make("runtime.FileStreamSourceLog", 1, self.session, str(checkpoint / "sources" / "0"))
        return sorted((self.jvm.org.apache.hadoop.fs.Path(self.jvm.java.net.URI(entry.path())).toUri().getPath(), entry.batchId())
                      for entry in log.allFiles())

    def files_of_sink(self, output):
        """(path, size) of each file that the manifest makes visible."""
        nothing = self.jvm.scala.Option.empty()
        log = self.make("sinks.FileStreamSinkLog", 1, self.session, str(output / "_spark_metadata"), nothing)
        found = [entry.toFileStatus() for entry in log.allFiles()]
        return sorted((status.getPath().toUri().getPath(), status.getLen()) for status in found)


def compare(session, programs, work, files):
    spark = spark_classes(session)
    out, checkpoint = work / "out", work / "checkpoint"
    parts = sorted(out.glob("part-*.parquet"))
    orphan = out / "part-00000-00000000-0000-0000-0000-000000000000-c000.snappy.parquet"
    shutil.copyfile(parts[0], orphan)

    query_id, lines = printed_checkpoint(programs, checkpoint)
    check("the query's id, by StreamMetadata", query_id, spark.query_id(checkpoint))
    spark_lines, latest = spark.batches(checkpoint)
    check(f"{len(lines)} batches with times, watermarks and offsets, by OffsetSeqLog and CommitLog", lines, spark_lines)
    check("the last committed batch, by CommitLog", int(lines[-1][0]), latest)
    inputs = sorted(str(path) for path in (work / "in").iterdir())
    check(f"{len(inputs)} input files, by FileStreamSourceLog", inputs, [path for path, _ in spark.files_of_source(checkpoint)])
    check(f"{len(parts)} output files and their sizes, by FileStreamSinkLog", [(str(path), path.stat().st_size) for path in parts],
          spark.files_of_sink(out))
    compacted = [any(folder.glob("*.compact")) for folder in (checkpoint / "sources" / "0", out / "_spark_metadata")]
    check("of that, both logs of files had a compacted file", [True, True], compacted)

    frame = session.read.parquet(str(out))
    check("the files that Spark opens for the output", [str(path) for path in parts], sorted(unquote(urlparse(uri).path) for uri in frame.inputFiles()))
    check("the columns of the output", "struct<window:struct<start:timestamp,end:timestamp>,customer:string,total:double>", frame.schema.simpleString())
    rows = frame.selectExpr("unix_micros(window.start)", "unix_micros(window.end)", "customer", "cast(round(total * 100) AS bigint)").collect()
    last = datetime.datetime.fromisoformat(lines[-1][4]).replace(tzinfo=datetime.timezone.utc)
    sums = expected_sums(files, int(last.timestamp() * 1000))
    check(f"{len(sums)} sums, each once", sorted((start, start + 5 * MINUTE, customer, cents) for (start, customer), cents in sums.items()),
          sorted(tuple(row) for row in rows))


# One query, now run by us and now by Spark -------------------------------------------------------------------------------------------------

def hand_over(session, programs, work):
    folder, out, checkpoint = work / "handed", work / "handed" / "out", work / "handed" / "checkpoint"
    (folder / "in").mkdir(parents=True)
    written = []

    def add_file():
        number = len(written)
        rows = [(f"{number}-{i}", f"customer {i % 3}", i + 0.5) for i in range(20)]
        written.append(rows)
        (folder / "in" / f"{number}.csv").write_text("order_id,customer,amount\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))

    def run_ours():
        add_file()
        subprocess.run([programs / "tutorial_s3_checkpoint", "--path", folder / "in", "--output", out, "--checkpoint", checkpoint, "--until-idle"],
                       check=True)

    def run_spark():
        add_file()
        stream = session.readStream.schema("order_id string, customer string, amount double").option("header", True).csv(str(folder / "in"))
        query = (stream.writeStream.format("parquet").option("path", str(out)).option("checkpointLocation", str(checkpoint))
                 .trigger(availableNow=True).start())
        query.awaitTermination()
        return query.id, [(progress["batchId"], progress["numInputRows"]) for progress in query.recentProgress]

    run_ours()
    run_ours()
    query_id, batches = run_spark()
    run_ours()
    printed_id, lines = printed_checkpoint(programs, checkpoint)
    check("the id of a query that Spark goes on with", printed_id, query_id)
    check("the batch that Spark runs, and its rows", [(2, 20)], batches)
    check("the batches of the checkpoint when we have gone on with it", [[str(i), "committed", f'{{"logOffset":{i}}}'] for i in range(4)],
          [[line[0], line[1], line[5]] for line in lines])
    rows = session.read.parquet(str(out)).collect()
    check(f"{20 * len(written)} rows, each once", sorted(row for rows_of_file in written for row in rows_of_file), sorted(tuple(row) for row in rows))


def main(arguments):
    if len(arguments) not in (1, 2):
        raise SystemExit(__doc__)
    programs = Path(arguments[0]).resolve()
    for name in ("tutorial_parquet_sink", "tutorial_s3_checkpoint", "print_checkpoint"):
        if not (programs / name).exists():
            raise SystemExit(f"there is no {name} in {programs}: build the examples, with the components parquet and s3")
    work = Path(arguments[1] if len(arguments) == 2 else tempfile.mkdtemp(prefix="sluice-spark.")).resolve()
    files = make_orders()
    try:
        run_query(programs, work, files)
        session = start_spark()
        print(f"Spark {session.version} reads {work}")
        compare(session, programs, work, files)
        hand_over(session, programs, work)
        session.stop()
    finally:
        if len(arguments) == 1:
            shutil.rmtree(work)
    print("nothing differs" if differences == 0 else f"{differences} differences")
    return int(differences != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
