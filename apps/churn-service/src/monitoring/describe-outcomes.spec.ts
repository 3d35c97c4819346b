import { expectedOfSet } from './describe-outcomes.js';

describe('the probabilities of a set', () => {
  it('make nothing expected where nobody was scored', () => {
    expect(expectedOfSet({ quantiles: [], userCount: 0 })).toBeNull();
    expect(expectedOfSet({ quantiles: [0.3, 0.3], userCount: 50 })!.brier.value).toBeCloseTo(0.21, 12);
  });
});
