"""Features of everybody at a snapshot date by the statement of the churn service, and scores of a model by its own program.

The statement is handed over in the SQL of Spark. Models read features through code of the service, so a partition pipes them through that code:
Node and the build must be at the same path on every machine.
"""

import struct
import subprocess

import numpy as np
import pyarrow as pa

from job import run

BATCH_ROWS = 10_000


def churn(spark, spec, progress):
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH_ROWS)
    spark.read.parquet(spec["userDays"]).createOrReplaceTempView("user_day")
    spark.read.parquet(spec["excluded"]).createOrReplaceTempView("excluded_user")
    with progress(jobs=4):
        features = spark.sql(spec["sql"])
        scores = features.mapInArrow(scored(spec["scorer"]), "userId long, margin double, features binary")
        scores.write.parquet(spec["scores"])


def scored(command):
    """Made of plain values, so that executors need no module of ours."""

    def score(batches):
        scorer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for batch in batches:
            columns = [column.to_numpy(zero_copy_only=False).astype("<f4") for column in batch.columns[1:]]
            values = np.column_stack(columns)
            scorer.stdin.write(struct.pack("<I", len(values)) + values.tobytes())
            scorer.stdin.flush()
            answer = scorer.stdout.read(8 * len(values))
            if len(answer) < 8 * len(values):
                raise RuntimeError(f"{command} ended with {scorer.wait()} before it had answered")
            offsets = np.arange(len(values) + 1, dtype="<i4") * 4 * len(columns)
            rows = pa.Array.from_buffers(
                pa.binary(), len(values), [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(values.tobytes())]
            )
            margins = pa.array(np.frombuffer(answer, "<f8"))
            yield pa.RecordBatch.from_arrays(
                [batch.columns[0], margins, rows], names=["userId", "margin", "features"]
            )
        scorer.stdin.close()
        if scorer.wait() != 0:
            raise RuntimeError(f"{command} ended with {scorer.returncode}")

    return score


if __name__ == "__main__":
    run(churn)
