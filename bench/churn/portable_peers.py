"""
What ONNX Runtime and DuckDB compute of users by the files of a model.
Reads a line of JSON: columns, users, sql, onnx (base64). Prints a list of two: where, seconds, probabilities.
"""

import base64
import json
import sys
import time

import duckdb
import numpy
import onnxruntime

given = json.loads(sys.stdin.readline())

session = onnxruntime.InferenceSession(base64.b64decode(given["onnx"]))
table = [[float("nan") if cell is None else cell for cell in user] for user in given["users"]]
features = numpy.array(table, dtype=numpy.float32)
started = time.perf_counter()
(output,) = session.run(["probability"], {"features": features})
onnx = {
    "where": f"ONNX Runtime {onnxruntime.__version__}",
    "seconds": time.perf_counter() - started,
    "probabilities": [None if numpy.isnan(value) else float(value) for value in output[:, 0]],
}

database = duckdb.connect()
columns = ", ".join(f'"{name}" FLOAT' for name in given["columns"])
database.execute(f"CREATE TABLE features (id INTEGER, {columns})")
for begin in range(0, len(given["users"]), 500):
    rows = [[begin + at, *user] for at, user in enumerate(given["users"][begin : begin + 500])]
    values = ", ".join("(" + ", ".join("NULL" if cell is None else repr(cell) for cell in row) + ")" for row in rows)
    database.execute(f"INSERT INTO features VALUES {values}")
started = time.perf_counter()
found = database.execute(f"SELECT {given['sql']} FROM features ORDER BY id").fetchall()
sql = {
    "where": f"DuckDB {duckdb.__version__}",
    "seconds": time.perf_counter() - started,
    "probabilities": [row[0] for row in found],
}
print(json.dumps([onnx, sql]))
