import { BANDS, bandOf, rangeOf } from './churn-band.js';

const cuts = { mediumFrom: 0.4, highFrom: 0.7 };

describe('churn bands', () => {
  it.each([0, 0.39, 0.4, 0.69, 0.7, 1])(
    'have exactly one range that holds %d, that of its band',
    (probability) => {
      const holding = BANDS.filter((band) => {
        const { from, below } = rangeOf(band, cuts);
        return probability >= from && probability < below;
      });
      expect(holding).toEqual([bandOf(probability, cuts)]);
    },
  );
});
