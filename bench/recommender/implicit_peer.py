"""Runs implicit's ALS on a matrix left in a folder, one order a line on stdin, one JSON answer a line on stdout."""

import json
import os
import resource
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ.pop("OPENBLAS_L2_SIZE", None)

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares

folder = sys.argv[1]


def read(name, kind):
    return np.fromfile(os.path.join(folder, name), dtype=kind)


def matrix(rows, columns):
    parts = (read("confidence.f32", np.float32), read("indices.i32", np.int32), read("starts.i32", np.int32))
    return sp.csr_matrix(parts, shape=(rows, columns))


def fit(order):
    m = matrix(order["rows"], order["columns"])
    model = AlternatingLeastSquares(
        factors=order["factors"],
        regularization=order["regularization"],
        alpha=1.0,
        iterations=order["iterations"],
        use_cg=True,
        num_threads=order["threads"],
        random_state=1,
    )
    model.cg_steps = order["steps"]
    model.user_factors = read("users.f32", np.float32).reshape(-1, order["factors"])
    model.item_factors = read("songs.f32", np.float32).reshape(-1, order["factors"])
    seconds, used = [], [time.process_time()]

    def after(iteration, elapsed, *loss):
        seconds.append(elapsed)
        used.append(time.process_time())

    model.fit(m, show_progress=False, callback=after)
    model.user_factors.tofile(os.path.join(folder, "peer-users.f32"))
    model.item_factors.tofile(os.path.join(folder, "peer-songs.f32"))
    return {"seconds": seconds, "cpu": [b - a for a, b in zip(used[1:], used[2:])]}


def top(order):
    users = read("users.f32", np.float32).reshape(-1, order["factors"])
    songs = read("songs.f32", np.float32).reshape(-1, order["factors"])
    model = AlternatingLeastSquares(factors=order["factors"], num_threads=order["threads"])
    model.user_factors, model.item_factors = users, songs
    played = sp.csr_matrix((users.shape[0], songs.shape[0]), dtype=np.float32)
    excluded = read("excluded.i32", np.int32)
    one = []
    for repeat in range(order["repeats"]):
        started = time.perf_counter()
        model.recommend(repeat % users.shape[0], played[0], N=20, filter_already_liked_items=False, filter_items=excluded)
        one.append(time.perf_counter() - started)
    started = time.perf_counter()
    if order["batch"]:
        model.recommend(np.arange(users.shape[0]), played, N=20, filter_already_liked_items=False)
    return {"one": one, "batch": time.perf_counter() - started}


for line in sys.stdin:
    order = json.loads(line)
    answer = {"fit": fit, "top": top}[order["kind"]](order)
    answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(answer), flush=True)
