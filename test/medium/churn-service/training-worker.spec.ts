import { encodeArtefact } from '../../../apps/churn-service/src/model/churn-artefact.js';
import { chooseInThreads, trainInThreads } from '../../../apps/churn-service/src/experiment/model-trainer.js';
import { randomUsers } from '../../../apps/churn-service/src/experiment/random-users.fixture.js';
import { trainChurnModel } from '../../../apps/churn-service/src/experiment/train-churn-model.js';
import type { TrainingProgress } from '../../../apps/churn-service/src/experiment/train-churn-model.js';

const never = new AbortController().signal;

describe('training in worker threads', () => {
  it('tells how far it is, and gives the bytes of one thread whatever the number of threads', async () => {
    const data = randomUsers(500);
    const alone = trainChurnModel(data);
    for (const threads of [1, 3]) {
      const told: TrainingProgress[] = [];
      const trained = await trainInThreads(
        data,
        { signal: never, onProgress: (progress) => told.push(progress) },
        threads,
      );
      expect(encodeArtefact(trained.artefact).equals(encodeArtefact(alone.artefact))).toBe(true);
      expect(trained.evaluation).toEqual(alone.evaluation);
      expect(new Set(told.map(({ model }) => model))).toEqual(new Set([...data.models, null]));
      expect(told.at(-1)).toEqual({ step: 'evaluating', model: null, trees: null });
      expect(told).toContainEqual({ step: 'fitting', model: 'random-forest', trees: { grown: 50, of: 100 } });
    }
  });

  it('makes the same model without its report', async () => {
    const data = randomUsers(500);
    const { artefact } = trainChurnModel(data);
    expect(encodeArtefact(await chooseInThreads(data, never, 2)).equals(encodeArtefact(artefact))).toBe(true);
  });

  it('hands on the sentence of a failure', async () => {
    await expect(
      trainInThreads(randomUsers(10), { signal: never, onProgress: () => undefined }, 2),
    ).rejects.toThrow(/Too few users to train/);
  });

  it('ends at once when it is cancelled', async () => {
    const stop = new AbortController();
    let cancelledAt = Infinity;
    const training = trainInThreads(
      randomUsers(20_000),
      {
        signal: stop.signal,
        onProgress: () => {
          cancelledAt = Math.min(cancelledAt, Date.now());
          stop.abort();
        },
      },
      2,
    );
    await expect(training).rejects.toThrow(/abort/i);
    expect(Date.now() - cancelledAt).toBeLessThan(3_000);
  });
});
