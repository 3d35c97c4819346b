import { SeededRandom } from '../random/seeded-random.js';
import { anchoredSurvival, hazardRows, survivalOf } from './discrete-hazard.js';

const ENDS = [7, 14, 30];
const rowsOf = (eventAt: number, observedFor: number) => {
  const { intervals, events } = hazardRows([5], ENDS, () => ({ eventAt, observedFor }));
  return Array.from(intervals, (interval, i) => [interval, events[i]]);
};

describe('rows of a hazard model', () => {
  it('end with the interval of the event, its last day included', () => {
    expect(rowsOf(1, 60)).toEqual([[0, 1]]);
    expect(rowsOf(7, 60)).toEqual([[0, 1]]);
    expect(rowsOf(8, 60)).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('are whole intervals: one that is not observed to its end says nothing, event or not', () => {
    expect(rowsOf(0, 13)).toEqual([[0, 0]]);
    expect(rowsOf(9, 13)).toEqual([[0, 0]]);
    expect(rowsOf(0, 6)).toEqual([]);
    expect(rowsOf(0, 30)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  it('need intervals that follow one another', () => {
    expect(() => hazardRows([], [7, 7], () => ({ eventAt: 0, observedFor: 9 }))).toThrow('must ascend');
    expect(() => hazardRows([], [0, 7], () => ({ eventAt: 0, observedFor: 9 }))).toThrow('must ascend');
  });

  it('give the share who had no event, where their rates are the hazards', () => {
    const random = new SeededRandom(3);
    const first = Array.from({ length: 500 }, () => (random.next() < 0.3 ? 0 : 1 + random.int(60)));
    const { intervals, events } = hazardRows([...first.keys()], ENDS, (subject) => ({
      eventAt: first[subject]!,
      observedFor: 30,
    }));
    const rates = ENDS.map((_, k) => {
      const ofInterval = events.filter((_event, row) => intervals[row] === k);
      return ofInterval.reduce((sum, event) => sum + event, 0) / ofInterval.length;
    });
    const silent = ENDS.map((end) => first.filter((at) => at === 0 || at > end).length / first.length);
    survivalOf(Float64Array.from(rates)).forEach((survival, k) =>
      expect(survival).toBeCloseTo(silent[k]!, 12),
    );
  });
});

describe('survival', () => {
  it.each([1, 2, 3])('never rises and meets its anchor exactly, seed %i', (seed) => {
    const random = new SeededRandom(seed);
    const edges = [0, 1, 1e-300, 1 - 1e-16];
    for (let n = 0; n < 2_000; n++) {
      const draw = () => (random.next() < 0.2 ? edges[random.int(edges.length)]! : random.next() ** 3);
      const hazards = Float64Array.from({ length: 1 + random.int(6) }, draw);
      const anchor = random.int(hazards.length);
      const probability = draw();
      const curve = anchoredSurvival(hazards, anchor, probability);
      expect(curve[anchor]).toBe(probability);
      for (const values of [curve, survivalOf(hazards)]) {
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(values.every((value, k) => k === 0 || value <= values[k - 1]!)).toBe(true);
      }
    }
  });

  it('is that of the hazards where these agree with the anchor', () => {
    const hazards = Float64Array.of(0.4, 0.3, 0.2);
    const survival = survivalOf(hazards);
    expect([...survival]).toEqual([0.6, expect.closeTo(0.42, 12), expect.closeTo(0.336, 12)]);
    anchoredSurvival(hazards, 1, survival[1]!).forEach((value, k) =>
      expect(value).toBeCloseTo(survival[k]!, 12),
    );
  });

  it('refuses what is no probability, and an anchor that is not there', () => {
    expect(() => survivalOf(Float64Array.of(0.2, 1.2))).toThrow('not 1.2');
    expect(() => survivalOf(Float64Array.of(NaN))).toThrow('not NaN');
    expect(() => anchoredSurvival(Float64Array.of(0.2), 1, 0.5)).toThrow('no interval 1');
  });
});
