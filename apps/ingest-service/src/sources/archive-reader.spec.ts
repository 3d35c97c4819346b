import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ArchiveReader } from './archive-reader.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { unpackedChunks } from './unpacked-chunks.js';
import { lookAt } from './content-look.worker.js';
import { tarHeader } from '../../../../test/medium/ingest-service/logs-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-reader-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Lines that do not compress to nothing, so that a cut falls between many blocks. */
function makeLog(lines: number): Buffer {
  let state = 1;
  const rows: string[] = [];
  for (let row = 0; row < lines; row++) {
    state = (state * 48271) % 2147483647;
    rows.push(`${state}\tar\t${state % 99991}\t0\tsong ${state % 977}\tsinger\t${state % 300}\t300\t0\n`);
  }
  return Buffer.from(rows.join(''));
}

async function makeTar(entries: { name: string; content?: Buffer }[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content } of entries) {
    if (content) tar.entry({ name }, content);
    else tar.entry({ name, type: 'directory' });
  }
  tar.finalize();
  const blocks: Buffer[] = [];
  for await (const block of tar) blocks.push(block as Buffer);
  return Buffer.concat(blocks);
}

/** @param pauseMs how long the reader takes for each chunk */
async function read(
  content: Buffer,
  pauseMs = 0,
): Promise<{ log: Buffer; damage: string | null; binary: boolean }> {
  const path = join(folder, 'archive');
  await writeFile(path, content);
  const reader = new ArchiveReader(path);
  const chunks: Buffer[] = [];
  // A chunk holds only until the next one is asked for.
  for await (const chunk of reader.chunks()) {
    chunks.push(Buffer.from(chunk));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return { log: Buffer.concat(chunks), damage: reader.damage, binary: reader.binary };
}

async function refusal(content: Buffer): Promise<string> {
  const error = await read(content).catch((thrown: unknown) => thrown);
  return error instanceof ArchiveRefused ? error.reason : `no refusal: ${JSON.stringify(error)}`;
}

const LOG = makeLog(40_000);
const CHUNK_BYTES = 256 * 1024;

describe('ArchiveReader', () => {
  it('reads plain, gzip, tar and tar.gz by their content', async () => {
    const tar = await makeTar([{ name: '20170339_3_play.log', content: LOG }]);
    const twoMembers = Buffer.concat([gzipSync(LOG.subarray(0, 1000)), gzipSync(LOG.subarray(1000))]);
    for (const content of [LOG, gzipSync(LOG), twoMembers, tar, gzipSync(tar)]) {
      const { log, damage } = await read(content);
      expect(log.equals(LOG)).toBe(true);
      expect(damage).toBeNull();
    }
  });

  it('reads all frames of zstd, with those of pzstd that hold no content', async () => {
    const noContent = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 9, 0, 0, 0]);
    const frames = Array.from({ length: 40 }, (_, frame) => {
      const part = LOG.subarray((frame * LOG.length) / 40, ((frame + 1) * LOG.length) / 40);
      const params = {
        [constants.ZSTD_c_checksumFlag]: frame % 2,
        [constants.ZSTD_c_contentSizeFlag]: frame & 2,
      };
      return [...(frame % 3 === 0 ? [noContent] : []), zstdCompressSync(part, { params })];
    }).flat();
    const empty = zstdCompressSync(Buffer.alloc(0));
    for (const content of [Buffer.concat(frames), Buffer.concat([...frames.slice(1), empty, noContent])]) {
      const { log, damage } = await read(content);
      expect(log.equals(LOG)).toBe(true);
      expect(damage).toBeNull();
      const cut = await read(content.subarray(0, content.length * 0.9));
      expect(cut.damage).toBe('truncated');
      expect(cut.log.length).toBeGreaterThan(0.7 * LOG.length);
      expect(LOG.subarray(0, cut.log.length).equals(cut.log)).toBe(true);
    }
    for (const rest of ['no frame', '\0\0\0\0\0\0']) {
      const behind = await read(Buffer.concat([frames[1]!, Buffer.from(rest)]));
      expect(behind).toMatchObject({ damage: 'corrupt' });
      expect(behind.log.length).toBeGreaterThan(0);
    }
  });

  it('finds the ends of frames wherever the content is cut into chunks', async () => {
    const parts = [LOG.subarray(0, 300), Buffer.alloc(0), Buffer.alloc(400_000, 'x'), LOG.subarray(300, 700)];
    const content = Buffer.concat(parts.map((part) => zstdCompressSync(part)));
    for (let size = 1; size < 20; size++) {
      const chunks = Array.from({ length: Math.ceil(content.length / size) }, (_, at) =>
        content.subarray(at * size, (at + 1) * size),
      );
      const unpacked: Buffer[] = [];
      const onDamage = (): never => {
        throw new Error('damaged');
      };
      for await (const chunk of unpackedChunks(Readable.from(chunks), 'zstd', onDamage)) unpacked.push(chunk);
      expect(Buffer.concat(unpacked).equals(Buffer.concat(parts))).toBe(true);
    }
  });

  it('says that something follows the padding of a gzip member', async () => {
    for (const padding of [10, 700_000]) {
      const content = Buffer.concat([gzipSync(LOG), Buffer.alloc(padding), gzipSync(LOG)]);
      const { log, damage } = await read(content);
      expect([log.equals(LOG), damage]).toEqual([true, 'corrupt']);
    }
  });

  it('reads a tar header without magic', async () => {
    const tar = await makeTar([{ name: '1_down.log', content: LOG }]);
    const lostMagic = tar.subarray(257, 265).reduce((sum, byte) => sum + byte, 0);
    tar.fill(0, 257, 265);
    const checksum = Number.parseInt(tar.toString('latin1', 148, 156), 8) - lostMagic;
    tar.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect((await read(tar)).log.equals(LOG)).toBe(true);
  });

  it('passes over folders and macOS resource forks', async () => {
    const tar = await makeTar([
      { name: 'logs/' },
      { name: 'logs/._1_play.log', content: Buffer.from('fork') },
      { name: 'logs/1_play.log', content: LOG },
    ]);
    expect((await read(gzipSync(tar))).log.equals(LOG)).toBe(true);
  });

  it('yields all that is whole of a truncated archive, wherever it is cut', async () => {
    const tar = await makeTar([{ name: '1_play.log', content: LOG }]);
    for (const whole of [gzipSync(LOG), gzipSync(tar)]) {
      for (const share of [0.02, 0.3, 0.5, 0.77, 0.999]) {
        const { log, damage } = await read(whole.subarray(0, Math.floor(whole.length * share)));
        expect(damage).toBe('truncated');
        expect(LOG.subarray(0, log.length).equals(log)).toBe(true);
        // Decompression may hold back at most one block's worth at the cut.
        expect(log.length).toBeGreaterThan(LOG.length * share * 0.9 - 64 * 1024);
      }
    }
  });

  it('yields every byte of a tar that was cut before it was compressed', async () => {
    const tar = await makeTar([{ name: '1_play.log', content: LOG }]);
    for (const bytes of [513, 70_000, 1_000_001]) {
      const { log, damage } = await read(gzipSync(tar.subarray(0, bytes)));
      expect(log.equals(LOG.subarray(0, bytes - 512))).toBe(true);
      expect(damage).toBe('truncated');
    }
  });

  it('yields what comes before damaged compressed data, but for the last 256 KiB', async () => {
    const packed = gzipSync(LOG);
    for (const share of [0.3, 0.5, 0.98]) {
      const at = Math.floor(packed.length * share);
      const damaged = Buffer.from(packed);
      damaged.fill(0xff, at, at + 2000);
      const slowly = await read(damaged, 5);
      for (const { log, damage } of [await read(damaged), slowly]) {
        expect(damage).toBe('corrupt');
        // All that a reader of the undamaged bytes alone would get, but for the chunk that was not full.
        const { log: before } = await read(packed.subarray(0, at));
        expect(LOG.subarray(0, before.length).equals(before)).toBe(true);
        const whole = before.length - CHUNK_BYTES;
        expect(log.length).toBeGreaterThanOrEqual(whole);
        expect(log.subarray(0, whole).equals(before.subarray(0, whole))).toBe(true);
      }
    }
  });

  it('passes over zero padding behind the last gzip member', async () => {
    const { log, damage } = await read(Buffer.concat([gzipSync(LOG), Buffer.alloc(700_000)]));
    expect(log.equals(LOG)).toBe(true);
    expect(damage).toBeNull();
  });

  it('takes a wrong check sum for damage', async () => {
    const wrong = Buffer.from(gzipSync(LOG));
    wrong[wrong.length - 6]! ^= 1;
    const { log, damage } = await read(wrong);
    expect(damage).toBe('corrupt');
    expect(log.length).toBeGreaterThan(LOG.length - CHUNK_BYTES);
    expect(LOG.subarray(0, log.length).equals(log)).toBe(true);
  });

  it('answers a truncated archive of which nothing is whole with no bytes', async () => {
    for (const bytes of [2, 10, 12]) {
      const { log, damage } = await read(gzipSync(LOG).subarray(0, bytes));
      expect([log.length, damage]).toEqual([0, 'truncated']);
    }
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['empty', gzipSync(Buffer.alloc(0))],
    ['unknown_packing', Buffer.from('PK\x03\x04rest')],
    ['unknown_packing', gzipSync(gzipSync(LOG))],
    ['utf_16', Buffer.from('\uFEFF{"user":"Ann"}\n', 'utf16le')],
    ['utf_16', gzipSync(Buffer.from('user,song\n1,Grüße\n', 'utf16le').swap16())],
  ])('refuses as %s', async (reason, content) => {
    expect(await refusal(content)).toBe(reason);
  });

  it.each([
    [true, deflateRawSync(LOG)],
    [true, gzipSync(Buffer.alloc(5000, 1))],
    [false, LOG],
    [false, Buffer.concat([Buffer.from([0, 1, 2, 10]), LOG])],
  ])('says whether it looks binary: %s', async (binary, content) => {
    expect(await read(content)).toMatchObject({ binary });
  });

  it('refuses a tar without a log, with an empty one, and with two', async () => {
    const one = { name: '1_play.log', content: LOG };
    expect(await refusal(await makeTar([{ name: 'folder/' }]))).toBe('no_log_inside');
    expect(await refusal(await makeTar([]))).toBe('no_log_inside');
    expect(await refusal(gzipSync(await makeTar([])))).toBe('no_log_inside');
    expect(await refusal(await makeTar([{ name: '1_play.log', content: Buffer.alloc(0) }]))).toBe('empty');
    expect(await refusal(gzipSync(await makeTar([one, { ...one, name: '2_play.log' }])))).toBe(
      'several_logs_inside',
    );
  });

  it.each([
    ['pax', 'x'],
    ['global pax', 'g'],
    ['GNU long name', 'L'],
    ['GNU long link name', 'K'],
  ])('takes a %s header of several MiB for damage of its archive', async (_, type) => {
    const header = tarHeader(type, 16 << 20);
    for (const bytes of [header.length, 600_000]) {
      const bomb = Buffer.concat([header, Buffer.alloc(bytes)]);
      for (const content of [bomb, gzipSync(bomb)])
        expect(await read(content)).toMatchObject({ log: Buffer.alloc(0), damage: 'corrupt' });
    }
    const tar = await makeTar([{ name: '1_play.log', content: LOG }]);
    const behind = Buffer.concat([tar.subarray(0, tar.length - 1024), header, Buffer.alloc(600_000)]);
    const { log, damage } = await read(gzipSync(behind));
    expect(log.equals(LOG)).toBe(true);
    expect(damage).toBe('corrupt');
  });

  it('takes a header that is none for damage of its archive, however much follows', async () => {
    const tar = await makeTar([{ name: '1_play.log', content: LOG }]);
    const broken = Buffer.concat([tar.subarray(0, tar.length - 1024), Buffer.alloc(600_000, 'x')]);
    for (const content of [broken, gzipSync(broken)]) {
      const { log, damage } = await read(content);
      expect(log.equals(LOG)).toBe(true);
      expect(damage).toBe('corrupt');
    }
  });

  it('holds little of what a small file unpacks to', async () => {
    const path = join(folder, 'bomb');
    // 400 MiB in 400 KiB.
    const member = gzipSync(Buffer.alloc(16 << 20, 'x\n'));
    await writeFile(path, Buffer.concat(Array.from({ length: 25 }, () => member)));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let bytes = 0;
    for await (const chunk of new ArchiveReader(path).chunks()) {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(bytes).toBe(400 << 20);
    expect(most).toBeLessThan(64 << 20);
  });

  it('refuses what cannot be opened or read, and follows no link that took the place of a file', async () => {
    const [link, pipe] = [join(folder, 'link'), join(folder, 'pipe')];
    await writeFile(join(folder, 'elsewhere'), LOG);
    await symlink(join(folder, 'elsewhere'), link);
    execFileSync('mkfifo', [pipe]);
    for (const path of [join(folder, 'missing'), folder, link, pipe]) {
      const unreadable = { reason: 'unreadable' };
      await expect(new ArchiveReader(path).chunks().next()).rejects.toMatchObject(unreadable);
      await expect(lookAt({ path, lengths: [], isBrief: false })).rejects.toMatchObject(unreadable);
    }
  });

  it.each([
    ['plain', LOG],
    ['gzip', gzipSync(LOG, { level: 0 })],
  ])('refuses a %s file that grows faster than it is read, at the end that it had', async (_, content) => {
    const path = join(folder, 'growing');
    await writeFile(path, content);
    let bytes = 0;
    const reading = async (): Promise<void> => {
      for await (const chunk of new ArchiveReader(path).chunks()) {
        bytes += chunk.length;
        if (bytes < 4 * LOG.length) await appendFile(path, content);
      }
    };
    await expect(reading()).rejects.toMatchObject({ reason: 'file_changed' });
    expect(bytes).toBe(LOG.length);
  });

  it('refuses a file that is another one than was hashed', async () => {
    const path = join(folder, 'hashed');
    await writeFile(path, LOG);
    const { version } = await lookAt({ path, lengths: [], isBrief: true });
    await writeFile(path, LOG);
    const reader = new ArchiveReader(path, version);
    await expect(reader.chunks().next()).rejects.toMatchObject({ reason: 'file_changed' });
  });

  it('closes the file when the caller stops early', async () => {
    const path = join(folder, 'early');
    await writeFile(path, gzipSync(LOG));
    for await (const chunk of new ArchiveReader(path).chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
