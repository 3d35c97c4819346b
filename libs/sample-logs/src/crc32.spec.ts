import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { joinCrc32 } from './crc32.js';

describe('joinCrc32', () => {
  it('is the checksum of the joined bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.uint8Array({ maxLength: 3000 }), (a, b) => {
        expect(joinCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });
});
