import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countPosts } from '../../../../test/support/counts.js';
import {
  applyChanges,
  changesOf,
  dataFiles,
  postsOf,
  recordsOf,
  recount,
  truthOf,
} from '../../../../test/support/elsewhere.js';
import type { SampleManifest } from '../manifest.js';
import { writeSampleLogs } from '../write-sample-logs.js';

const PERIOD = { firstDay: '2017-03-05', lastDay: '2017-05-03' };

let base: string;
let folder: string;
let manifest: SampleManifest;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  folder = join(base, 'made');
  manifest = await writeSampleLogs({
    directory: folder,
    world: 'elsewhere',
    userCount: 60,
    seed: 9, // One with a reset clock in each place.
    ...PERIOD,
  });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('holds the counts that its truth says, before and after its changes, and in its posts', async () => {
  const first = await recount(folder);
  expect(first.counts).toEqual(truthOf(folder, ({ archived }) => archived));
  const changed = join(base, 'changed');
  cpSync(folder, changed, { recursive: true });
  applyChanges(changed);
  const then = await recount(changed);
  expect(then.counts).toEqual(truthOf(folder, ({ archived, added }) => archived + added));
  const { rejected } = manifest.elsewhere!;
  expect([first.rejected, then.rejected]).toEqual([rejected.archived, rejected.archived + rejected.added]);
  expect(countPosts(postsOf(folder))).toEqual(truthOf(folder, ({ posted }) => posted));
  const sums = { play: 0, download: 0, search: 0 };
  for (const [key, count] of first.counts) sums[key.split(' ')[1] as keyof typeof sums] += count;
  expect(sums).toEqual(manifest.events);
});

it('has clocks that run ahead or are reset, late uploads, closed days and an outage', async () => {
  const { closed, rejected } = manifest.elsewhere!;
  expect(Object.values(rejected).map((count) => count > 0)).toEqual([true, true, true]);
  expect(closed).toContain('2017-03-11');
  expect(closed).toContain('2017-05-01');
  const outage = new Set(manifest.holes.map(({ date }) => date));
  expect(outage.size).toBe(10);
  const events: string[] = [];
  const lags = new Map<number, number>();
  for (const path of dataFiles(folder)) {
    const arrived = /dt=([^/]+)/.exec(path)![1]!;
    for (const { event, listener, track, at = arrived } of await recordsOf(join(folder, path))) {
      const day = String(at).slice(0, 10);
      expect(closed).not.toContain(day);
      if (event === 'search') expect([outage.has(day), arrived]).toEqual([false, day]);
      else events.push([event, listener, track, at].join(' '));
      const lag = (Date.parse(arrived) - Date.parse(day)) / 86_400_000;
      lags.set(lag, (lags.get(lag) ?? 0) + 1);
    }
  }
  expect(new Set(events).size).toBe(events.length);
  // Mornings of Asia are the day before in UTC, where a clock may also be a day ahead.
  expect([...lags.keys()].filter((lag) => lag < 2).sort()).toEqual([-1, -2, 0, 1]);
});

it('has equal names in many folders, three formats, and files that come twice, move and grow', () => {
  const names = dataFiles(folder).map((path) => path.split('/').at(-1)!);
  const twice = ['part-0 (copy).jsonl', 'part-0.jsonl.gz'];
  expect([...new Set(names)].sort()).toEqual(expect.arrayContaining(['part-0.csv', 'part-0.parquet']));
  const all = readdirSync(folder, { recursive: true }) as string[];
  for (const name of [...twice, '_SUCCESS', '_temporary', '.part-0.csv.crc', 'part-9.csv.inprogress'])
    expect(`${name} ${all.some((path) => path.endsWith(`/${name}`))}`).toBe(`${name} true`);
  expect(new Set(changesOf(folder).map(({ is }) => is))).toEqual(new Set(['gzip', 'move', 'append']));
  const ids = postsOf(folder).map(({ events }) => events[0]!['eventId']);
  expect(new Set(ids).size).toBeLessThan(ids.length);
});

it('has the same bytes for the same options, and others for another seed', async () => {
  const write = async (name: string, seed: number): Promise<string[]> => {
    const directory = join(base, name);
    const days = { firstDay: '2017-04-20', lastDay: '2017-05-03' };
    await writeSampleLogs({ directory, world: 'elsewhere', userCount: 30, seed, ...days });
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => `${path.slice(directory.length)} ${readFileSync(path, 'latin1')}`);
  };
  const made = await write('one', 1);
  expect(await write('two', 1)).toEqual(made);
  expect(await write('three', 2)).not.toEqual(made);
});
