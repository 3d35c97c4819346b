import { encodeArtefact } from '../../../apps/churn-service/src/model/churn-artefact.js';
import {
  chooseInThreads,
  trainInThreads,
} from '../../../apps/churn-service/src/training/train-in-threads.js';
import { randomUsers } from '../../support/fixtures/random-users.js';
import { trainHere } from '../../support/fixtures/train-here.js';
import type { OnProgress, TrainingProgress } from '../../../apps/churn-service/src/training/train.worker.js';
import type { ChurnTrainingData } from '../../../apps/churn-service/src/training/prepare.js';
import type { PieceName } from '../../../apps/churn-service/src/training/train.worker.js';
import { TrainingThreads } from '../../../apps/churn-service/src/training/training-threads.js';

const never = new AbortController().signal;

/** Trains, and beside the evaluation trains the same without its report. */
async function train(
  data: ChurnTrainingData,
  { most = 2, signal = never, onProgress = () => undefined }: TrainIn = {},
) {
  return await TrainingThreads.during(most, signal, (threads) =>
    Promise.all([trainInThreads(data, threads, onProgress), chooseInThreads(data, threads)]),
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
    const alone = await trainHere(data);
    for (const most of [1, 3]) {
      const told: TrainingProgress[] = [];
      const [trained, again] = await train(data, {
        most,
        onProgress: (progress) => told.push(progress),
      });
      expect(encodeArtefact(trained.artefact).equals(encodeArtefact(alone.artefact))).toBe(true);
      expect(trained.evaluation).toEqual(alone.evaluation);
      expect(encodeArtefact(again).equals(encodeArtefact(alone.artefact))).toBe(true);
      expect(new Set(told.map(({ model }) => model))).toEqual(new Set([...data.models, null]));
      expect(told.at(-1)).toEqual({ step: 'evaluating', model: null, trees: null });
      expect(told).toContainEqual({ step: 'fitting', model: 'random-forest', trees: { grown: 50, of: 100 } });
    }
  });

  it('begins what the choice waits for, then what other pieces wait for, the longest first', async () => {
    const data = randomUsers(300);
    const ended: string[] = [];
    await TrainingThreads.during(1, never, async (threads) => {
      const run = async (told: string, name: PieceName, isLast = false) => {
        await threads.run(
          { data, prepared: null, name, input: undefined },
          { isLast, onProgress: () => undefined },
        );
        ended.push(told);
      };
      await Promise.all([
        run('last', 'gradient-boosting', true),
        run('hazard', 'fit horizons'),
        run('regression', 'logistic-regression'),
        run('forest', 'random-forest'),
        run('boosting', 'gradient-boosting'),
        run('rows', 'prepare'),
        run('rows again', 'prepare'),
      ]);
    });
    expect(ended).toEqual(['rows', 'rows again', 'boosting', 'forest', 'regression', 'hazard', 'last']);
  });

  it('evaluates behind the model for later days', async () => {
    const data = randomUsers(500);
    const done: string[] = [];
    await TrainingThreads.during(1, never, async (threads) => {
      const run = async (name: PieceName) =>
        await threads.run(
          { data, prepared: null, name, input: undefined },
          { isLast: false, onProgress: () => undefined },
        );
      const onProgress: OnProgress = ({ step }) => {
        if (step === 'evaluating') done.push('evaluating');
      };
      const past = async () => {
        await run('logistic-regression');
        await run('fit horizons');
        done.push('model for later days');
      };
      await Promise.all([trainInThreads(data, threads, onProgress), past()]);
    });
    expect(done).toEqual(['model for later days', 'evaluating']);
  });

  it('ends when it is cancelled before any thread has begun', async () => {
    const stop = new AbortController();
    const data = randomUsers(300);
    const begun = TrainingThreads.during(1, stop.signal, async (threads) => {
      const run = async () =>
        await threads.run(
          { data, prepared: null, name: 'prepare', input: undefined },
          { isLast: false, onProgress: () => undefined },
        );
      const piece = run();
      stop.abort(new Error('no longer wanted'));
      await expect(piece).rejects.toThrow('no longer wanted');
      await run();
    });
    await expect(begun).rejects.toThrow('no longer wanted');
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    const training = train(randomUsers(3_000), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(training).rejects.toThrow(/abort/i);
  });
});
