"""What jobs of Spark share: one argument in JSON, and progress as lines "share 0.42" that the service reads."""

import json
import sys
import threading
from contextlib import contextmanager

from pyspark.sql import SparkSession

EVERY_SECONDS = 1


def run(work):
    """Calls work(spark, spec, progress) and ends Spark, also after an error."""
    spark = SparkSession.builder.getOrCreate()
    try:
        work(spark, json.loads(sys.argv[1]), lambda jobs: progress(spark, jobs))
    finally:
        spark.stop()


@contextmanager
def progress(spark, jobs):
    """Prints the share of the jobs of Spark that have ended, until the block ends."""
    ended = threading.Event()

    def ended_jobs(tracker):
        return len(tracker.getJobIdsForGroup(None)) - len(tracker.getActiveJobsIds())

    def watch():
        tracker = spark.sparkContext.statusTracker()
        share = 0
        while not ended.wait(EVERY_SECONDS):
            done = ended_jobs(tracker) / jobs
            share = max(share, min(0.99, done))
            print(f"share {share:.3f}", flush=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
