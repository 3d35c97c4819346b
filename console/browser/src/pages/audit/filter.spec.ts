import { queryOf } from './filter.js';

describe('the filter of the audit', () => {
  it('asks for whole days of the reader, the last one too, and not for what is no day', () => {
    const { from, to } = queryOf({ from: '2026-11-26', to: '2026-11-26' });
    expect(new Date(from!).getHours()).toBe(0);
    expect(Date.parse(to!) - Date.parse(from!)).toBe(86_400_000);
    expect(queryOf({ key: 'console', to: 'yesterday' })).toEqual({ key: 'console' });
  });
});
