"""Implicit ALS by Spark MLlib: pairs (user, song, weights) of Parquet files in, vectors of users and songs out.

One column of weights counts, where it is above 0. Songs get the dense numbers that a second file holds; others are left out. No pair comes
twice. The numbers of blocks are fixed, since the start of a fit depends on them. Each vector is written as one row: id, f0, f1, ...
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
        itemCol="number",
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
    # Each half of an iteration is a job of Spark; about six more read and write.
    with progress(jobs=2 * spec["iterations"] + 6):
        model = als.fit(liked(spark, spec["weight"], spec["pairs"], spec["numbers"]))
        write(model.userFactors, spec["factors"], spec["users"])
        write(model.itemFactors, spec["factors"], spec["songs"])


def liked(spark, weight, pairs, numbers):
    counted = spark.read.parquet(pairs).select("user", "song", F.col(weight).alias("weight")).where("weight > 0")
    return counted.join(F.broadcast(spark.read.parquet(numbers)), "song").select("user", "number", "weight")


def write(vectors, factors, path):
    columns = [F.col("features")[n].alias(f"f{n}") for n in range(factors)]
    options = {"compression": "uncompressed", "parquet.enable.dictionary": "false"}
    vectors.select("id", *columns).write.options(**options).parquet(path)


if __name__ == "__main__":
    run(fit)
