import { Injectable } from '@nestjs/common';
import { Piscina } from 'piscina';
import { compiledWorker } from '../threads/compiled-worker.js';
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
    const worker = compiledWorker('backtests/measure-backtest.worker.js');
    const pool = new Piscina({ filename: worker.href, maxThreads: 1 });
    try {
      return (await pool.run({ origins, options }, { signal })) as BacktestMeasures;
    } finally {
      await pool.destroy();
    }
  }
}
