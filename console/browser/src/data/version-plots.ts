import type { Point } from '#plots';
import { texts } from '../texts.js';
import type { Churn, Recommender } from './contracts.js';

interface Bar {
  name: string;
  value: number;
}

/** Parts of a version's report that can be drawn, lines and bars; none where it was not evaluated. */
export type VersionPlots = { [name in LineName]?: Point[] | undefined } & {
  [name in BarName]?: Bar[] | undefined;
};
export type PlotName = keyof typeof texts.models.beside.plots;
export type LineName = 'roc' | 'gains' | 'calibration' | 'ndcg' | 'recall';
export type BarName = Exclude<PlotName, LineName>;

/** So many features are compared, those that matter most. */
const MOST_FEATURES = 10;

export function plotsOfChurn({ curves, slices, effects }: Churn['ChurnReportDto']): VersionPlots {
  const { roc, gains, calibration } = curves;
  const lossBy = (division: Churn['SliceDto']['by']): Bar[] =>
    slices.filter(({ by }) => by === division).map(({ value, logLoss }) => ({ name: value, value: logLoss }));
  return {
    roc: onGrid(roc.falsePositiveRate, roc.truePositiveRate),
    gains: [
      { x: 0, y: 0 },
      ...gains.flatMap(({ share, gain }) => (gain === null ? [] : [{ x: share, y: gain }])),
    ],
    calibration: calibration.map(({ meanProbability, rate, nullLow, nullHigh }) => ({
      x: meanProbability,
      y: rate,
      low: nullLow,
      high: nullHigh,
    })),
    device: lossBy('device'),
    tenure: lossBy('tenure'),
    activeDays: lossBy('active days'),
    families: effects.families.map(({ family, meanAbsolute }) => ({ name: family, value: meanAbsolute })),
    features: effects.quantities
      .slice(0, MOST_FEATURES)
      .map(({ name, meanAbsolute }) => ({ name, value: meanAbsolute })),
  };
}

/** @param evaluation null where the logs were too short to hold days out */
export function plotsOfRecommender(evaluation: Recommender['ModelEvaluationDto'] | null): VersionPlots {
  if (evaluation === null) return {};
  const { at, k, intervals, byActivity, byPopularity } = evaluation;
  const byLength = (measure: 'ndcg' | 'recall'): Point[] =>
    at.map((lists) => ({
      x: lists.k,
      y: lists[measure],
      ...(lists.k === k ? { low: intervals[measure].low, high: intervals[measure].high } : {}),
    }));
  return {
    ndcg: byLength('ndcg'),
    recall: byLength('recall'),
    liked: byActivity.map(({ from, to, ndcg }) => ({
      name: to === null ? `≥ ${from}` : `${from}–${to}`,
      value: ndcg,
    })),
    popularity: byPopularity.map(({ segment, recall }) => ({
      name: texts.models.beside.segments[segment],
      value: recall,
    })),
  };
}

const GRID_STEPS = 100;

/**
 * A line at 0, 0.01, ... 1, as far as it reaches, so that lines of two versions have the same x in the table
 * of their plot.
 * @param xs ascending; where several are the same the last counts
 */
export function onGrid(xs: readonly number[], ys: readonly number[]): Point[] {
  const points: Point[] = [];
  let next = 0;
  for (let step = 0; step <= GRID_STEPS; step++) {
    const x = step / GRID_STEPS;
    while (next < xs.length && xs[next]! <= x) next++;
    if (next === 0 || (next === xs.length && xs[next - 1]! < x)) continue;
    const [before, after] = [next - 1, Math.min(next, xs.length - 1)];
    const way = after === before ? 0 : (x - xs[before]!) / (xs[after]! - xs[before]!);
    points.push({ x, y: ys[before]! + way * (ys[after]! - ys[before]!) });
  }
  return points;
}
