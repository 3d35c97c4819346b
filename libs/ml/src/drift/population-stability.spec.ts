import { SeededRandom } from '../random/seeded-random.js';
import { binCounts, referenceBins, stabilityIndex } from './population-stability.js';

const normal = (seed: number, rows: number, shift = 0) => {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: rows }, () => random.normal() + shift);
};

describe('stabilityIndex', () => {
  it('solves a worked example', () => {
    const { psi } = stabilityIndex(Float64Array.of(4999.5, 4999.5), Float64Array.of(5999.5, 3999.5));
    expect(psi).toBeCloseTo(0.1 * Math.log(0.6 / 0.5) - 0.1 * Math.log(0.4 / 0.5), 9);
    expect(() => stabilityIndex(Float64Array.of(1), Float64Array.of(1, 2))).toThrow(RangeError);
  });

  it('is 0 for the same counts, symmetric, and finite when a bin is empty or a feed stops', () => {
    const [a, b] = [Float64Array.of(50, 30, 20, 0), Float64Array.of(0, 0, 0, 100)];
    expect(stabilityIndex(a, a).psi).toBe(0);
    expect(stabilityIndex(a, b).psi).toBeCloseTo(stabilityIndex(b, a).psi, 12);
    expect(stabilityIndex(a, b)).toMatchObject({ verdict: 'strongly shifted' });
  });

  it('keeps quiet without drift: its mean is that of the noise, and about one in twenty is beyond its 95 %', () => {
    const reference = referenceBins(normal(1, 200_000));
    let beyond = 0;
    let total = 0;
    let alarms = 0;
    for (let run = 0; run < 200; run++) {
      const index = stabilityIndex(reference.counts, binCounts(reference.bounds, normal(run + 2, 2000)));
      total += index.psi / index.noise.mean;
      beyond += index.psi > index.noise.percentile95 ? 1 : 0;
      alarms += index.verdict === 'noise' ? 0 : 1;
    }
    expect(total / 200).toBeCloseTo(1, 0);
    expect(beyond).toBeLessThanOrEqual(22);
    expect(beyond).toBeGreaterThanOrEqual(2);
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('sees half a deviation, and a feed that stopped', () => {
    const reference = referenceBins(normal(1, 20_000));
    const shifted = stabilityIndex(reference.counts, binCounts(reference.bounds, normal(9, 20_000, 0.5)));
    expect(shifted.psi).toBeGreaterThan(0.2);
    expect(['shifted', 'strongly shifted']).toContain(shifted.verdict);
    const missing = binCounts(reference.bounds, new Float64Array(500).fill(NaN));
    expect(stabilityIndex(reference.counts, missing).verdict).toBe('strongly shifted');
  });
});

describe('referenceBins', () => {
  it('puts equal values together and missing ones last', () => {
    const { bounds, counts } = referenceBins([0, 0, 0, 0, 0, 0, 1, 2, 3, NaN], 3);
    expect([...bounds]).toEqual([0]);
    expect([...counts]).toEqual([6, 3, 1]);
    expect([...binCounts(bounds, [-5, 0, 0.5, NaN, NaN])]).toEqual([2, 1, 2]);
    expect([...referenceBins([NaN]).counts]).toEqual([0, 1]);
  });

  it('makes ten bins of about equal size', () => {
    const { bounds, counts } = referenceBins(normal(3, 10_000));
    expect(bounds).toHaveLength(9);
    for (const count of counts.subarray(0, 10)) expect(count).toBe(1000);
  });
});
