import type { ClassifierKind } from '#ml';
import { encodeArtefact } from '../../../apps/churn-service/src/model/churn-artefact.js';
import { chooseInThreads, trainInThreads } from '../../../apps/churn-service/src/experiment/model-trainer.js';
import { randomUsers } from '../../../apps/churn-service/src/experiment/random-users.fixture.js';
import { trainChurnModel } from '../../../apps/churn-service/src/experiment/train-churn-model.js';
import type {
  OnProgress,
  TrainingProgress,
} from '../../../apps/churn-service/src/experiment/train-churn-model.js';
import type { ChurnTrainingData } from '../../../apps/churn-service/src/experiment/training-task.js';
import { TrainingThreads } from '../../../apps/churn-service/src/experiment/training-threads.js';

const never = new AbortController().signal;

/** Trains, and beside the evaluation trains the same without its report. */
async function train(
  data: ChurnTrainingData,
  { most = 2, signal = never, onProgress = () => undefined }: TrainIn = {},
) {
  return await TrainingThreads.during(most, signal, (threads) =>
    trainInThreads(data, threads, onProgress, async (kind) => ({
      kind: await kind,
      again: await chooseInThreads(data, Promise.resolve(data.models), threads),
    })),
  );
}

interface TrainIn {
  most?: number;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

describe('training in worker threads', () => {
  it('tells how far it is, and gives the bytes of one thread whatever the number of threads', async () => {
    const data = randomUsers(500);
    const alone = trainChurnModel(data);
    for (const most of [1, 3]) {
      const told: TrainingProgress[] = [];
      const { trained, beside } = await train(data, {
        most,
        onProgress: (progress) => told.push(progress),
      });
      expect(encodeArtefact(trained.artefact).equals(encodeArtefact(alone.artefact))).toBe(true);
      expect(trained.evaluation).toEqual(alone.evaluation);
      expect(encodeArtefact(beside.again).equals(encodeArtefact(alone.artefact))).toBe(true);
      expect(beside.kind).toBe<ClassifierKind>(alone.evaluation.model);
      expect(new Set(told.map(({ model }) => model))).toEqual(new Set([...data.models, null]));
      expect(told.at(-1)).toEqual({ step: 'evaluating', model: null, trees: null });
      expect(told).toContainEqual({ step: 'fitting', model: 'random-forest', trees: { grown: 50, of: 100 } });
    }
  });

  it('hands on the sentence of a failure', async () => {
    await expect(train(randomUsers(10))).rejects.toThrow(/Too few users to train/);
  });

  it('ends at once when it is cancelled', async () => {
    const stop = new AbortController();
    let cancelledAt = Infinity;
    const training = train(randomUsers(20_000), {
      signal: stop.signal,
      onProgress: () => {
        cancelledAt = Math.min(cancelledAt, Date.now());
        stop.abort();
      },
    });
    await expect(training).rejects.toThrow(/abort/i);
    expect(Date.now() - cancelledAt).toBeLessThan(3_000);
  });
});
