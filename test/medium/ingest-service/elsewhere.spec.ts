import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { applyChanges, recount, rolledUpCounts, storedCounts } from '../../support/elsewhere.js';
import { useLoader } from './loader.js';

const loader = useLoader();
let folder: string;
let manifest: SampleManifest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const days = { firstDay: '2017-04-20', lastDay: '2017-05-03' };
  manifest = await writeSampleLogs({
    directory: folder,
    world: 'elsewhere',
    userCount: 40,
    seed: 9,
    ...days,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a lake is loaded to the last event, once, also when its files are packed, moved and grown', async () => {
  const mapping = readMapping(readFileSync(join(folder, '_world/mapping.yaml'), 'utf8'));
  const first = await recount(folder);
  expect(await loader.load(folder, { mapping })).toMatchObject({ events: manifest.events });
  expect(await storedCounts(loader.database)).toEqual(first.counts);
  expect(await loader.load(folder, { mapping })).toMatchObject({
    archives: { loaded: 0, partial: 0 },
    events: { play: 0, download: 0, search: 0 },
  });
  applyChanges(folder);
  const then = await recount(folder);
  expect(then.counts).not.toEqual(first.counts);
  await loader.load(folder, { mapping });
  expect(await storedCounts(loader.database)).toEqual(then.counts);
  expect(await rolledUpCounts(loader.database)).toEqual(then.counts);
});

it('equal contents in folders of two days are those of both', async () => {
  const mapping = readMapping(readFileSync(join(folder, '_world/mapping.yaml'), 'utf8'));
  const search = JSON.stringify({ event: 'search', listener: 'eu:twice', client: 'Android', text: 'a' });
  const days = ['2017-04-24', '2017-04-25'];
  for (const day of days) {
    mkdirSync(join(folder, `searches/dt=${day}`), { recursive: true });
    writeFileSync(join(folder, `searches/dt=${day}/extra.jsonl`), `${search}\n`);
  }
  await loader.load(folder, { path: join(folder, 'searches'), mapping });
  const counts = await storedCounts(loader.database);
  expect(days.map((day) => counts.get(`${day} search eu:twice`))).toEqual([1, 1]);
});
