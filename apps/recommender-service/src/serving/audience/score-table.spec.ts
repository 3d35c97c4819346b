import { ScoreTable } from './score-table.js';

describe('ScoreTable', () => {
  const table = new ScoreTable(BigInt64Array.of(1n, 5n, 2n ** 62n), Float64Array.of(0.4, 0.7, 0.1));

  it('knows the probabilities of those who were scored', () => {
    expect([table.probability('5'), table.probability(String(2n ** 62n))]).toEqual([0.7, 0.1]);
    expect(table.probability('2')).toBeNull();
  });

  it('finds those of a range, which begins at its first probability', () => {
    expect(table.within({ from: 0.4, below: 0.7 })).toEqual(BigInt64Array.of(1n));
    expect(table.within({ from: 0.1, below: 2 })).toEqual(BigInt64Array.of(1n, 5n, 2n ** 62n));
    expect(table.within({ from: 0.8, below: 2 })).toEqual(new BigInt64Array(0));
  });
});
