import { writeSampleLogs } from '#sample-logs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mapping } from '../../../apps/ingest-service/src/mapping/mapping-schema.js';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { rolledUpCounts, storedCounts } from '../../support/counts.js';
import { ELSEWHERE, mappingText, WORLDS } from '../../support/worlds.js';
import type { World } from '../../support/worlds.js';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';

const PERIOD = { firstDay: '2017-04-23', lastDay: '2017-05-03' };
let loader: Loader;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'worlds-'));
  loader = await newLoader();
});
afterEach(async () => {
  await closeLoaders();
  rmSync(folder, { recursive: true, force: true });
});

/** What loads are told of the mapping of the folder. */
function mappingOf(world: World): { mapping?: Mapping } {
  const text = mappingText(world, folder);
  return text === undefined ? {} : { mapping: readMapping(text) };
}

it.each(WORLDS)(
  'the logs of $name are loaded to the last event, once, also when files are packed, moved and grown',
  async (world) => {
    const options = { directory: folder, userCount: 100, seed: 9, ...PERIOD };
    const { events } = await writeSampleLogs({ ...options, world: world.name });
    const first = await world.recount(folder);
    expect(await loader.load(folder, mappingOf(world))).toMatchObject({ events });
    expect(await storedCounts(loader.database)).toEqual(first);
    expect(await loader.load(folder, mappingOf(world))).toMatchObject({
      archives: { loaded: 0, partial: 0 },
      events: { play: 0, download: 0, search: 0 },
    });
    world.change(folder);
    const then = await world.recount(folder);
    expect(then).not.toEqual(first);
    await loader.load(folder, mappingOf(world));
    expect(await storedCounts(loader.database)).toEqual(then);
    expect(await rolledUpCounts(loader.database)).toEqual(then);
  },
);

it('equal contents in folders of two days are those of both', async () => {
  await writeSampleLogs({ directory: folder, world: 'elsewhere', userCount: 30, seed: 9, ...PERIOD });
  const search = JSON.stringify({ event: 'search', listener: 'eu:twice', client: 'Android', text: 'a' });
  const days = ['2017-04-24', '2017-04-25'];
  for (const day of days) {
    mkdirSync(join(folder, `searches/dt=${day}`), { recursive: true });
    writeFileSync(join(folder, `searches/dt=${day}/extra.jsonl`), `${search}\n`);
  }
  await loader.load(folder, { path: join(folder, 'searches'), ...mappingOf(ELSEWHERE) });
  const counts = await storedCounts(loader.database);
  expect(days.map((day) => counts.get(`${day} search eu:twice`))).toEqual([1, 1]);
});
