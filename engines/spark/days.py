"""Raw archives, a day a task, through a program of the ingest service that reads them and writes the files of the day.

Tasks are lines of a file; a task of Spark hands its line to the program: Node, the build, the archives and the folder of the files must be at the same
path on every machine. The program renames files that are whole, so a task that is tried again, or twice at once, leaves the same files.
"""

import subprocess
from pathlib import Path

from job import run


def days(spark, spec, progress):
    tasks = Path(spec["tasks"]).read_text().splitlines()
    with progress(tasks=len(tasks)):
        spark.sparkContext.parallelize(tasks, len(tasks)).foreachPartition(written(spec["program"]))


def written(program):
    """Made of plain values, so that executors need no module of ours."""

    def write(tasks):
        done = subprocess.run(program, input="\n".join(tasks), stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or [f"its program ended with {done.returncode}"]
            raise RuntimeError(f"a day was not written: {said[-1]}")

    return write


if __name__ == "__main__":
    run(days)
