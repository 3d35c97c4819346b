import { userIdsIn } from './user-ids.js';

describe('userIdsIn', () => {
  it('finds whole numbers between spaces, commas and line ends, each once', () => {
    expect(userIdsIn('7, 160;168550892\n 7\t9223372036854775807 ')).toEqual({
      userIds: ['7', '160', '168550892', '9223372036854775807'],
      obstacle: null,
    });
    expect(userIdsIn('')).toEqual({ userIds: [], obstacle: null });
  });

  it('finds other ids one a line, with what is in them', () => {
    expect(userIdsIn('spotify:user:7, the first\r\n 用户 42 \n\n42\n').userIds).toEqual([
      'spotify:user:7, the first',
      '用户 42',
      '42',
    ]);
  });

  it('says when there are more than a request may name', () => {
    const many = Array.from({ length: 5_001 }, (_, n) => n).join(' ');
    expect(userIdsIn(many).obstacle).toContain('5,000');
  });
});
