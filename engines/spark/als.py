"""Implicit ALS by Spark MLlib: (user, song, weight) pairs of a Parquet file in, vectors of users and songs out.

The numbers of users and songs are dense and fit 32 bits, no pair comes twice, and weights are above 0. The numbers of blocks are fixed, since
the start of a fit depends on them. Each vector is written as one row: id, f0, f1, ...
"""

from pyspark.ml.recommendation import ALS
from pyspark.sql import functions as F

from job import run


def fit(spark, spec, progress):
    # Without checkpoints a long lineage ends in a StackOverflowError.
    spark.sparkContext.setCheckpointDir(spec["checkpoints"])
    als = ALS(
        implicitPrefs=True,
        userCol="user",
        itemCol="song",
        ratingCol="weight",
        rank=spec["factors"],
        maxIter=spec["iterations"],
        alpha=spec["alpha"],
        regParam=spec["regularization"],
        seed=spec["seed"],
        numUserBlocks=spec["blocks"],
        numItemBlocks=spec["blocks"],
        checkpointInterval=10,
    )
    # Each half of an iteration is a job of Spark; about four more read and write.
    with progress(jobs=2 * spec["iterations"] + 4):
        model = als.fit(spark.read.parquet(spec["pairs"]))
        write(model.userFactors, spec["factors"], spec["users"])
        write(model.itemFactors, spec["factors"], spec["songs"])


def write(vectors, factors, path):
    columns = [F.col("features")[n].alias(f"f{n}") for n in range(factors)]
    options = {"compression": "uncompressed", "parquet.enable.dictionary": "false"}
    vectors.select("id", *columns).write.options(**options).parquet(path)


if __name__ == "__main__":
    run(fit)
