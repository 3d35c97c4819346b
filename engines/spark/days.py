"""Raw archives, a day a task, through a program of the ingest service that reads them and writes the files of the day.

Tasks are lines of a file, which a task of Spark pipes through the program: Node, the build, the archives and the folder of the files must be at the
same path on every machine. The program renames files that are whole, so a task that is tried again, or twice at once, leaves the same files.
"""

import shlex
from pathlib import Path

from job import run


def days(spark, spec, progress):
    tasks = Path(spec["tasks"]).read_text().splitlines()
    with progress(tasks=len(tasks)):
        days = spark.sparkContext.parallelize(tasks, len(tasks)).pipe(shlex.join(spec["program"]), checkCode=True)
        written = days.count()
    if written != len(tasks):
        raise RuntimeError(f"{written} of {len(tasks)} days were written")


if __name__ == "__main__":
    run(days)
