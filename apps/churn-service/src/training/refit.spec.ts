import { decodeClassifier, logLoss, sigmoid } from '#ml';
import { calibrated } from '../model/calibration.js';
import { marginsOf } from './calibrate.js';
import { fitModel } from './fit.js';
import { randomUsers } from './random-users.fixture.js';
import { servedModel } from './refit.js';
import { trainingTask } from './prepare.js';

describe('the model that is served', () => {
  it('promises nothing where there is nothing to know, though it has learned from everybody', () => {
    // Features say nothing: what the forest finds among its own users is chance.
    const task = trainingTask({ ...randomUsers(700, 0), models: ['random-forest'] });
    const { served } = servedModel(task, fitModel('random-forest', task));
    const classifier = decodeClassifier(served.classifier);
    const fresh = trainingTask(randomUsers(3_000, 0, 20));
    const margins = marginsOf(classifier, task.encoding.matrix(fresh.data.values, 3_000));
    const loss = (of: Float64Array) => logLoss(of.map(sigmoid), fresh.data.labels);
    const rate = fresh.data.labels.reduce((sum, label) => sum + label, 0) / 3_000;
    const best = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
    expect(loss(margins) - best).toBeGreaterThan(0.015);
    expect(loss(calibrated(served, margins)) - best).toBeLessThan(0.01);
  });
});
