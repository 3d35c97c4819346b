import type { LoadProgress } from '../../../apps/ingest-service/src/loading/load-progress.js';
import { LineKernels } from '../../../apps/ingest-service/src/kernel/line-kernels.js';
import { closeLoaders, newLoader } from './loader.js';
import { download, makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';
import { tableChecksums } from './table-state.js';

/** 6 MiB, of which counts get some 4. */
const FEW_PAGES = 96;

afterEach(closeLoaders);
afterAll(removeLogsFolders);

const lines = (from: number, count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(from + n)).join('');

it('counts archives one by one, and the rollup by SQL, where the kernel is too small for the day', async () => {
  const logs = await makeLogsFolder({
    '20170401_1_play.log': lines(1, 20_000, (n) => play(n, n % 5000, 60, 200, `first ${n % 5000}`)),
    '20170401_2_play.log': lines(10_001, 20_000, (n) => play(n, n % 7000, 60, 210, `second ${n % 7000}`)),
    '20170401_1_down.log': lines(5000, 3000, (n) => download(n, n)),
    '20170402_1_play.log': play(1, 2, 3),
  });
  const [small, large] = [await newLoader(), await newLoader()];
  const progress: number[] = [];
  const onProgress = ({ archivesDone }: LoadProgress): void => void progress.push(archivesDone);
  const { archives } = await small.load(logs, { kernels: new LineKernels(FEW_PAGES), onProgress });
  expect(archives).toMatchObject({ loaded: 4 });
  await large.load(logs);
  expect(await tableChecksums(small.database)).toEqual(await tableChecksums(large.database));
  expect(progress.at(-1)).toBe(4);
});

it('says what to do where the kernel is too small for one archive, and loads nothing of its day', async () => {
  const logs = await makeLogsFolder({
    '20170401_1_play.log': lines(1, 150_000, (n) => play(1, n, 3)),
    '20170401_2_play.log': play(1, 2, 3),
  });
  const loader = await newLoader();
  const load = loader.load(logs, { kernels: new LineKernels(FEW_PAGES) });
  await expect(load).rejects.toThrow('more songs than the line kernel can count at once');
  expect(await loader.database.query('SELECT * FROM play_event')).toEqual([]);
  expect((await loader.load(logs)).archives).toMatchObject({ loaded: 2 });
});
