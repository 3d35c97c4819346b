import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { divideUsers } from './divide-users.js';

/** Names of the tenure bands of users who first came so many days ago. */
function tenures(historyDays: number, days: readonly number[]): readonly string[] {
  const catalogue = featureCatalogue({ featureDays: 30, historyDays });
  const at = catalogue.features.findIndex(({ name }) => name === 'days_from_first_event');
  const values = new Float64Array(days.length * catalogue.features.length).fill(1);
  days.forEach((one, user) => (values[user * catalogue.features.length + at] = one));
  const divisions = divideUsers(catalogue, values, Uint32Array.from(days.keys()));
  return divisions.find(({ by }) => by === 'tenure')!.values;
}

describe('tenure', () => {
  it('has bands as far back as features look', () => {
    expect(tenures(30, [0, 8, 20, 29])).toEqual([
      '0 to 6 days',
      '7 to 13 days',
      '14 to 27 days',
      '28 days or more',
    ]);
    expect(tenures(365, [5, 30, 61, 100, 364])).toEqual([
      '0 to 27 days',
      '28 to 59 days',
      '60 to 89 days',
      '90 to 179 days',
      '180 days or more',
    ]);
  });
});
