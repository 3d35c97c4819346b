import { EVENT_KINDS, EVERYBODY } from '../../../apps/churn-service/src/labels/churn-definition.js';
import { SeededRandom } from '#ml';
import { featureCatalogue } from '../../../apps/churn-service/src/features/feature-catalogue.js';
import { encodeArtefact } from '../../../apps/churn-service/src/models/churn-artefact.js';
import { trainInWorker } from '../../../apps/churn-service/src/training/model-trainer.js';
import { trainChurnModel } from '../../../apps/churn-service/src/training/train-churn-model.js';
import type { ChurnTrainingData } from '../../../apps/churn-service/src/training/train-churn-model.js';

/** The compiled worker: a thread cannot load TypeScript. */
const WORKER = new URL(
  '../../../dist/apps/churn-service/src/training/train-churn.worker.js',
  import.meta.url,
);

function users(count: number): ChurnTrainingData {
  const random = new SeededRandom(1);
  const { features } = featureCatalogue(30);
  const values = new Float64Array(count * features.length);
  for (let i = 0; i < count; i++) {
    let amount = 0;
    features.forEach(({ source }, j) => {
      if (source.how === 'days_since' || source.how === 'days_since_first') amount = random.int(30);
      else if (source.how === 'latest_device') amount = 1 + random.int(2);
      // Longer windows hold the shorter ones.
      else amount = (source.days === 1 ? 0 : amount) + random.int(9);
      values[i * features.length + j] = amount;
    });
  }
  return {
    snapshotDate: '2017-04-28',
    featureDays: 30,
    activityKinds: EVENT_KINDS,
    population: EVERYBODY,
    labelDays: 14,
    userIds: BigInt64Array.from({ length: count }, (_, i) => BigInt(i + 1)),
    values,
    labels: Uint8Array.from({ length: count }, () => random.int(2)),
    seed: 42,
    testShare: 0.2,
  };
}

const never = new AbortController().signal;

describe('training in a worker thread', () => {
  it('tells its steps and gives the bytes that training in this thread gives', async () => {
    const data = users(500);
    const steps: string[] = [];
    const trained = await trainInWorker(WORKER, data, { signal: never, onStep: (step) => steps.push(step) });
    expect(encodeArtefact(trained.artefact)).toEqual(encodeArtefact(trainChurnModel(data).artefact));
    expect(steps).toEqual(['fitting the model', 'evaluating the model']);
  });

  it('hands on the sentence of a failure', async () => {
    await expect(
      trainInWorker(WORKER, users(10), { signal: never, onStep: () => undefined }),
    ).rejects.toThrow(/Too few users to train/);
  });

  it('ends at once when it is cancelled', async () => {
    const stop = new AbortController();
    const training = trainInWorker(WORKER, users(20_000), {
      signal: stop.signal,
      onStep: () => {
        stop.abort();
      },
    });
    await expect(training).rejects.toThrow(/abort/i);
  });
});
