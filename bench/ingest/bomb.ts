import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';

const UNPACKED_BYTES = 2 ** 30;
const PIECE_BYTES = 2 ** 20;

/**
 * What unpacks to a thousand times its size: a line that never ends, and a line again and again that is no
 * event, and one that is.
 */
const BOMBS = ['0', 'nothing that could be an event\n', '168000000\tar\t1\t0\tt\ts\t1\t2\t0\n'];
const NAME = '20170401_1_play.log.gz';

/** Highest memory of a service that is given archives which unpack to 1 GiB each. */
export async function measureBombs(platform: BenchPlatform, data: string): Promise<void> {
  for (const content of BOMBS) {
    const folder = join(data, 'bomb');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await pipeline(Readable.from(pieces(content)), createGzip(), createWriteStream(join(folder, NAME)));
    const { size } = statSync(join(folder, NAME));
    console.log(`${(size / 2 ** 20).toFixed(1)} MiB, unpacked 1 GiB of ${JSON.stringify(content)}`);
    await platform.withService(folder, async (service) => show('bomb', await service.load('.')));
    rmSync(folder, { recursive: true, force: true });
  }
}

function* pieces(content: string): Generator<Buffer> {
  const piece = Buffer.from(content.repeat(Math.floor(PIECE_BYTES / content.length)));
  for (let bytes = 0; bytes < UNPACKED_BYTES; bytes += piece.length) yield piece;
}
