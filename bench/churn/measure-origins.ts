import {
  calibrationReport,
  differenceOf,
  drawValues,
  intervalOf,
  rankOutcomes,
  rankingMeasures,
  rocAuc,
} from '#ml';
import type { Interval } from '#ml';
import { expectedOf, metricsOf } from '../../apps/churn-service/src/measures/prediction-measures.js';
import type { Draws } from '../../apps/churn-service/src/measures/prediction-measures.js';
import type { Origin } from '../../apps/churn-service/src/training/origins.js';
import type { LaterPredictions } from '../../apps/churn-service/src/training/past-model.js';

/** What was predicted at one origin, and what happened. */
export interface OriginPredictions extends Origin, LaterPredictions {
  readonly userIds: BigInt64Array;
}

/** Means over the origins at which both outcomes occurred. */
interface WithinOrigins {
  readonly origins: number;
  readonly rocAuc: Interval;
  readonly recencyRocAuc: Interval;
  readonly gainOverRecency: Interval;
}

/** Measures of each origin, and their means with intervals over users. */
export function measureOrigins(origins: readonly OriginPredictions[], draws: Draws) {
  return {
    origins: origins.map((origin) => measureOrigin(origin, draws.seed)),
    withinOrigins: measureWithin(origins, draws),
  };
}

function measureOrigin(origin: OriginPredictions, seed: number) {
  const { labels, probabilities, weights } = origin;
  return {
    scored: origin.scored,
    trained: origin.trained,
    ...metricsOf(origin),
    recencyRocAuc: rocAuc(origin.daysSinceLastEvent, labels, weights),
    calibration: calibrationReport(probabilities, labels, seed, weights),
    expected: expectedOf(origin),
  };
}

function measureWithin(origins: readonly OriginPredictions[], options: Draws): WithinOrigins | null {
  const told = origins.filter(({ labels }) => new Set(labels).size === 2);
  if (told.length === 0) return null;
  const { userOfRow, users } = numberUsers(told);
  let from = 0;
  const parts = told.map(({ probabilities, daysSinceLastEvent, labels, weights }) => {
    const part = {
      model: rankOutcomes(probabilities, labels),
      recency: rankOutcomes(daysSinceLastEvent, labels),
      weights,
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
      const weightsOf = parts.map(({ users: own, weights }) =>
        weights.map((weight, row) => weight * ofUsers[own[row]!]!),
      );
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
