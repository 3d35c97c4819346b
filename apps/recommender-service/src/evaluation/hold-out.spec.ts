import { addDays } from '#common/calendar';
import { firstOfNewest, heldOutSplit, splitBefore } from './hold-out.js';

/** So many days in a row, each with so many users. */
const days = (from: string, count: number, users = 20) =>
  Array.from({ length: count }, (_, n) => ({ day: addDays(from, n), users }));

describe('heldOutSplit', () => {
  it('holds out the last days, across a month end', () => {
    expect(heldOutSplit(days('2017-03-30', 37), 7)).toEqual({
      from: '2017-03-30',
      cut: '2017-04-28',
      to: '2017-05-05',
      heldOutDays: 7,
    });
  });

  it('holds out half of the days of short logs, and nothing of a single day', () => {
    expect(heldOutSplit(days('2017-03-01', 4), 7)).toMatchObject({ cut: '2017-03-02', heldOutDays: 2 });
    expect(heldOutSplit(days('2017-03-01', 1), 7)).toMatchObject({ cut: '2017-03-01', heldOutDays: 0 });
  });

  it('knows the newest days with users', () => {
    const posted = days('2026-11-30', 1, 1);
    expect(firstOfNewest([...days('2017-03-01', 20), ...posted], 5)).toBe('2017-03-16');
    expect(firstOfNewest(days('2017-03-01', 3), 5)).toBe('2017-03-01');
  });

  it('counts neither days without users nor those of hardly any', () => {
    const archives = days('2017-03-01', 20);
    const posted = days('2026-11-30', 1, 1);
    expect(heldOutSplit([...archives, ...posted], 7)).toEqual({
      from: '2017-03-01',
      cut: '2017-03-13',
      to: '2026-11-30',
      heldOutDays: 7,
    });
    // A shop that is closed from the 11th to the 13th.
    const closed = archives.filter(({ day }) => day < '2017-03-11' || day > '2017-03-13');
    const split = heldOutSplit([...closed, ...posted], 9);
    expect(split).toMatchObject({ cut: '2017-03-09', heldOutDays: 8 });
    expect(splitBefore([...closed, ...posted], split, 2)).toMatchObject({
      cut: '2017-03-07',
      to: '2017-03-09',
    });
  });
});
