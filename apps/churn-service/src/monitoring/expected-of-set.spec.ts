import { expectedOfSet, probabilitiesOf } from './expected-of-set.js';

describe('the probabilities of a set', () => {
  it('lie in the middle between its quantiles', () => {
    const [first, second, ...rest] = probabilitiesOf({ quantiles: [0, 0.2, 0.6] });
    expect(first).toBeCloseTo(0.1, 12);
    expect(second).toBeCloseTo(0.4, 12);
    expect(rest).toEqual([]);
  });

  it('make nothing expected where nobody was scored', () => {
    expect(expectedOfSet({ quantiles: [], userCount: 0 })).toBeNull();
    expect(expectedOfSet({ quantiles: [0.3, 0.3], userCount: 50 })!.brier.value).toBeCloseTo(0.21, 12);
  });
});
