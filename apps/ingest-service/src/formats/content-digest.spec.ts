import { createHash } from 'node:crypto';
import { ContentDigest } from './content-digest.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const BYTES = Buffer.from(Array.from({ length: 150_000 }, (_, at) => (at * 7919) % 251));

function digested(bytes: Buffer, pieces: number, lengths: number[] = []): ContentDigest {
  const digest = new ContentDigest(lengths);
  for (let at = 0; at < bytes.length; at += pieces) digest.update(bytes.subarray(at, at + pieces));
  return digest;
}

describe.each([0, 1, 5, 64, 65_535, 65_536, 65_537, 150_000])('a content of %d bytes', (length) => {
  const bytes = BYTES.subarray(0, length);

  it('has the same digests in whatever pieces it comes', () => {
    const content = digested(bytes, 1_000).content(false);
    expect(content).toMatchObject({ sha256: sha256(bytes), length, isDamaged: false });
    expect(digested(bytes, 77_777).content(false)).toEqual(content);
  });

  it('has its head among those of each content that begins with it', () => {
    const longer = digested(BYTES, 4_096, [length]);
    expect(length === 0 || longer.heads.includes(digested(bytes, 999).content(false).head)).toBe(true);
    expect(longer.prefixes.get(length)).toBe(sha256(bytes));
  });
});
