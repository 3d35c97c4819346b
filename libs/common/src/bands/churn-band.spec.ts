import { BANDS, bandOf, rangeOf } from './churn-band.js';

const cuts = { mediumFrom: 0.4, highFrom: 0.7 };

describe('churn bands', () => {
  it.each([
    [0, 'low'],
    [0.39, 'low'],
    [0.4, 'medium'],
    [0.69, 'medium'],
    [0.7, 'high'],
    [1, 'high'],
  ])('have exactly one range with %d, that of %s', (probability, band) => {
    const holding = BANDS.filter((band) => {
      const { from, below } = rangeOf(band, cuts);
      return probability >= from && probability < below;
    });
    expect(holding).toEqual([band]);
    expect(bandOf(probability, cuts)).toBe(band);
  });
});
