"""What the jobs share: one argument in JSON, and progress as lines "share 0.42" that the service reads."""

import json
import sys
import threading
from contextlib import contextmanager

from pyspark.sql import SparkSession

EVERY_SECONDS = 1


def run(work):
    """Calls work(spark, spec, progress) and ends Spark, whatever comes."""
    spark = SparkSession.builder.getOrCreate()
    try:
        work(spark, json.loads(sys.argv[1]), lambda jobs: progress(spark, jobs))
    finally:
        spark.stop()


@contextmanager
def progress(spark, jobs):
    """Tells the share of the jobs of Spark that have ended, until the block ends."""
    ended = threading.Event()

    def watch():
        tracker = spark.sparkContext.statusTracker()
        while not ended.wait(EVERY_SECONDS):
            started = len(tracker.getJobIdsForGroup(None))
            running = len(tracker.getActiveJobsIds())
            print(f"share {min(0.99, (started - running) / jobs):.3f}", flush=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
