import { Injectable } from '@nestjs/common';
import { runInThread } from '../threads/worker-thread.js';
import type { BacktestMeasures, OriginPredictions } from './measure-backtest.js';

/** Measures off the request thread. */
@Injectable()
export class BacktestMeasurer {
  /** @param signal ends the thread when it fires; the returned promise then rejects */
  async measure(
    origins: readonly OriginPredictions[],
    options: { resamples: number; seed: number },
    signal: AbortSignal,
  ): Promise<BacktestMeasures> {
    const task = { origins, options };
    return await runInThread<BacktestMeasures>('backtests/measure-backtest.worker.js', task, { signal });
  }
}
