import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { closeLoaders, newLoader } from './loader.js';
import { download, manyPlays, play } from './logs-folder.js';
import { tableState } from './table-state.js';
import type { TableState } from './table-state.js';

/** More than 24 hours in a day. */
const LONG_LISTENER = play(7, 3, 10_000, 10_000).repeat(9);
const FILES = {
  '20170401_1_play.log': manyPlays(1, 300),
  '20170401_2_play.log': manyPlays(2, 300) + LONG_LISTENER,
  '20170401_1_down.log': download(1, 900),
  'play_ds.csv': 'uid,song_id,song_name,song_length,date\n1,1,one,99,2017-04-01\n1,950,x,99,2017-04-02\n',
};
const LOAD = '/admin/ingest/archives';

const ingest = useIngestApp({});
// What the test before has deleted is loaded again.
beforeEach(async () => {
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(ingest.logs, name), content);
  await ingest.runJob(LOAD, { path: '.' });
});

/** Older titles are not kept. */
const withoutTitles = ({ songs, ...others }: TableState): unknown => ({
  ...others,
  songs: songs.map((song) => ({ ...song, title: null, singer: null, named_in: null })),
});

async function deleteArchive(name: string): Promise<Record<string, unknown>> {
  const { status, body } = await ingest.ask<{ id: string }>(
    'DELETE',
    `${LOAD}/${encodeURIComponent(name)}`,
    ADMIN,
  );
  expect(status).toBe(202);
  return (await ingest.endOfJob(body.id)).result;
}

describe('an archive that is deleted', () => {
  it.each([
    ['20170401_2_play.log', { days: ['2017-04-01'], events: 309 }],
    ['20170401_1_down.log', { days: ['2017-04-01'], events: 1 }],
    ['play_ds.csv', { days: ['2017-04-01', '2017-04-02'], events: 2 }],
  ])('leaves the tables of a load without it: %s', async (name, result) => {
    expect(await deleteArchive(name)).toEqual({ name, ...result });
    await rm(join(ingest.logs, name));
    const clean = await newLoader();
    await clean.load(ingest.logs);
    expect(withoutTitles(await tableState(ingest.testDatabase.database))).toEqual(
      withoutTitles(await tableState(clean.database)),
    );
    await closeLoaders();
    const { body } = await ingest.ask<{ days: unknown }>('GET', '/ingest/coverage', READ);
    expect(JSON.stringify(body)).not.toContain(name.startsWith('play_ds') ? '2017-04-02' : 'nothing');
  });

  it('is loaded again by the next load that meets it', async () => {
    const before = await tableState(ingest.testDatabase.database);
    await deleteArchive('20170401_1_play.log');
    const { result } = await ingest.runJob(LOAD, { path: '.' });
    expect(result).toMatchObject({ archives: { loaded: 1, unchanged: 3 } });
    expect(await tableState(ingest.testDatabase.database)).toEqual(before);
  });
});

it('ends the label of synthetic logs with the last archive', async () => {
  const isSynthetic = async (): Promise<unknown> =>
    (await ingest.ask<{ synthetic: boolean }>('GET', '/ingest/coverage', READ)).body.synthetic;
  for (const name of Object.keys(FILES)) await deleteArchive(name);
  await writeFile(join(ingest.logs, 'manifest.json'), '{"synthetic":true}');
  await ingest.runJob(LOAD, { path: '.' });
  await rm(join(ingest.logs, 'manifest.json'));
  const [last, ...others] = Object.keys(FILES);
  for (const name of others) await deleteArchive(name);
  expect(await isSynthetic()).toBe(true);
  await deleteArchive(last!);
  expect(await isSynthetic()).toBe(false);
});

it('refuses what is no archive', async () => {
  const unknown = await ingest.ask('DELETE', `${LOAD}/20170401_9_play.log`, ADMIN);
  expect([unknown.status, unknown.body['code']]).toEqual([404, 'archive_unknown']);
  await ingest.ask('POST', '/events', ADMIN, {
    events: [{ eventId: '1', kind: 'search', happenedAt: '2017-04-03T10:00:00', userId: '1', query: 'mc' }],
  });
  const posted = await ingest.ask('DELETE', `${LOAD}/events%2F2017-04-03%2Fsearch`, ADMIN);
  expect([posted.status, posted.body['code']]).toEqual([409, 'archive_posted']);
});
