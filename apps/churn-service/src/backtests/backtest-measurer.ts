import { compiledFile, runInThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import type { BacktestMeasures, OriginPredictions } from './measure-backtest.js';

const WORKER = compiledFile('./measure-backtest.worker.js', import.meta.url);

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
    return await runInThread<BacktestMeasures>(WORKER, task, { signal });
  }
}
