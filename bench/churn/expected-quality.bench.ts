import { parseArgs } from 'node:util';
import { withHistory } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { trainPast } from '../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../apps/churn-service/src/training/training-threads.js';
import { originsBetween } from '../../apps/churn-service/src/training/origins.js';
import { choicesOf } from '../../apps/churn-service/src/training/training-choices.js';
import { generatedLogs } from './churn-logs.js';
import { measureOrigins } from './measure-origins.js';
import { ASKED, NEVER, onPastDays, SETTINGS } from './past-days.js';
import type { PastDays } from './past-days.js';

/**
 * How far the quality that probabilities make expect lies from what came: origins of generated logs, each
 * with a model as a retraining of that day would have made. node dist/bench/churn/expected-quality.bench.js
 * [--seeds 1,2,3] [--users 5000] [--days 180] [--origins 4]
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    users: { type: 'string', default: '5000' },
    days: { type: 'string', default: '180' },
    origins: { type: 'string', default: '4' },
  },
});
const MEASURES = ['rocAuc', 'brier', 'logLoss'] as const;
type Origin = ReturnType<typeof measureOrigins>['origins'][number];

async function originsOf(days: PastDays): Promise<readonly Origin[]> {
  const { firstDay, lastDay } = days.logs;
  const predictions = [];
  for (const origin of originsBetween(firstDay, lastDay, ASKED).slice(-Number(options.origins))) {
    const definition = withHistory(ASKED, origin.trained, firstDay);
    const plan = { ...definition, ...choicesOf(SETTINGS), horizons: [definition.labelDays] };
    const learned = await days.upTo(origin.trained, definition);
    const model = await TrainingThreads.during(SETTINGS.CHURN_TRAINING_THREADS, NEVER, (threads) =>
      trainPast(learned, plan, threads),
    );
    const later = await days.at(origin.scored, definition);
    const { userIds } = later.table;
    predictions.push({ ...origin, userIds, ...(await model.predictOn(later, NEVER)) });
  }
  return measureOrigins(predictions, { resamples: 50, seed: 1 }).origins;
}

const all: Origin[] = [];
const [users, length] = [Number(options.users), Number(options.days)];
const logs = options.seeds.split(',').map((seed) => () => generatedLogs(length, users, Number(seed)));
await onPastDays(logs, async (days) => {
  const origins = await originsOf(days);
  all.push(...origins);
  console.log(days.logs.name);
  console.table(
    origins.map(({ scored, users: predicted, calibration, expected, ...told }) => ({
      scored,
      users: predicted,
      ...Object.fromEntries(
        MEASURES.flatMap((measure) => {
          const { value, low, high } = expected[measure];
          return [
            [`${measure} expected`, `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`],
            [measure, told[measure].toFixed(4)],
          ];
        }),
      ),
      slope: calibration.slope.toFixed(2),
    })),
  );
});
console.table(
  MEASURES.map((measure) => {
    const differences = all.map((origin) => origin.expected[measure].value - origin[measure]);
    const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
    return {
      measure,
      origins: all.length,
      'mean difference': mean.toFixed(4),
      'expected above': differences.filter((one) => one > 0).length,
      largest: Math.max(...differences.map(Math.abs)).toFixed(4),
      inside: all.filter((origin) => {
        const { low, high } = origin.expected[measure];
        return origin[measure] >= low && origin[measure] <= high;
      }).length,
    };
  }),
);
