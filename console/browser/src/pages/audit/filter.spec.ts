import { filterOf, queryOf } from './filter.js';

describe('the filter of the audit', () => {
  it('is what was given, without what is empty, unknown or no day', () => {
    const given = { key: ' console ', action: '', outcome: 'refused', to: 'yesterday', page: '3' };
    expect(filterOf({ ...given, from: '2026-11-26' })).toEqual({
      key: 'console',
      outcome: 'refused',
      from: '2026-11-26',
    });
    expect(filterOf({ outcome: 'lost', to: '2026-99-99' })).toEqual({});
  });

  it('asks for whole days of the reader, the last one too', () => {
    const { from, to } = queryOf({ from: '2026-11-26', to: '2026-11-26' });
    expect(new Date(from!).getHours()).toBe(0);
    expect(Date.parse(to!) - Date.parse(from!)).toBe(86_400_000);
    expect(queryOf({ key: 'console' })).toEqual({ key: 'console' });
  });
});
