import { decodeCursor, encodeCursor } from './ranked-cursor.js';

const CURSOR = {
  snapshotDate: '2017-05-12',
  versionId: 3,
  scoredAt: '2026-11-24T02:15:00.123Z',
  from: 0.7,
  below: null,
  probability: 0.8123457,
  userId: '9223372036854775807',
};

describe('cursor of a ranked list', () => {
  it('comes back as it was', () => {
    expect(decodeCursor(encodeCursor(CURSOR))).toEqual(CURSOR);
    expect(encodeCursor(CURSOR)).toMatch(/^[\w-]+$/);
  });

  it.each([
    'x',
    '',
    Buffer.from('{}').toString('base64url'),
    encodeCursor({ ...CURSOR, probability: 2 }),
    encodeCursor({ ...CURSOR, userId: '1; DROP TABLE archive' }),
    encodeCursor({ ...CURSOR, snapshotDate: 'today' }),
  ])('refuses %s', (text) => {
    expect(() => decodeCursor(text)).toThrow(/none of ours/);
  });
});
