import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ADMIN_KEY } from '../../test/support/service-process.js';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';
import { archivesOf, plainSet } from './sample-set.js';

/**
 * Small archives that are all changed and loaded again, by a path that the service reads itself, then changed
 * once more and sent by `npm run ingest FOLDER`.
 */
export async function measureSmallArchives(platform: BenchPlatform, data: string): Promise<void> {
  const plain = await plainSet(data, { users: 5_000, from: '2017-03-30', to: '2017-04-20' });
  const folder = join(data, 'small-archives');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const names = archivesOf(plain);
  for (const name of names) cpSync(join(plain, name), join(folder, name));
  /** Without the last line, so that each is another content. */
  const change = (): void => {
    for (const name of names) {
      const log = readFileSync(join(folder, name), 'latin1');
      writeFileSync(join(folder, name), log.slice(0, log.lastIndexOf('\n', log.length - 2) + 1), 'latin1');
    }
  };
  await platform.withService(folder, async (service) => {
    show(`${names.length} small archives`, await service.load('.'));
    change();
    show('changed, by path', await service.load('.'));
    change();
    const started = performance.now();
    const program = resolve('dist/apps/ingest-service/src/cli/main.js');
    const sending = spawn(process.execPath, [program, folder, '--url', service.address, '--key', ADMIN_KEY], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(sending, 'exit')) as [number];
    console.log(
      `  changed, npm run ingest: ${((performance.now() - started) / 1000).toFixed(1)} s, exit ${code}`,
    );
  });
  rmSync(folder, { recursive: true, force: true });
}
