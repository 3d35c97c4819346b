import { mkdirSync, mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchPlatform } from './bench-platform.js';
import { compareCopy } from './compare-copy.js';
import { compareDuckDb } from './compare-duckdb.js';
import { measureBombs } from './bomb.js';
import { measureErasedList, measureErasure } from './erasure.js';
import { measureManyDays } from './many-days.js';
import { measureMapped } from './mapped.js';
import { measureMemory } from './memory.js';
import { measurePosts } from './posts.js';
import { measureReload } from './reload.js';
import { measureSmallArchives } from './small-archives.js';

/**
 * npm run bench:ingest -- [copy] [duckdb] [reload] [memory] [bomb] [small] [mapped] [many-days] [posts] [erased-list]
 * [erasure] [--users 100000] [--days 3] [--rounds 3] [--data DIR] Without a part: copy, duckdb and reload. `bomb`
 * loads what unpacks to 1 GiB, `small` small archives that were changed, `mapped` logs of another service (--records
 * 600000), `many-days` small files of many days, and new days beside others, `posts` posts events beside a load of
 * mapped logs (--records 5000000). `erased-list` loads with lists of up to a million erased users, `erasure` erases
 * users of 44 days. `memory` loads a 1 GB and a 10 GB set (--users 600000 --days 44) and takes long. Generated logs
 * are kept in --data when it is given. Peer: python3 -m venv bench/peers/venv && bench/peers/venv/bin/pip install
 * duckdb
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    users: { type: 'string', default: '100000' },
    days: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    records: { type: 'string', default: '600000' },
    data: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'bench-ingest-'));
const data = resolve(options.data ?? folder);
mkdirSync(data, { recursive: true });
const users = Number(options.users);
const rounds = Number(options.rounds);
const shapeOf = (days: number) => ({
  users,
  from: '2017-03-31',
  to: new Date(Date.UTC(2017, 2, 30 + days)).toISOString().slice(0, 10),
});
const shape = shapeOf(Number(options.days));
const wants = (part: string) =>
  positionals.includes(part) || (positionals.length === 0 && ['copy', 'duckdb', 'reload'].includes(part));

const platform = await BenchPlatform.start(folder);
try {
  console.log(
    `${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}; ${users} users, ${shape.from} to ${shape.to}`,
  );
  if (wants('copy')) await compareCopy(platform, data, shape, rounds);
  if (wants('duckdb')) await compareDuckDb(platform, data, shape, rounds);
  if (wants('reload')) await measureReload(platform, data, users);
  if (wants('memory')) await measureMemory(platform, data, shape);
  if (wants('bomb')) await measureBombs(platform, data);
  if (wants('small')) await measureSmallArchives(platform, data);
  if (wants('mapped')) await measureMapped(platform, data, rounds, Number(options.records));
  if (wants('many-days')) await measureManyDays(platform, data);
  if (wants('posts')) await measurePosts(platform, data, Number(options.records));
  if (wants('erased-list')) await measureErasedList(platform, data, shape, rounds);
  if (wants('erasure')) await measureErasure(platform, data, users);
  console.log(`load ${loadavg()[0]!.toFixed(1)}`);
} finally {
  await platform.stop();
}
