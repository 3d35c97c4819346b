import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useLoader } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';
import { retentionOf } from '../../support/retention.js';

const loader = useLoader();

const states = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ state: string }>(
    `SELECT concat_ws(' ', archive.identity, archive.state, original.identity) AS state
     FROM archive LEFT JOIN archive AS original ON original.id = archive.duplicate_of ORDER BY archive.identity`,
  );
  return rows.map(({ state }) => state);
};
const users = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ play: string }>(
    `SELECT day || ' ' || user_id AS play FROM play_event ORDER BY day, user_id`,
  );
  return rows.map(({ play: day }) => day);
};

describe('a duplicate', () => {
  it('stays one while its original stands', async () => {
    const logs = await makeLogsFolder({
      '20170401_1_play.log': play(1, 2, 3),
      '20170401_2_play.log': play(1, 2, 3),
    });
    await loader.load(logs);
    const duplicate = ['20170401_1_play.log loaded', '20170401_2_play.log duplicate 20170401_1_play.log'];
    expect(await states()).toEqual(duplicate);
    expect((await loader.load(logs)).archives).toMatchObject({ unchanged: 2, loaded: 0 });
    expect(await states()).toEqual(duplicate);
  });

  it.each(['20170401_2_play.log', '20170402_1_play.log'])(
    'is loaded when its original changes: %s',
    async (name) => {
      const logs = await makeLogsFolder({ '20170401_1_play.log': play(1, 2, 3), [name]: play(1, 2, 3) });
      await loader.load(logs, { batchBytes: 1 });
      await writeFile(join(logs, '20170401_1_play.log'), play(9, 2, 3));
      expect((await loader.load(logs, { batchBytes: 1 })).archives).toMatchObject({ loaded: 2 });
      expect(await states()).toEqual(['20170401_1_play.log loaded', `${name} loaded`]);
      expect(await users()).toHaveLength(2);
    },
  );

  it('is loaded when retention dropped the day of its original', async () => {
    const logs = await makeLogsFolder({
      '20170401_1_play.log': play(1, 2, 3),
      '20170402_1_play.log': play(1, 2, 3),
    });
    await loader.load(logs);
    expect(await retentionOf(loader.database).dropDay('2017-04-01')).toBe(true);
    await loader.load(logs);
    expect(await states()).toEqual(['20170401_1_play.log dropped', '20170402_1_play.log loaded']);
    expect(await users()).toEqual(['2017-04-02 1']);
  });

  it('takes another archive of its content for its original when there is one', async () => {
    const same = play(1, 2, 3);
    const logs = await makeLogsFolder({
      '20170401_1_play.log': same,
      '20170401_2_play.log': same,
      '20170401_3_play.log': same,
    });
    await loader.load(logs);
    await writeFile(join(logs, '20170401_1_play.log'), play(9, 2, 3));
    await loader.load(logs);
    expect(await states()).toEqual([
      '20170401_1_play.log loaded',
      '20170401_2_play.log loaded',
      '20170401_3_play.log duplicate 20170401_2_play.log',
    ]);
    expect(await users()).toEqual(['2017-04-01 1', '2017-04-01 9']);
  });
});
