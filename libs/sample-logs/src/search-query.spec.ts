import { encodeQuery } from './download-search-lines.js';

describe('encodeQuery', () => {
  it('encodes as each kind of phone does', () => {
    expect(encodeQuery('郭德纲', 'ip', false)).toBe('%e9%83%ad%e5%be%b7%e7%ba%b2');
    expect(encodeQuery('我要创业 唐莉群', 'ar', true)).toBe(
      '%E6%88%91%E8%A6%81%E5%88%9B%E4%B8%9A++%E5%94%90%E8%8E%89%E7%BE%A4',
    );
    expect(encodeQuery('a 歌', 'ip', true)).toBe('a%20%e6%ad%8c');
    expect(encodeQuery('mc', 'ar', false)).toBe('mc');
  });
});
