import { lastFollowedDay, silentThrough } from './follow-up.js';

describe('what happened after a snapshot date', () => {
  const firstEvents = Uint8Array.of(0, 1, 14, 15, 60);

  it('is silence through some days where the first event came later, or none did', () => {
    expect([...silentThrough(14, firstEvents)]).toEqual([1, 0, 0, 1, 1]);
    expect([...silentThrough(60, firstEvents)]).toEqual([1, 0, 0, 0, 0]);
  });

  it('reaches to the longest horizon, the end of a longer label window, or the newest day', () => {
    const last = (labelDays: number, newestDay: string) =>
      lastFollowedDay('2017-04-28', labelDays, newestDay);
    expect(last(14, '2018-01-01')).toBe('2017-06-27');
    expect(last(90, '2018-01-01')).toBe('2017-07-27');
    expect(last(14, '2017-05-12')).toBe('2017-05-12');
  });
});
