import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { writeArchive } from './archive-file.js';

describe('writeArchive', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'archive-file-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes one file that an independent tar reader and gunzip (length and checksum) accept', async () => {
    const chunks = ['一二三\n'.repeat(50_000), 'x', 'last line\n'].map((text) => Buffer.from(text));
    await writeArchive(join(folder, 'a.tar.gz'), '1_down.log', Buffer.concat(chunks));
    const tar = gunzipSync(readFileSync(join(folder, 'a.tar.gz')));
    expect(tar.length % 512).toBe(0);
    const reader = extract();
    reader.end(tar);
    const entries: { name: string; mtime: number; content: Buffer }[] = [];
    for await (const entry of reader) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      entries.push({
        name: entry.header.name,
        mtime: entry.header.mtime.getTime(),
        content: Buffer.concat(parts),
      });
    }
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ name: '1_down.log', mtime: 0 });
    expect(entries[0]!.content.equals(Buffer.concat(chunks))).toBe(true);
  });

  it('leaves everything written readable when it breaks off', async () => {
    await writeArchive(join(folder, 'b.tar.gz'), '1_play.log', Buffer.from('line\n'.repeat(1000)), 0.5);
    const bytes = readFileSync(join(folder, 'b.tar.gz'));
    expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
    const tar = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
    expect(tar.toString('latin1', 512)).toBe('line\n'.repeat(1000));
    expect(parseInt(tar.toString('latin1', 124, 135), 8)).toBeGreaterThan(9000);
  });

  it('does not write over a file that is there', async () => {
    const write = (): Promise<void> => writeArchive(join(folder, 'c.tar.gz'), 'c', Buffer.from('x'));
    await write();
    await expect(write()).rejects.toThrow('EEXIST');
  });
});
