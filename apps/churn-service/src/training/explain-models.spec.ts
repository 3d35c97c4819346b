import { blendModels, chooseOf } from './blend.js';
import { calibrateModel } from './calibrated-model.js';
import { artefactOf } from './evaluated-artefact.js';
import { explainTestUsers } from './explain-models.js';
import { fitHorizons } from './fit-horizons.js';
import { fitModel } from './fit.js';
import { trainingTask } from './prepare.js';
import { at, catalogue, randomUsers } from '../../../../test/support/fixtures/random-users.js';

describe('the effects of quantities', () => {
  it('are those of hold-outs more often, who stand for other users', () => {
    const users = randomUsers(6_000);
    const width = catalogue.features.length;
    const recency = users.values.filter((_, place) => place % width === at('days_from_last_event'));
    const meanRecency = (weight: number) => {
      const weights = Float64Array.from(recency, (days) => (days >= 20 ? weight : 1));
      const task = trainingTask({ ...users, weights, models: ['logistic-regression'], horizons: [14] });
      const models = [calibrateModel(task, fitModel('logistic-regression', task))];
      const choice = chooseOf(models, models, blendModels(task, models));
      const artefact = artefactOf(task, { ...choice, horizons: fitHorizons(task) });
      const { quantities, users: explained } = explainTestUsers(task, artefact);
      const { dependence } = quantities.find(({ name }) => name === 'days_from_last_event')!;
      return dependence.reduce((sum, point) => sum + point.users * point.value!, 0) / explained;
    };
    expect(meanRecency(1)).toBeLessThan(16);
    expect(meanRecency(50)).toBeGreaterThan(22);
  });
});
