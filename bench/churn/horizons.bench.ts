import { addDays } from '#common/calendar';
import type { Interval } from '#ml';
import { parseArgs } from 'node:util';
import type { HorizonReportDto } from '../../apps/churn-service/src/training/model-report.dto.js';
import { withHistory } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { trainInThreads } from '../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../apps/churn-service/src/training/training-threads.js';
import { stackSnapshots } from '../../apps/churn-service/src/training/stack-snapshots.js';
import { choicesOf } from '../../apps/churn-service/src/training/training-choices.js';
import { collegeMessages, generatedLogs, purchases } from './churn-logs.js';
import { ASKED, NEVER, onPastDays, SETTINGS } from './past-days.js';
import type { PastDays } from './past-days.js';

/**
 * What the horizons of a churn model are worth next to base rates by recency. Generated logs, and with a folder of
 * public data these too:
 * node dist/bench/churn/horizons.bench.js [--seeds 1,2,3] [--users 5000] [--days 180] [--data FOLDER]
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    users: { type: 'string', default: '5000' },
    days: { type: 'string', default: '180' },
    data: { type: 'string', default: process.env['CHURN_BENCH_DATA'] ?? '' },
  },
});

const horizons: { logs: string; horizon: HorizonReportDto }[] = [];

async function measure(days: PastDays): Promise<void> {
  const { firstDay, lastDay } = days.logs;
  const newest = addDays(lastDay, -ASKED.labelDays);
  const earlier = addDays(newest, -ASKED.labelDays);
  const definition = withHistory(ASKED, earlier, firstDay);
  const choices = choicesOf(SETTINGS);
  const learned = await days.upTo(earlier, definition);
  const stacked = await stackSnapshots(learned, { ...choices, labelDays: ASKED.labelDays });
  const data = { ...definition, ...choices, ...stacked, snapshotDate: earlier };
  const { evaluation } = await TrainingThreads.during(SETTINGS.CHURN_TRAINING_THREADS, NEVER, (threads) =>
    trainInThreads(data, threads, () => undefined),
  );
  for (const horizon of evaluation.horizons.horizons) horizons.push({ logs: days.logs.name, horizon });
}

const [users, length] = [Number(options.users), Number(options.days)];
await onPastDays(
  [
    ...options.seeds.split(',').map((seed) => () => generatedLogs(length, users, Number(seed))),
    () => collegeMessages(options.data),
    () => purchases(options.data),
  ],
  measure,
);
for (const days of new Set(horizons.map(({ horizon }) => horizon.days))) {
  console.log(`silence through ${days} days`);
  console.table(horizons.filter(({ horizon }) => horizon.days === days).map(horizonRow));
}

function horizonRow({
  logs,
  horizon: { evaluatedOn, model, recency, gainOverRecency },
}: (typeof horizons)[number]) {
  return {
    logs,
    evaluatedOn,
    users: model.users,
    silent: model.churnRate.toFixed(3),
    'log loss': figure(model.intervals.logLoss),
    'ROC AUC': figure(model.intervals.rocAuc),
    'by recency': figure(recency.intervals.rocAuc),
    'gain of the Brier score': figure(gainOverRecency.brier),
    ECE: `${model.calibration.ece.toFixed(4)} (95 %: ${model.calibration.eceNull.percentile95.toFixed(4)})`,
  };
}

function figure({ value, low, high }: Interval): string {
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}
