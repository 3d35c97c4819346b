import { WorkerThread, runInThread } from './worker-thread.js';

const MEASURE = 'backtests/measure-backtest.worker.js';
const never = new AbortController().signal;

describe('runInThread', () => {
  it('hands on what the module throws', async () => {
    await expect(runInThread(MEASURE, {}, { signal: never })).rejects.toThrow(/reading 'map'/);
  });

  it('says so when the module is not there', async () => {
    await expect(runInThread('no/such.worker.js', {}, { signal: never })).rejects.toThrow(
      /Cannot find module/,
    );
  });

  it('can be ended at any moment, also while modules are being loaded', async () => {
    const ended = Array.from({ length: 12 }, async (_, i) => {
      const stop = new AbortController();
      setTimeout(() => {
        stop.abort();
      }, 12 * i);
      const task = { data: null, work: { fit: 'random-forest' } };
      await expect(
        runInThread('training/train-churn.worker.js', task, { signal: stop.signal }),
      ).rejects.toThrow();
    });
    await Promise.all(ended);
    const stopped = AbortSignal.abort();
    await expect(runInThread(MEASURE, {}, { signal: stopped })).rejects.toThrow(/abort/);
  });
});

describe('WorkerThread', () => {
  it('answers one question after the other, and rejects open ones when it is ended', async () => {
    const thread = new WorkerThread(MEASURE);
    await expect(thread.ask({})).rejects.toThrow(/reading 'map'/);
    await expect(thread.ask({})).rejects.toThrow(/reading 'map'/);
    const open = thread.ask({});
    await Promise.all([expect(open).rejects.toThrow('ended'), thread.end()]);
  });
});
