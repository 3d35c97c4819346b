import { addDays } from '#common/calendar';
import { calendarOf, periodsOf, startOf } from './calendar.js';

/** Thursday; a week later one day is not complete. */
const FIRST = '2017-03-30';
const LAST = '2017-04-18';
const HOLE = '2017-04-05';
const whole = Array.from({ length: 20 }, (_, k) => addDays(FIRST, k)).filter((day) => day !== HOLE);

describe('the calendar', () => {
  const calendar = calendarOf(FIRST, LAST, whole);

  it('numbers complete days, and stands still on the others', () => {
    const numberOf = (day: string) => calendar.numbers[calendar.days.indexOf(day)];
    expect([FIRST, '2017-04-04', HOLE, '2017-04-06', LAST].map(numberOf)).toEqual([1, 6, 6, 7, 19]);
    expect(calendar.isWhole[calendar.days.indexOf(HOLE)]).toBe(false);
  });

  it('makes weeks from Monday on, those at the ends in part', () => {
    expect(startOf('week', FIRST)).toBe('2017-03-27');
    expect(startOf('week', '2017-04-02')).toBe('2017-03-27');
    expect(startOf('week', '2017-04-03')).toBe('2017-04-03');
    expect(periodsOf(calendar, 'week', '2017-03-27', LAST)).toEqual([
      { from: '2017-03-27', to: '2017-04-02', days: 7, wholeDays: 4, historyDays: 0 },
      { from: '2017-04-03', to: '2017-04-09', days: 7, wholeDays: 6, historyDays: 4 },
      { from: '2017-04-10', to: '2017-04-16', days: 7, wholeDays: 7, historyDays: 10 },
      { from: '2017-04-17', to: '2017-04-23', days: 7, wholeDays: 2, historyDays: 17 },
    ]);
  });

  it('makes days', () => {
    expect(startOf('day', HOLE)).toBe(HOLE);
    expect(
      periodsOf(calendar, 'day', '2017-04-04', '2017-04-06').map(({ from, wholeDays }) => [from, wholeDays]),
    ).toEqual([
      ['2017-04-04', 1],
      [HOLE, 0],
      ['2017-04-06', 1],
    ]);
  });
});
