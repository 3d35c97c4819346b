import { SeededRandom } from '#ml';
import { NOT_YET } from '../../../apps/recommender-service/src/interactions/pair-table.js';
import { fitterInMemory } from '../../../apps/recommender-service/src/engines/fitter.js';
import { KernelEngine } from '../../../apps/recommender-service/src/engines/kernel-engine.js';
import { trainInThread } from '../../../apps/recommender-service/src/retraining/training-threads.js';
import { trainRecommender } from '../../../apps/recommender-service/src/retraining/train-recommender.worker.js';
import type { TrainingTask } from '../../../apps/recommender-service/src/retraining/training-task.js';
import { FIT, trainingTask } from '../../support/fixtures/training-task.js';
import { PairCollector } from '../../support/fixtures/pair-collector.js';

function task(iterations: number): TrainingTask {
  const random = new SeededRandom(3);
  const collector = new PairCollector();
  for (let user = 0; user < 80; user++) {
    for (let song = 0; song < 40; song++) {
      const draw = random.next();
      if (draw < 0.3) collector.add(user, song, 1 + draw, draw < 0.1 ? NOT_YET : 1);
    }
  }
  return trainingTask(collector.finish(), { fit: { ...FIT, iterations } });
}

describe('training in a thread', () => {
  it('gives the same bytes as in place, tells its progress and takes the arrays over', async () => {
    const given = task(4);
    const steps = new Set<string>();
    const outcome = await trainInThread(given, new AbortController().signal, ({ step }) => steps.add(step));
    const expected = await trainRecommender(task(4), fitterInMemory(new KernelEngine(2)), () => undefined);
    expect(Buffer.compare(outcome.artefact, expected.artefact)).toBe(0);
    expect(outcome.evaluation).toEqual(expected.evaluation);
    expect(outcome.sizes).toEqual(expected.sizes);
    expect(steps.size).toBe(4);
    expect(given.table.weights.length).toBe(0);
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    const training = trainInThread(task(1_000_000), cancel.signal, () => {
      cancel.abort();
    });
    await expect(training).rejects.toThrow(/abort/i);
  });
});
