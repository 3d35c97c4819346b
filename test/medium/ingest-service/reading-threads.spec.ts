import { readdirSync, readlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { until } from '../../support/until.js';
import { useLoader } from './loader.js';
import { makeLogsFolder, manyPlays, play } from './logs-folder.js';

/** More chunks than are read ahead. */
const LARGE = manyPlays(1, 60_000);

const loader = useLoader();

const archives = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ archive: string }>(
    `SELECT concat_ws(' ', name, state, reason, event_count) AS archive FROM archive ORDER BY name`,
  );
  return rows.map(({ archive }) => archive);
};
const songs = async (): Promise<unknown> =>
  await loader.database.query('SELECT song_id, title, event_count FROM song ORDER BY song_id');
const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
const openFiles = (folder: string): string[] =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  });

describe('the threads that read archives', () => {
  afterEach(() => {
    delete process.env['FAULT_POINT'];
  });

  it('parse lines: where one ends, its file is refused, and the load and the service go on', async () => {
    const small = { '20170401_1_play.log': play(1, 5, 10, 200, 'first') };
    const rest = {
      '20170401_3_play.log': play(2, 5, 10, 200, 'third'),
      '20170402_1_play.log': play(2, 6, 10, 200, 'next day'),
    };
    // Only a thread that begins now ends there, and so does the next one, which reads the day without the kernel.
    process.env['FAULT_POINT'] = 'chunk_parsed:4';
    const logs = await makeLogsFolder({ ...small, '20170401_2_play.log': LARGE, ...rest });
    const { archives: states, reasons } = await loader.load(logs);
    expect(states).toMatchObject({ loaded: 3, refused: 1 });
    expect(reasons).toEqual({ reader_failed: 1 });
    expect(await songs()).toEqual([
      { song_id: '5', title: 'third', event_count: 2 },
      { song_id: '6', title: 'next day', event_count: 1 },
    ]);
    delete process.env['FAULT_POINT'];
    expect((await loader.load(logs)).archives).toMatchObject({ loaded: 1, unchanged: 3 });
    expect(await archives()).toContain('20170401_2_play.log loaded 60000');
  });

  it('leave neither thread nor descriptor when a load is cancelled', async () => {
    const logs = await makeLogsFolder({
      '20170401_1_play.log.gz': gzipSync(LARGE, { level: 1 }),
      'play_ds.csv': 'uid,song_id,date\n' + '1,2,2017-04-01\n'.repeat(200_000),
    });
    await loader.load(await makeLogsFolder({ '20170405_1_play.log': play(1, 1, 1) }));
    const before = threads();
    for (const name of ['20170401_1_play.log.gz', 'play_ds.csv']) {
      const stop = new AbortController();
      const onProgress = ({ lines }: { lines: number }): void => {
        if (lines > 0) stop.abort(new Error('stopped'));
      };
      const path = `${logs}/${name}`;
      await expect(loader.load(logs, { path, onProgress, signal: stop.signal })).rejects.toThrow('stopped');
      expect(threads()).toBeLessThanOrEqual(before);
      // An ended thread closes its files a moment later.
      await until(() => Promise.resolve(openFiles(logs).length === 0), 'the files to be closed');
    }
    expect((await loader.load(logs)).archives).toMatchObject({ loaded: 2 });
  });
});
