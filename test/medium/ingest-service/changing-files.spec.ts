import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useLoader } from './loader.js';
import { makeLogsFolder, manyPlays, play } from './logs-folder.js';

/** More chunks than are read ahead, as all files here. */
const PLAYS = manyPlays(1, 40_000);
const CSV = [
  'uid,song_id,date',
  ...Array.from({ length: 100_000 }, (_, user) => `${user},1,2017-04-01`),
  '',
].join('\n');

const loader = useLoader();

const archives = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ archive: string }>(
    `SELECT concat_ws(' ', name, state, reason, refusal, event_count) AS archive FROM archive ORDER BY name`,
  );
  return rows.map(({ archive }) => archive);
};

/** Loads, and does this while lines are read. */
async function loadWhile(logs: string, change: () => void): Promise<Record<string, number>> {
  const onProgress = ({ lines }: { lines: number }): void => {
    if (lines > 0) change();
  };
  return (await loader.load(logs, { onProgress })).archives;
}

describe('a file that changes while it is loaded', () => {
  it.each([
    ['20170401_1_play.log', PLAYS, play(1, 2, 3)],
    ['play_ds.csv', CSV, '1,2,2017-04-01\n'],
  ])('is refused, however long somebody writes to %s, and loaded the next time', async (name, log, line) => {
    const logs = await makeLogsFolder({ [name]: log, '20170401_2_play.log': play(9, 9, 9) });
    const path = join(logs, name);
    expect(await loadWhile(logs, () => appendFileSync(path, line.repeat(100)))).toMatchObject({
      loaded: 1,
      refused: 1,
    });
    expect(await archives()).toEqual(
      ['20170401_2_play.log loaded 1', `${name} refused file_changed 0`].sort(),
    );
    expect(await loader.database.query('SELECT user_id FROM play_event')).toEqual([{ user_id: '9' }]);
    expect((await loader.load(logs)).archives).toMatchObject({ loaded: 1, unchanged: 1 });
  });

  it('keeps the events of its earlier content', async () => {
    const logs = await makeLogsFolder({ '20170401_1_play.log': play(1, 2, 3) });
    const path = join(logs, '20170401_1_play.log');
    await loader.load(logs);
    writeFileSync(path, PLAYS);
    await loadWhile(logs, () => appendFileSync(path, play(1, 2, 3)));
    expect(await archives()).toEqual(['20170401_1_play.log loaded file_changed 1']);
    await loader.load(logs);
    expect(await loader.database.query('SELECT count(*)::int AS plays FROM play_event')).not.toEqual([
      { plays: 1 },
    ]);
  });

  it('is loaded the next time also when its content is what it was', async () => {
    const logs = await makeLogsFolder({ '20170401_1_play.log': PLAYS });
    await loadWhile(logs, () => utimesSync(join(logs, '20170401_1_play.log'), 1, 1));
    expect(await archives()).toEqual(['20170401_1_play.log refused file_changed 0']);
    await loader.load(logs);
    expect(await archives()).toEqual(['20170401_1_play.log loaded 40000']);
  });
});
