import {
  brierScore,
  calibrationReport,
  differenceOf,
  drawValues,
  expectedQuality,
  intervalOf,
  rankOutcomes,
  rankingMeasures,
  rocAuc,
} from '#ml';
import type { CalibrationReport, ExpectedQuality, Interval } from '#ml';
import { measureIntervals, metricsOf } from '../model-quality/metrics.js';
import type { MeasureIntervals, Metrics } from '../model-quality/metrics.js';
import { weightedMeasures } from '../model-quality/weighted-measures.js';
import type { Origin } from '../training/origins.js';
import type { LaterPredictions } from '../training/past-model.js';

/** What was predicted at one origin, and what happened. */
export interface OriginPredictions extends Origin, LaterPredictions {}

interface OriginMeasures extends Origin, Metrics {
  readonly trainedUsers: number;
  readonly recencyRocAuc: number;
  readonly baseRateBrier: number;
  readonly calibration: CalibrationReport;
  /** What the probabilities alone made expect. */
  readonly expected: ExpectedQuality;
}

/**
 * Means over the origins at which both outcomes occurred: what the model is worth on one day. Pooled, a ROC
 * AUC also compares users of one day with those of another, and so counts what the days have in common.
 */
interface WithinOrigins {
  readonly origins: number;
  readonly rocAuc: Interval;
  readonly recencyRocAuc: Interval;
  readonly gainOverRecency: Interval;
}

/**
 * Over all origins; intervals are bootstrapped over users, who appear at several origins and are not
 * independent rows.
 */
interface PooledMeasures extends MeasureIntervals {
  readonly rows: number;
  readonly users: number;
  readonly resamples: number;
  readonly recencyRocAuc: Interval;
  /** ROC AUC of the model minus that of recency, on the same resamples. */
  readonly gainOverRecency: Interval;
  readonly calibration: CalibrationReport;
}

export interface BacktestMeasures {
  readonly origins: readonly OriginMeasures[];
  /** Null where all users, or none, churned at every origin. */
  readonly withinOrigins: WithinOrigins | null;
  readonly pooled: PooledMeasures;
}

/**
 * Measures a backtest; takes seconds (`resamples` sorts nothing again, but walks all rows), so it belongs in
 * a thread.
 */
export function measureBacktest(
  origins: readonly OriginPredictions[],
  options: { resamples: number; seed: number },
): BacktestMeasures {
  return {
    origins: origins.map((origin) => measureOrigin(origin, options.seed)),
    withinOrigins: measureWithin(origins, options),
    pooled: measurePooled(origins, options),
  };
}

function measureOrigin(origin: OriginPredictions, seed: number): OriginMeasures {
  const { labels, probabilities, trainedRate } = origin;
  return {
    scored: origin.scored,
    trained: origin.trained,
    trainedUsers: origin.trainedUsers,
    ...metricsOf(probabilities, labels),
    recencyRocAuc: rocAuc(origin.daysSinceLastEvent, labels),
    baseRateBrier: brierScore(new Float64Array(labels.length).fill(trainedRate), labels),
    calibration: calibrationReport(probabilities, labels, { seed }),
    expected: expectedQuality(probabilities),
  };
}

function measureWithin(
  origins: readonly OriginPredictions[],
  options: { resamples: number; seed: number },
): WithinOrigins | null {
  const told = origins.filter(({ labels }) => new Set(labels).size === 2);
  if (told.length === 0) return null;
  const { userOfRow, users } = numberUsers(told);
  let from = 0;
  const parts = told.map(({ probabilities, daysSinceLastEvent, labels }) => {
    const part = {
      model: rankOutcomes(probabilities, labels),
      recency: rankOutcomes(daysSinceLastEvent, labels),
      users: userOfRow.subarray(from, from + labels.length),
    };
    from += labels.length;
    return part;
  });
  // A user who is drawn comes with the rows of all origins. An origin of which one outcome was drawn alone
  // makes no number.
  const drawn = drawValues(
    users,
    (ofUsers) => {
      const weightsOf = parts.map((part) => Uint16Array.from(part.users, (user) => ofUsers[user]!));
      const mean = (by: 'model' | 'recency') =>
        parts.reduce(
          (sum, part, k) => sum + rankingMeasures(part[by], weightsOf[k]).rocAuc / parts.length,
          0,
        );
      return { model: mean('model'), recency: mean('recency') };
    },
    options,
  );
  return {
    origins: told.length,
    rocAuc: intervalOf(drawn.model),
    recencyRocAuc: intervalOf(drawn.recency),
    gainOverRecency: intervalOf(differenceOf(drawn.model, drawn.recency)),
  };
}

function measurePooled(
  origins: readonly OriginPredictions[],
  options: { resamples: number; seed: number },
): PooledMeasures {
  const labels = joined(Uint8Array, origins, ({ labels: part }) => part);
  const probabilities = joined(Float64Array, origins, ({ probabilities: part }) => part);
  const days = joined(Float64Array, origins, ({ daysSinceLastEvent: part }) => part);
  const { userOfRow, users } = numberUsers(origins);

  const model = weightedMeasures(probabilities, labels);
  const byRecency = rankOutcomes(days, labels);

  // Weights of rows are those of their users: all rows of a user come and go together.
  const ofRows = new Uint16Array(labels.length);
  const spread = (ofUsers: Uint16Array) => {
    for (let row = 0; row < ofRows.length; row++) ofRows[row] = ofUsers[userOfRow[row]!]!;
    return ofRows;
  };
  const drawn = drawValues(
    users,
    (ofUsers) => {
      const weights = spread(ofUsers);
      return { ...model(weights), recencyRocAuc: rankingMeasures(byRecency, weights).rocAuc };
    },
    options,
  );
  return {
    rows: labels.length,
    users,
    resamples: options.resamples,
    ...measureIntervals(drawn),
    recencyRocAuc: intervalOf(drawn.recencyRocAuc),
    gainOverRecency: intervalOf(differenceOf(drawn.rocAuc, drawn.recencyRocAuc)),
    calibration: calibrationReport(probabilities, labels, { seed: options.seed }),
  };
}

/** A number from 0 for each user, and that of each row. */
function numberUsers(origins: readonly OriginPredictions[]): { userOfRow: Uint32Array; users: number } {
  const numbers = new Map<bigint, number>();
  const userOfRow: number[] = [];
  for (const { userIds } of origins) {
    for (const userId of userIds) {
      const number = numbers.get(userId) ?? numbers.size;
      numbers.set(userId, number);
      userOfRow.push(number);
    }
  }
  return { userOfRow: Uint32Array.from(userOfRow), users: numbers.size };
}

function joined<A extends Float64Array | Uint8Array>(
  type: new (length: number) => A,
  origins: readonly OriginPredictions[],
  part: (origin: OriginPredictions) => A,
): A {
  const all = new type(origins.reduce((sum, origin) => sum + part(origin).length, 0));
  let at = 0;
  for (const origin of origins) {
    all.set(part(origin), at);
    at += part(origin).length;
  }
  return all;
}
