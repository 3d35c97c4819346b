import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ADMIN, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';

const LOAD = '/admin/ingest/archives';
const LOG = '20100101_1_play.log';
const CSV = 'play_ds.csv';
const HEADER = 'uid,song_id,song_length,date\n';
const row = (user: number, day: number): string => `${user},5,300,2010-01-0${day}\n`;

let ingest: IngestApp;
let logs: string;

beforeEach(async () => {
  logs = await makeLogsFolder({ [LOG]: play(1, 5, 100).repeat(10), [CSV]: HEADER + row(1, 2) + row(2, 3) });
  ingest = await startIngestApp(logs);
  await load();
});
afterEach(async () => {
  await ingest.close();
});
afterAll(removeLogsFolders);

async function load(more: object = {}): Promise<void> {
  expect(await ingest.runJob(LOAD, { path: '.', ...more })).toMatchObject({ state: 'succeeded' });
}

async function dropAll(): Promise<void> {
  const request = { before: '2010-02-01', everything: true, dryRun: false };
  expect(await ingest.runJob('/admin/ingest/retention', request)).toMatchObject({ state: 'succeeded' });
}

async function deleteArchive(name: string): Promise<void> {
  const { body } = await ingest.ask<{ id: string }>('DELETE', `${LOAD}/${name}`, ADMIN);
  expect(await ingest.endOfJob(body.id)).toMatchObject({ state: 'succeeded' });
}

/** Events and plays by length of song 5; as `song` has them, and counted from the events. */
async function counts(): Promise<{ known: unknown; counted: unknown }> {
  const { database } = ingest.testDatabase;
  const [known] = await database.query(
    'SELECT event_count AS events, lengths, length_plays AS plays FROM song',
  );
  const [counted] = await database.query(
    `SELECT sum(plays)::int AS events, array_agg(seconds ORDER BY seconds) AS lengths, array_agg(plays ORDER BY seconds) AS plays
     FROM (SELECT song_seconds AS seconds, count(*)::int AS plays FROM play_event GROUP BY 1) AS by_length
     HAVING count(*) > 0`,
  );
  return { known, counted };
}

async function expectCounts(events: number): Promise<void> {
  const { known, counted } = await counts();
  expect(known).toEqual(counted);
  if (events === 0) expect(known).toBeUndefined();
  else expect(known).toMatchObject({ events });
}

describe('songs count the events that are there', () => {
  it('before and after a day is dropped, and when it is loaded again', async () => {
    await expectCounts(12);
    await dropAll();
    await expectCounts(0);
    await load({ includeDropped: true });
    await expectCounts(12);
  });

  it('when a dropped archive is deleted and loaded again', async () => {
    await dropAll();
    for (const name of [LOG, CSV]) await deleteArchive(name);
    await load();
    await expectCounts(0);
    await load({ includeDropped: true });
    await expectCounts(12);
  });

  it.each([
    ['another content', play(1, 5, 100).repeat(11), `${HEADER}${row(1, 2)}${row(2, 3)}${row(3, 3)}`, 14],
    ['fewer events', play(1, 5, 100).repeat(3), HEADER + row(1, 2), 4],
  ])('when a dropped day comes back with %s', async (_what, log, csv, events) => {
    await dropAll();
    await writeFile(join(logs, LOG), log);
    await writeFile(join(logs, CSV), csv);
    await load({ includeDropped: true });
    await expectCounts(events);
  });

  it('when a dropped day comes back in another packing, and after everything is deleted', async () => {
    await dropAll();
    await rm(join(logs, LOG));
    await writeFile(join(logs, `${LOG}.gz`), gzipSync(play(1, 5, 100).repeat(10)));
    await load({ includeDropped: true });
    await expectCounts(12);
    await deleteArchive(`${LOG}.gz`);
    await expectCounts(2);
    await deleteArchive(CSV);
    await expectCounts(0);
  });
});
