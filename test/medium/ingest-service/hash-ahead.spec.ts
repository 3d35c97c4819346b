import { useLoader } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';
import { tableState } from './table-state.js';

const TITLE = 'la '.repeat(3000);
/** Every day is a batch of its own, large enough to be hashed while the day before it is loaded. */
const DAYS_APART = { batchBytes: 1 };

const loader = useLoader();

/** A thousand plays in 9 MB. */
const largeLog = (user: number): string =>
  Array.from({ length: 1000 }, (_, song) => play(user, 1 + song, 100, 200, TITLE)).join('');

const states = async (): Promise<string[]> =>
  (await tableState(loader.database)).archives.map(
    ({ name, state, reason }) => `${String(name)} ${String(state)} ${String(reason)}`,
  );

const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('archives that are hashed while others are loaded', () => {
  it('are duplicates of what was loaded in the meantime', async () => {
    // One that reads waits for the next load.
    await loader.load(await makeLogsFolder({ '20170405_1_play.log': play(1, 1, 1) }));
    const before = threads();
    const log = largeLog(1);
    const folder = await makeLogsFolder({
      '20170401_1_play.log': log,
      '20170402_1_play.log': log,
      '20170403_1_play.log': largeLog(2),
      '20170404_1_play.log': log,
    });
    await loader.load(folder, DAYS_APART);
    expect(await states()).toEqual([
      '20170401_1_play.log loaded null',
      '20170402_1_play.log duplicate same_content',
      '20170403_1_play.log loaded null',
      '20170404_1_play.log duplicate same_content',
      '20170405_1_play.log loaded null',
    ]);
    expect(threads()).toBe(before);
    const again = await loader.load(folder, DAYS_APART);
    expect(again.archives).toMatchObject({ unchanged: 4, loaded: 0 });
  });
});
