import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { typicalValues } from './typical-values.js';

describe('typicalValues', () => {
  it('are a middle of amounts that one heavy user does not move much, and a mean of days', () => {
    const catalogue = featureCatalogue(30);
    const width = catalogue.features.length;
    const at = (name: string) => catalogue.features.findIndex((feature) => feature.name === name);
    const values = new Float64Array(4 * width);
    [0, 3, 15, 1_000_000].forEach((plays, i) => {
      values[i * width + at('freq_P_last_30')] = plays;
      values[i * width + at('days_from_last_search')] = [0, 10, NaN, 500][i]!;
    });
    const typical = typicalValues(catalogue, values, [0, 1, 2]);
    expect(typical[at('freq_P_last_30')]).toBeCloseTo(3, 10);
    expect(typical[at('days_from_last_search')]).toBeCloseTo(40 / 3, 10);
    expect(typical[at('device')]).toBeNull();
  });

  it('of shares are means of those who have one, and null where nobody has', () => {
    const catalogue = featureCatalogue(30);
    const at = (name: string) => catalogue.features.findIndex((feature) => feature.name === name);
    const values = new Float64Array(3 * catalogue.features.length).fill(NaN);
    [0.5, NaN, 0.7].forEach((share, i) => {
      values[i * catalogue.features.length + at('mean_completion_last_7')] = share;
    });
    const typical = typicalValues(catalogue, values, [0, 1, 2]);
    expect(typical[at('mean_completion_last_7')]).toBeCloseTo(0.6, 12);
    expect(typical[at('mean_completion_last_30')]).toBeNull();
  });
});
