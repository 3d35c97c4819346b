import { SeededRandom } from '#ml';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from '../model/encoding.js';
import { summariseEffects } from './effects.js';

const { quantities } = new Encoding(featureCatalogue({ featureDays: 14, historyDays: 14 }));

describe('effects of quantities', () => {
  const random = new SeededRandom(1);
  const users = 300;
  // The first quantity raises the log-odds by a tenth of its value, and by 2 where it is not known; the
  // others do nothing.
  const values = Array.from({ length: users }, () =>
    Float64Array.from(quantities, () => (random.next() < 0.2 ? NaN : random.int(100))),
  );
  const contributions = values.map((of) =>
    Float64Array.from(quantities, (_, index) => (index > 0 ? 0 : Number.isNaN(of[0]!) ? 2 : of[0]! / 10)),
  );
  const effects = summariseEffects(quantities, { base: -1, values, contributions });

  it('name the quantities that move scores, and leave out those that do not', () => {
    expect(effects).toMatchObject({ users, base: -1 });
    expect(effects.quantities.map(({ name }) => name)).toEqual([quantities[0]!.name]);
    const sizes = contributions.map(([first]) => first!);
    expect(effects.quantities[0]!.meanAbsolute).toBeCloseTo(
      sizes.reduce((sum, size) => sum + size, 0) / users,
      9,
    );
    expect(effects.quantities[0]!.low).toBeLessThan(1);
    expect(effects.quantities[0]!.high).toBeGreaterThan(8.5);
  });

  it('follow the value, with every user in one point, and those without a value in the last', () => {
    const { dependence } = effects.quantities[0]!;
    expect(dependence.reduce((sum, point) => sum + point.users, 0)).toBe(users);
    expect(dependence.length).toBeLessThanOrEqual(11);
    const known = dependence.slice(0, -1);
    for (const [k, { value, mean, low, high }] of known.entries()) {
      expect(mean).toBeCloseTo(value! / 10, 9);
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
      if (k > 0) expect(value).toBeGreaterThan(known[k - 1]!.value!);
    }
    expect(dependence.at(-1)).toMatchObject({ value: null, mean: 2, low: 2, high: 2 });
  });
});
