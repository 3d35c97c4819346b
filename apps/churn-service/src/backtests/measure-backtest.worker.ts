import { measureBacktest } from './measure-backtest.js';
import type { BacktestMeasures, OriginPredictions } from './measure-backtest.js';

/** Runs in a thread of its own. */
export default function measure({
  origins,
  options,
}: {
  origins: readonly OriginPredictions[];
  options: { resamples: number; seed: number };
}): BacktestMeasures {
  return measureBacktest(origins, options);
}
