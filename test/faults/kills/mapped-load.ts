import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { makeLogsFolder, removeLogsFolders } from '../../medium/ingest-service/logs-folder.js';
import { tableState } from '../../medium/ingest-service/table-state.js';
import type { TableState } from '../../medium/ingest-service/table-state.js';
import { createLoader } from '../../support/archive-loader.js';
import { prepareDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { shares } from '../../support/drawn.js';
import { numbered, runProgram, shareOf } from './work.js';
import type { Work } from './work.js';

const MAPPING = `name: kills
files: '*.jsonl'
records: lines
kind: { column: kind, values: { stream: play, look: search } }
user: who
song: track
title: name
singer: artist
query: text
time: at
seconds: heard
drop: [ip]
`;
/** Those that a load of mapped files passes. */
const NAMED = [
  ...['files_found', 'contents_hashed', 'rows_copying', 'rows_copied', 'archive_booked', 'archive_refused'],
  ...['user_day_rebuilt', 'users_excluded', 'batch_committed', 'days_copied:3', 'days_counted:2'],
  ...['songs_merged', 'songs_committed', 'statistics_made'],
];
/** A load of the folder passes at least so many points. */
const POINTS = 40;

/** Plays and searches on five days, of which some have no time. @param from the first day of May */
function history(from: number, records: number): string {
  return Array.from({ length: records }, (_, at) => {
    const day = String(from + (at % 5)).padStart(2, '0');
    return `${JSON.stringify({
      kind: at % 4 === 0 ? 'look' : 'stream',
      who: `user ${at % 31}`,
      track: `track/${at % 23}`,
      name: `Title ${at % 23} of ${day}`,
      artist: `Artist ${at % 7}`,
      text: `text ${at}`,
      at: at % 17 === 0 ? 'soon' : `2023-05-${day}T${String(at % 24).padStart(2, '0')}:10:00Z`,
      heard: at % 200,
      ip: '192.0.2.1',
    })}\n`;
  }).join('');
}

/** The tables, hours of plays, and the dictionary. */
async function stateOf({ database }: TestDatabase): Promise<unknown> {
  const more = [
    'SELECT user_id AS id, text FROM user_key UNION ALL SELECT song_id, text FROM song_key ORDER BY 2, 1',
    'SELECT day, user_id, song_id, minute FROM play_event ORDER BY 1, 2, 3, 4',
    'SELECT form FROM id_form',
  ];
  return [await tableState(database), ...(await Promise.all(more.map((sql) => database.query(sql))))];
}

const settings = (url: string, folder: string): Record<string, string> => ({
  DATABASE_URL: url,
  LOGS_DIR: folder,
  LOGS_MAPPING: MAPPING,
});

async function load(url: string, folder: string): Promise<void> {
  const loader = await createLoader(url, { limits: { rowBytes: 1_000 } });
  await loader.load(folder, { mapping: readMapping(MAPPING) });
  await loader.close();
}

function expectSomethingOfEverything(clean: unknown): void {
  const [tables, keys, hours, form] = clean as [TableState, object[], object[], object[]];
  expect(tables.archives.map(({ name, state }) => `${String(name)} ${String(state)}`)).toEqual([
    'kills/play/a.jsonl loaded',
    'kills/play/b.jsonl loaded',
    'kills/play/c.jsonl duplicate',
    'kills/play/d.jsonl refused',
    'kills/play/first.jsonl loaded',
    'kills/search/a.jsonl loaded',
    'kills/search/b.jsonl loaded',
    'kills/search/c.jsonl duplicate',
    'kills/search/d.jsonl loaded',
    'kills/search/first.jsonl loaded',
  ]);
  const filled = ['songs', 'userDays', 'rejectedLines', 'archiveDays', 'searches'] as const;
  for (const table of filled) expect(`${table} ${tables[table].length > 0}`).toBe(`${table} true`);
  expect([keys.length, hours.length > 300, form]).toEqual([31 + 23, true, [{ form: 'text' }]]);
}

/** A file is replaced, one is new, one is a copy of what was loaded, and one is refused. */
export const mappedLoad: Work = {
  name: 'a load of mapped files',
  points: [...NAMED, ...numbered(POINTS), ...shares(6, 17).map((share) => `after:${share}`)],
  prepare: async () => {
    const folder = await makeLogsFolder({ 'a.jsonl': history(1, 100), 'first.jsonl': history(2, 50) });
    const prepared = await prepareDatabase((url) => load(url, folder));
    await writeFile(join(folder, 'a.jsonl'), history(3, 200));
    await writeFile(join(folder, 'b.jsonl'), history(6, 300));
    await writeFile(join(folder, 'c.jsonl'), history(2, 50));
    await writeFile(join(folder, 'd.jsonl'), '{}\n');
    const undisturbed = await prepared.clone();
    const { ms } = await runProgram('load-once', settings(undisturbed.url, folder));
    const clean = await stateOf(undisturbed);
    await undisturbed.drop();
    expectSomethingOfEverything(clean);
    return {
      killedAt: async (point) => {
        const database = await prepared.clone();
        const share = shareOf(point);
        const environment = { ...settings(database.url, folder), FAULT_POINT: share === null ? point : '' };
        const { end } = await runProgram('load-once', environment, share === null ? undefined : share * ms);
        if (share === null) expect(end).toBe('SIGKILL');
        await load(database.url, folder);
        expect(await stateOf(database)).toEqual(clean);
        await database.drop();
      },
      remove: async () => {
        await prepared.drop();
        await removeLogsFolders();
      },
    };
  },
};
