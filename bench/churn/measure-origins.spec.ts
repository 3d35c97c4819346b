import { ones, SeededRandom } from '#ml';
import { measureOrigins } from './measure-origins.js';
import type { OriginPredictions } from './measure-origins.js';

const OPTIONS = { resamples: 200, seed: 5 };

function origin(scored: string, users: number, seed: number, knows: number): OriginPredictions {
  const random = new SeededRandom(seed);
  const labels = Uint8Array.from({ length: users }, () => (random.next() < 0.4 ? 1 : 0));
  return {
    scored,
    trained: '2017-01-01',
    userIds: BigInt64Array.from({ length: users }, (_, i) => BigInt(i)),
    labels,
    weights: ones(users),
    probabilities: Float64Array.from(labels, (label) => knows * label + (1 - knows) * random.next()),
    daysSinceLastEvent: Float64Array.from(labels, () => random.int(10)),
  };
}

const measured = (origins: OriginPredictions[]) => measureOrigins(origins, OPTIONS);

describe('measureOrigins', () => {
  it('measures each origin and averages over them', () => {
    const { origins, withinOrigins } = measured([
      origin('2017-02-01', 300, 1, 0.3),
      origin('2017-02-15', 400, 2, 0.3),
    ]);
    expect(origins.map(({ scored, users }) => [scored, users])).toEqual([
      ['2017-02-01', 300],
      ['2017-02-15', 400],
    ]);
    for (const { rocAuc, recencyRocAuc, brier, churnRate } of origins) {
      expect(rocAuc).toBeGreaterThan(0.75);
      expect(Math.abs(recencyRocAuc - 0.5)).toBeLessThan(0.1);
      expect(brier).toBeLessThan(churnRate * (1 - churnRate));
    }
    for (const { expected, brier } of origins) {
      expect(expected.brier.value).toBeLessThan(0.25);
      expect(expected.brier.value).not.toBe(brier);
    }
    const { rocAuc, recencyRocAuc, gainOverRecency } = withinOrigins!;
    expect(rocAuc.value).toBeCloseTo((origins[0]!.rocAuc + origins[1]!.rocAuc) / 2, 12);
    expect(gainOverRecency.value).toBeCloseTo(rocAuc.value - recencyRocAuc.value, 12);
    expect(gainOverRecency.low).toBeGreaterThan(0.1);
    expect(rocAuc.low).toBeLessThan(rocAuc.value);
    expect(rocAuc.high).toBeGreaterThan(rocAuc.value);
  });

  it('averages within origins, so that days of many churners do not rank as one', () => {
    // Days differ in how many leave, and probabilities follow the day alone: worth nothing on any one day.
    const day = (scored: string, seed: number, rate: number): OriginPredictions => {
      const random = new SeededRandom(seed);
      const known = origin(scored, 500, seed, 0);
      const labels = Uint8Array.from(known.labels, () => (random.next() < rate ? 1 : 0));
      return { ...known, labels, probabilities: known.probabilities.map((p) => rate + p / 1000) };
    };
    const { withinOrigins } = measured([day('2017-02-01', 1, 0.1), day('2017-02-15', 2, 0.8)]);
    expect(withinOrigins!.origins).toBe(2);
    expect(Math.abs(withinOrigins!.rocAuc.value - 0.5)).toBeLessThan(0.06);
  });

  it('leaves out a day on which all left, and says so when there is no other', () => {
    const all = { ...origin('2017-02-15', 100, 3, 0.3), labels: new Uint8Array(100).fill(1) };
    const one = origin('2017-02-01', 300, 1, 0.3);
    const { withinOrigins } = measured([one, all]);
    expect(withinOrigins).toEqual(measured([one]).withinOrigins);
    expect(measured([all]).withinOrigins).toBeNull();
  });

  it('does not take the same users twice for more evidence', () => {
    const once = origin('2017-02-01', 400, 3, 0.3);
    const single = measured([once]).withinOrigins!.rocAuc;
    const repeated = measured([once, { ...once, scored: '2017-02-15' }]).withinOrigins!.rocAuc;
    expect(repeated.value).toBeCloseTo(single.value, 12);
    expect(repeated.standardError).toBeCloseTo(single.standardError, 12);
  });

  it('gives the same for the same seed', () => {
    const origins = [origin('2017-02-01', 100, 4, 0.2)];
    expect(measured(origins)).toEqual(measured(origins));
  });
});
