import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';
import { tableState } from './table-state.js';
import { retentionOf } from '../../support/retention.js';

const CSV = [
  'uid,song_id,song_name,song_length,play_time,date',
  '1,1,one,200,100,2017-04-01',
  '1,2,two,210,100,2017-04-01',
  '2,1,one,220,100,2017-04-02',
  '3,1,one,230,100,2017-04-02',
  '',
].join('\n');

afterEach(closeLoaders);
afterAll(removeLogsFolders);

const drop = async ({ database }: Loader, day: string): Promise<void> => {
  expect(await retentionOf(database).dropDay(day)).toBe(true);
};

describe('days of a CSV that retention dropped', () => {
  it.each(['after', 'before'])('come back by includeDropped when it was loaded %s that', async (order) => {
    const logs = await makeLogsFolder({ 'play_ds.csv': CSV });
    const [loader, clean] = [await newLoader(), await newLoader()];
    if (order === 'after') await loader.load(await makeLogsFolder({ '20170401_1_play.log': play(1, 1, 1) }));
    else await loader.load(logs);
    await drop(loader, '2017-04-01');
    expect((await loader.load(logs)).archives).toMatchObject(
      order === 'after' ? { loaded: 1 } : { unchanged: 1 },
    );
    const plays = await loader.database.query('SELECT DISTINCT day::text FROM play_event');
    expect(plays).toEqual([{ day: '2017-04-02' }]);

    const back = await loader.load(logs, { includeDropped: true });
    expect(back).toMatchObject({ archives: { loaded: 1 }, events: { play: 4 } });
    expect((await loader.load(logs, { includeDropped: true })).archives).toMatchObject({ unchanged: 1 });
    await clean.load(logs);
    const { archives, songs, ...others } = await tableState(loader.database);
    const expected = await tableState(clean.database);
    expect(others).toEqual({ ...expected, archives: undefined, songs: undefined });
    expect(songs.map(({ title }) => title)).toEqual(['one', 'two']);
    if (order === 'after') return;
    // The lengths of a dropped archive stay, so they are compared where there was none.
    expect({ archives, songs }).toEqual({ archives: expected.archives, songs: expected.songs });
  });
});

it.each(['20170401_1_play.log', 'play_ds.csv'])(
  '%s has no reason any more when its good content comes back after a bad one',
  async (name) => {
    const good = name.endsWith('csv') ? CSV : play(1, 2, 3);
    const logs = await makeLogsFolder({ [name]: good });
    const loader = await newLoader();
    const booked = async (): Promise<unknown> =>
      (await loader.database.query('SELECT state, reason, refusal FROM archive'))[0];
    await loader.load(logs);
    await writeFile(join(logs, name), 'garbage\n');
    await loader.load(logs);
    const refusal = expect.stringMatching(/no_event|columns_missing/) as unknown;
    expect(await booked()).toEqual({ state: 'loaded', reason: null, refusal });
    await writeFile(join(logs, name), good);
    expect(await loader.load(logs)).toMatchObject({ archives: { unchanged: 1 }, reasons: {} });
    expect(await booked()).toEqual({ state: 'loaded', reason: null, refusal: null });
  },
);
