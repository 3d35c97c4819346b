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
        work(spark, json.loads(sys.argv[1]), lambda **total: progress(spark, **total))
    finally:
        spark.stop()


@contextmanager
def progress(spark, jobs=None, tasks=None):
    """Tells the share of the jobs of Spark that have ended, or of the tasks of its one job, until the block ends."""
    ended = threading.Event()

    def ended_jobs(tracker):
        return len(tracker.getJobIdsForGroup(None)) - len(tracker.getActiveJobsIds())

    def ended_tasks(tracker):
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return sum(stage.numCompletedTasks for stage in stages if stage is not None)

    def watch():
        tracker = spark.sparkContext.statusTracker()
        share = 0
        while not ended.wait(EVERY_SECONDS):
            done = ended_jobs(tracker) / jobs if tasks is None else ended_tasks(tracker) / tasks
            share = max(share, min(0.99, done))
            print(f"share {share:.3f}", flush=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
