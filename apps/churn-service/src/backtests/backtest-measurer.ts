import { Injectable } from '@nestjs/common';
import { Piscina } from 'piscina';
import { measureBacktest } from './measure-backtest.js';
import type { BacktestMeasures, OriginPredictions } from './measure-backtest.js';

/** A worker thread loads compiled JavaScript only: where this very file is TypeScript (under Jest) there is none beside it. */
const COMPILED = !import.meta.url.endsWith('.ts');

/** Measures off the request thread. */
@Injectable()
export class BacktestMeasurer {
  /** @param signal ends the thread when it fires; the returned promise then rejects */
  async measure(
    origins: readonly OriginPredictions[],
    options: { resamples: number; seed: number },
    signal: AbortSignal,
  ): Promise<BacktestMeasures> {
    if (!COMPILED) return measureBacktest(origins, options);
    const worker = new URL('./measure-backtest.worker.js', import.meta.url);
    const pool = new Piscina({ filename: worker.href, maxThreads: 1 });
    try {
      return (await pool.run({ origins, options }, { signal })) as BacktestMeasures;
    } finally {
      await pool.destroy();
    }
  }
}
