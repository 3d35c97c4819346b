import { cpSync, appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';
import { archivesOf, packedSet, plainSet } from './sample-set.js';

const LAST = '2017-05-12';
const HISTORIES: [days: number, from: string][] = [
  [1, '2017-05-12'],
  [10, '2017-05-03'],
  [44, '2017-03-30'],
];

/** One archive of the newest day gets a line more and is loaded again, with 1, 10 and 44 days of history in the tables. */
export async function measureReload(platform: BenchPlatform, data: string, users: number): Promise<void> {
  // The same day in all three: only the history differs.
  const shape = { users, from: '2017-03-30', to: LAST };
  const packed = await packedSet(data, shape);
  await plainSet(data, shape);
  const folder = join(data, 'reload');
  console.log(`one archive of ${LAST} loaded again, ${users} users`);
  for (const [days, from] of HISTORIES) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const first = from.replaceAll('-', '');
    for (const name of archivesOf(packed)) {
      if (name < first) continue;
      const plain = name.replace('.tar.gz', '');
      const isNewest = name.startsWith(LAST.replaceAll('-', ''));
      if (isNewest) cpSync(join(packed.replace('packed-', 'plain-'), plain), join(folder, plain));
      else cpSync(join(packed, name), join(folder, name));
    }
    await platform.withService(folder, async (service) => {
      await service.load('.');
      const name = `${LAST.replaceAll('-', '')}_1_play.log`;
      for (let round = 0; round < 3; round++) {
        appendFileSync(join(folder, name), `16800000${round}\tar\t7368788\t0\ttitle\tsinger\t100\t200\t0\n`);
        show(`${days} days`, await service.load(name));
      }
    });
  }
  rmSync(folder, { recursive: true, force: true });
}
