import { SeededRandom } from '#ml';
import { fitSilence, silenceOf } from './silence.js';

const WINDOWS = { featureDays: 30, labelDays: 14 };

/** Users who come on a share of days of their own until they stop on a day of their own. */
function users(count: number) {
  const random = new SeededRandom(8);
  const activeDays = new Float64Array(count);
  const daysSinceLastEvent = new Float64Array(count);
  for (let u = 0; u < count; u++) {
    const rate = 0.05 + 0.6 * random.next();
    const stops = random.next() < 0.5 ? 31 : 1 + random.int(30);
    let last = 0;
    while (last === 0) {
      for (let day = 1; day <= 30; day++) {
        if (day > 1 && day >= stops) break;
        if (random.next() > rate) continue;
        activeDays[u]!++;
        last = day;
      }
    }
    daysSinceLastEvent[u] = 30 - last;
  }
  return { activeDays, daysSinceLastEvent };
}

describe('silence', () => {
  it('is likelier the longer the last event lies back, most of all for who came often', () => {
    const model = fitSilence(users(2000), WINDOWS)!;
    const often = [0, 3, 10, 20].map((days) => silenceOf(model, 10, days));
    expect(often).toEqual([...often].sort((a, b) => a - b));
    expect(often[0]).toBeLessThan(0.5);
    expect(often[3]).toBeGreaterThan(0.8);
    expect(silenceOf(model, 10, 15)).toBeGreaterThan(silenceOf(model, 2, 15));
  });

  it('is likelier over fewer days', () => {
    const model = fitSilence(users(2000), WINDOWS)!;
    expect(silenceOf({ ...model, labelDays: 3 }, 10, 1)).toBeGreaterThan(silenceOf(model, 10, 1));
  });

  it('gives the same parameters for the same users, and none where nobody came', () => {
    expect(fitSilence(users(300), WINDOWS)).toEqual(fitSilence(users(300), WINDOWS));
    const nobody = { activeDays: new Float64Array(3), daysSinceLastEvent: new Float64Array(3).fill(30) };
    expect(fitSilence(nobody, WINDOWS)).toBeNull();
  });
});
