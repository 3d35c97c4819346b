import { userIdsIn } from './user-ids.js';

describe('user ids of a text', () => {
  it.each([
    ['', []],
    ['17', ['17']],
    [' 17,18;19\n20\t17 ', ['17', '18', '19', '20']],
    ['9223372036854775807', ['9223372036854775807']],
  ])('%j are %j', (text, userIds) => expect(userIdsIn(text)).toEqual({ userIds, obstacle: null }));

  it.each(['17 x18', '-1', '1.5', '9223372036854775808', '12345678901234567890'])(
    'are refused with the first that is none: %j',
    (text) => expect(userIdsIn(text).obstacle).toContain(text.split(' ').at(-1)),
  );

  it('may be 5,000', () => {
    const ids = Array.from({ length: 5_001 }, (_, place) => String(place + 1));
    expect(userIdsIn(ids.slice(1).join(' ')).obstacle).toBeNull();
    expect(userIdsIn(ids.join(' ')).obstacle).toContain('5,000');
  });
});
