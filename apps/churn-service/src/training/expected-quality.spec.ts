import { expectedQuality, rocAuc, SeededRandom, sigmoid } from '#ml';
import { expectedOf } from '../measures/prediction-measures.js';
import { ChurnModel } from '../model/churn-model.js';
import { randomUsers } from '../../../../test/support/fixtures/random-users.js';
import { calibrateModel } from './calibrated-model.js';
import { artefactOf } from './evaluated-artefact.js';
import { blendModels, chooseOf, blendable } from './blend.js';
import { fitHorizons } from './fit-horizons.js';
import { fitModel } from './fit.js';
import { servedModel } from './refit.js';
import { trainingTask } from './prepare.js';

/** By how much the ROC AUC that served probabilities make expect of new users is above the one that comes. */
function surplus(seed: number, users: number): number {
  const task = trainingTask({ ...randomUsers(users, 1, seed), horizons: [14] });
  const models = task.data.models.map((kind) => calibrateModel(task, fitModel(kind, task)));
  const chosen = {
    ...chooseOf(models, blendable(models), blendModels(task, blendable(models))),
    horizons: fitHorizons(task),
  };
  const served = servedModel(task, chosen.chosen.fitted);
  const model = new ChurnModel({ ...artefactOf(task, chosen), ...served });
  const fresh = randomUsers(4_000, 1, seed + 1_000);
  const said = model.margins(Float32Array.from(fresh.values), 4_000).map(sigmoid);
  return expectedQuality(said).rocAuc.value - rocAuc(said, fresh.labels);
}

describe('the quality that served probabilities make expect', () => {
  it('lies around what comes, above as well as below', () => {
    const surpluses = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => surplus(seed, 500));
    const mean = surpluses.reduce((sum, one) => sum + one, 0) / surpluses.length;
    expect(Math.abs(mean)).toBeLessThan(0.008);
    expect(Math.max(...surpluses.map(Math.abs))).toBeLessThan(0.03);
    const above = surpluses.filter((one) => one > 0).length;
    expect(above).toBeGreaterThan(0);
    expect(above).toBeLessThan(surpluses.length);
  });

  it('counts users by the weights of their labels', () => {
    const random = new SeededRandom(5);
    const probabilities = Float64Array.from({ length: 600 }, () => random.next() ** 2);
    const weights = probabilities.map((p) => (p > 0.5 ? 9 : 1));
    const repeated = Array.from(probabilities).flatMap((p, row) => Array<number>(weights[row]!).fill(p));
    const { brier, rocAuc: auc } = expectedOf({ probabilities, weights });
    expect(brier.value).toBeCloseTo(expectedQuality(repeated).brier.value, 3);
    expect(auc.value).toBeCloseTo(expectedQuality(repeated).rocAuc.value, 2);
    // So many copies are not so many users.
    expect(brier.standardError).toBeGreaterThan(1.5 * expectedQuality(repeated).brier.standardError);
  });
});
