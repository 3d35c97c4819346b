import { linkSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { BenchPlatform, BenchService, MeasuredLoad } from './bench-platform.js';
import { show } from './compare-copy.js';
import { archivesOf, packedSet, unpackedBytes } from './sample-set.js';
import type { SetShape } from './sample-set.js';

const SMALL_BYTES = 1e9;

/**
 * The whole set, packed as the original ones are, and so much of it that it has 1 GB unpacked: highest memory
 * of the service, rate, and what the whole set takes in the tables.
 */
export async function measureMemory(platform: BenchPlatform, data: string, shape: SetShape): Promise<void> {
  const free = statfsSync(data).bavail * statfsSync(data).bsize;
  console.log(`free disk ${(free / 1e9).toFixed(0)} GB`);
  const packed = await packedSet(data, shape);
  const all = await platform.withService(packed, async (service) => {
    const load = await service.load('.');
    show('whole set', load);
    await showSizes(service);
    return load;
  });
  const small = await platform.withService(smallSet(data, packed), async (service) => {
    const load = await service.load('.');
    show('1 GB of it', load);
    return load;
  });
  const rate = ({ events, seconds }: MeasuredLoad) => events / seconds;
  console.log(
    `  rate of the whole set / of 1 GB ${(rate(all) / rate(small)).toFixed(2)} (goal 0.8 to 1.2); ` +
      `peak ${small.peakMib} MiB at 1 GB, ${all.peakMib} MiB at ${(unpackedBytes(packed) / 1e9).toFixed(2)} GB (goal 381, which is 400,000,000 bytes)`,
  );
  rmSync(join(data, 'small'), { recursive: true, force: true });
}

/** Links to archives from the middle of the set on, where days are neither the largest nor the smallest. */
function smallSet(data: string, packed: string): string {
  const folder = join(data, 'small');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const names = archivesOf(packed);
  const share = Math.min(1, SMALL_BYTES / unpackedBytes(packed));
  const count = Math.max(9, Math.round(names.length * share));
  const first = Math.floor((names.length - count) / 3);
  for (const name of names.slice(first, first + count)) linkSync(join(packed, name), join(folder, name));
  return folder;
}

async function showSizes({ url }: BenchService): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string; rows: string | null; bytes: string }>(
    `SELECT name, sum(pg_total_relation_size(oid)) AS bytes,
       CASE name WHEN 'user_day' THEN (SELECT count(*) FROM user_day) WHEN 'song' THEN (SELECT count(*) FROM song)
         ELSE (SELECT sum(event_count) FROM archive WHERE kind || '_event' = name) END AS rows
     FROM (SELECT oid, regexp_replace(relname, '_\\d{8}$', '') AS name FROM pg_class WHERE relkind = 'r') AS t
     WHERE name IN ('play_event', 'download_event', 'search_event', 'user_day', 'song')
     GROUP BY name ORDER BY 2 DESC`,
  );
  for (const { name, rows: count, bytes } of rows) {
    console.log(`    ${name.padEnd(15)} ${count ?? '-'} rows, ${(Number(bytes) / 1e9).toFixed(2)} GB`);
  }
  await client.end();
}
