import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startIngestApp } from './ingest-app.js';
import { useLoader } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';

const OLD = '20170401_1_play.log';
const NEW = '20170401_2_play.log';

const loader = useLoader();
let logs: string;

beforeEach(async () => {
  logs = await makeLogsFolder({ [OLD]: play(1, 2, 3), [NEW]: play(2, 2, 3) });
  await utimes(join(logs, OLD), 1, 1);
});

const archives = async (): Promise<string[]> =>
  (await loader.database.query<{ name: string }>('SELECT name FROM archive ORDER BY name')).map(
    ({ name }) => name,
  );

it('leaves files that were modified just now for a later load', async () => {
  const { archives: states, reasons } = await loader.load(logs, { minAgeSeconds: 3600 });
  expect(states).toEqual({ loaded: 1, partial: 0, refused: 0, duplicate: 0, unchanged: 0, waiting: 1 });
  expect(reasons).toEqual({ too_recent: 1 });
  expect(await archives()).toEqual([OLD]);
  await utimes(join(logs, NEW), 1, 1);
  expect((await loader.load(logs, { minAgeSeconds: 3600 })).archives).toMatchObject({
    loaded: 1,
    unchanged: 1,
  });
});

it.each([
  ['one second', 0, 1],
  ['a year', 60, 365 * 24 * 3600],
])('loads a file whose time of change lies %s ahead of the clock', async (_, minAgeSeconds, aheadSeconds) => {
  const ahead = Date.now() / 1000 + aheadSeconds;
  await utimes(join(logs, NEW), ahead, ahead);
  expect((await loader.load(logs, { minAgeSeconds })).archives).toMatchObject({ loaded: 2 });
});

it('leaves a file whose time of change lies less than the minimum age ahead of the clock', async () => {
  const ahead = Date.now() / 1000 + 600;
  await utimes(join(logs, NEW), ahead, ahead);
  expect((await loader.load(logs, { minAgeSeconds: 3600 })).archives).toMatchObject({
    loaded: 1,
    waiting: 1,
  });
});

it('does not take the older file of an archive while the newer one is incomplete', async () => {
  await writeFile(join(logs, `${OLD}.gz`), play(3, 2, 3));
  expect((await loader.load(logs, { minAgeSeconds: 3600 })).reasons).toEqual({
    archive_repeated: 1,
    too_recent: 2,
  });
  expect(await archives()).toEqual([]);
});

it('is a matter of settings', async () => {
  const service = await startIngestApp(logs, { LOGS_MIN_AGE_SECONDS: '3600' });
  try {
    const { result } = await service.runJob('/admin/ingest/archives', { path: '.' });
    expect(result).toMatchObject({
      archives: { loaded: 1, waiting: 1 },
      reasons: { too_recent: 1 },
    });
  } finally {
    await service.close();
  }
});
