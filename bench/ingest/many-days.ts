import { writeSampleLogs } from '#sample-logs';
import { addDays } from '#common/calendar';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';

/** Days that there are before new ones are made. */
const BESIDE = [30, 400, 1_000];
const NEW_DAYS = 100;

/** The lake of the other sample world, whose 166 small files have days in common; then the cost of a new day. */
export async function measureManyDays(platform: BenchPlatform, data: string): Promise<void> {
  const lake = join(data, 'elsewhere');
  const days = { firstDay: '2017-03-30', lastDay: '2017-05-12' };
  if (!existsSync(lake))
    await writeSampleLogs({ directory: lake, world: 'elsewhere', userCount: 4_000, seed: 1, ...days });
  await platform.withService(lake, async (service) => {
    await service.storeMapping(readFileSync(join(lake, '_world/mapping.yaml'), 'utf8'));
    show('lake of the other sample world', await service.load('.', 'sampled', { mapping: 'elsewhere' }));
  });
  const folder = join(data, 'many-days');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await platform.withService(folder, async (service) => {
    await service.storeMapping('name: bench\nrecords: lines\nuser: user\nsong: song\ntime: at\n');
    let made = 0;
    /** Loads a file with one event of each of so many new days. */
    const load = async (count: number): ReturnType<typeof service.load> => {
      const file = `${made}.jsonl`;
      const lines = Array.from({ length: count }, () => {
        const at = `${addDays('2018-01-01', made++)}T12:00:00Z`;
        return `${JSON.stringify({ user: 'a', song: 'b', at })}\n`;
      });
      writeFileSync(join(folder, file), lines.join(''));
      return await service.load(file, 'untouched', { mapping: 'bench' });
    };
    for (const beside of BESIDE) {
      await load(beside - made);
      const { seconds, processor } = await load(NEW_DAYS);
      const each = [seconds, processor.client, processor.postgres].map((of) => (1000 * of) / NEW_DAYS);
      const [clock, ours, postgres] = each.map((ms) => ms.toFixed(1));
      console.log(
        `  a new day beside ${beside}: ${clock} ms, of the processor ${ours} and PostgreSQL ${postgres}`,
      );
    }
  });
  rmSync(folder, { recursive: true });
}
