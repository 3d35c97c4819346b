import { SeededRandom } from '#ml';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { columnDrift, featureDrift } from './measure-drift.worker.js';

const catalogue = featureCatalogue({ featureDays: 2, historyDays: 2 });
const width = catalogue.features.length;

function table(
  users: number,
  seed: number,
  change: (value: number, feature: string) => number,
): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: users * width }, (_, i) =>
    change(random.int(20), catalogue.features[i % width]!.name),
  );
}

describe('drift between two snapshots', () => {
  it('is noise where nothing has changed, and names what has', () => {
    const before = table(3000, 1, (value) => value);
    const after = table(3000, 2, (value, feature) =>
      feature === 'freq_P_last_2'
        ? value + 8
        : feature === 'days_from_last_search' && value < 10
          ? NaN
          : value,
    );
    const [first, second, ...rest] = featureDrift(catalogue, before, after);
    expect([first!.feature, second!.feature].sort()).toEqual(['days_from_last_search', 'freq_P_last_2']);
    expect(first!.verdict).toBe('strongly shifted');
    expect(rest.map(({ verdict }) => verdict)).toEqual(rest.map(() => 'noise'));
    const search = [first!, second!].find(({ feature }) => feature === 'days_from_last_search')!;
    expect(search.missing.from).toBe(0);
    expect(search.missing.to).toBeCloseTo(0.5, 1);
  });

  it('of a column with itself is nothing', () => {
    const column = Float64Array.of(1, 2, 3, NaN, 5, 5, 5);
    expect(columnDrift(column, column)).toMatchObject({ psi: 0, verdict: 'noise' });
  });
});
