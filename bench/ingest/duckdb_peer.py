"""DuckDB on the same plain logs: parse, clean by the same rules as far as SQL goes, aggregate, write Parquet. Prints one line of JSON.

Usage: duckdb_peer.py LOGS OUT
"""

import json
import resource
import sys
import time

import duckdb

logs, out = sys.argv[1:3]

READ = """read_csv('{logs}/*_{kind}.log', delim = '\\t', header = false, auto_detect = false, quote = '', escape = '',
  null_padding = true, ignore_errors = true, strict_mode = false, filename = 'file', columns = {{{columns}}})"""


def read(kind, columns):
    return READ.format(logs=logs, kind=kind, columns=", ".join(f"'c{n}': 'VARCHAR'" for n in range(columns)))


DAY = "strptime(regexp_extract(file, '(\\d{8})_', 1), '%Y%m%d')::DATE AS day"
USER = "try_cast(trim(c0) AS BIGINT) AS user_id"
DEVICE = "coalesce(list_position(['ar', 'ip', 'mc', 'wp'], trim(c1)), 0)::TINYINT AS device"
SONG = "CASE WHEN try_cast(trim(c2) AS HUGEINT) BETWEEN 1 AND 9223372036854775807 THEN trim(c2)::BIGINT END AS song_id"
TEXT = "replace(replace(nullif(trim({0}), ''), '&amp;', '&'), '&apos;', '''')"

STATEMENTS = [
    f"""CREATE TABLE play AS
    SELECT user_id, song_id, day, CASE
        WHEN raw_seconds BETWEEN 0 AND 21600 AND (coalesce(song_seconds, 0) = 0 OR raw_seconds <= 3 * song_seconds + 600)
          THEN raw_seconds::INTEGER
        WHEN song_seconds > 0 AND abs(raw_seconds / 1000 - song_seconds) <= 2 THEN (raw_seconds / 1000)::INTEGER
      END AS play_seconds, song_seconds, song_type, device, title, singer
    FROM (
      SELECT {USER}, {DEVICE}, {SONG}, {DAY}, try_cast(trim(c3) AS SMALLINT) AS song_type,
        {TEXT.format('c4')} AS title, {TEXT.format('c5')} AS singer,
        coalesce(try_cast(trim(c6) AS DOUBLE), try_cast(regexp_extract(c6, '^(\\d+)>', 1) AS DOUBLE)) AS raw_seconds,
        CASE WHEN try_cast(trim(c7) AS BIGINT) BETWEEN 0 AND 21600 THEN trim(c7)::INTEGER END AS song_seconds
      FROM {read('play', 9)} WHERE c8 IS NOT NULL)
    WHERE user_id >= 0""",
    f"""CREATE TABLE download AS
    SELECT {USER}, {SONG}, {DAY}, {DEVICE}, {TEXT.format('c3')} AS title, {TEXT.format('c4')} AS singer
    FROM {read('down', 6)} WHERE c5 IS NOT NULL AND try_cast(trim(c0) AS BIGINT) >= 0""",
    f"""CREATE TABLE search AS
    SELECT {USER}, try_cast(trim(c2) AS TIMESTAMP) AS searched_at, {DAY}, {DEVICE},
      url_decode(replace(c3, '+', ' ')) AS query
    FROM {read('search', 4)} WHERE c3 IS NOT NULL AND try_cast(trim(c0) AS BIGINT) >= 0""",
    "COPY (SELECT * EXCLUDE (title, singer) FROM play) TO '{out}/play_event.parquet'",
    "COPY (SELECT * EXCLUDE (title, singer) FROM download) TO '{out}/download_event.parquet'",
    "COPY search TO '{out}/search_event.parquet'",
    """COPY (
      SELECT user_id, day, mode(device) AS device, sum(plays) AS plays, sum(downloads) AS downloads, sum(searches) AS searches,
        sum(play_seconds) AS play_seconds, sum(full_plays) AS full_plays, sum(completion) AS completion_sum,
        sum(counted) AS completion_count, sum(songs) AS distinct_songs
      FROM (
        SELECT user_id, day, mode(device) AS device, count(*) AS plays, 0 AS downloads, 0 AS searches,
          sum(play_seconds) AS play_seconds,
          count(*) FILTER (WHERE song_seconds > 0 AND play_seconds >= 0.8 * song_seconds) AS full_plays,
          sum(least(play_seconds, song_seconds) / song_seconds) FILTER (WHERE song_seconds > 0) AS completion,
          count(play_seconds) FILTER (WHERE song_seconds > 0) AS counted, count(DISTINCT song_id) AS songs
        FROM play GROUP BY user_id, day
        UNION ALL SELECT user_id, day, mode(device), 0, count(*), 0, 0, 0, 0, 0, 0 FROM download GROUP BY user_id, day
        UNION ALL SELECT user_id, day, mode(device), 0, 0, count(*), 0, 0, 0, 0, 0 FROM search GROUP BY user_id, day)
      GROUP BY user_id, day) TO '{out}/user_day.parquet'""",
    """COPY (
      SELECT song_id, arg_max(title, day) AS title, arg_max(singer, day) AS singer, count(*) AS event_count,
        quantile_disc(song_seconds, 0.5) FILTER (WHERE song_seconds > 0) AS length_seconds
      FROM (SELECT song_id, title, singer, day, song_seconds FROM play
            UNION ALL SELECT song_id, title, singer, day, NULL FROM download)
      WHERE song_id IS NOT NULL GROUP BY song_id) TO '{out}/song.parquet'""",
]

started = time.perf_counter()
connection = duckdb.connect(f"{out}/spill.duckdb")
parts = []
for statement in STATEMENTS:
    began = time.perf_counter()
    connection.execute(statement.replace("{out}", out))
    parts.append(round(time.perf_counter() - began, 2))
seconds = time.perf_counter() - started
counts = connection.execute(
    "SELECT (SELECT count(*) FROM play), (SELECT count(*) FROM download), (SELECT count(*) FROM search)"
).fetchone()
print(
    json.dumps(
        {
            "version": duckdb.__version__,
            "seconds": seconds,
            "parts": parts,
            "events": sum(counts),
            "peakMib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )
)
