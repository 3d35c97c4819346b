"""What DuckDB computes of users by the SQL of a model. Reads a line of JSON: columns, users, sql. Prints one: version, seconds, probabilities."""

import json
import sys
import time

import duckdb

given = json.loads(sys.stdin.readline())
database = duckdb.connect()
columns = ", ".join(f'"{name}" FLOAT' for name in given["columns"])
database.execute(f"CREATE TABLE features (id INTEGER, {columns})")
for begin in range(0, len(given["users"]), 500):
    rows = [[begin + at, *user] for at, user in enumerate(given["users"][begin : begin + 500])]
    values = ", ".join("(" + ", ".join("NULL" if cell is None else repr(cell) for cell in row) + ")" for row in rows)
    database.execute(f"INSERT INTO features VALUES {values}")
started = time.perf_counter()
found = database.execute(f"SELECT {given['sql']} FROM features ORDER BY id").fetchall()
seconds = time.perf_counter() - started
print(json.dumps({"version": duckdb.__version__, "seconds": seconds, "probabilities": [row[0] for row in found]}))
