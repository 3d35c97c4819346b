import { addDays } from '#common/calendar';
import type { Interval } from '#ml';
import { parseArgs } from 'node:util';
import type { HorizonReportDto } from '../../apps/churn-service/src/training/model-report.dto.js';
import type { GainDto } from '../../apps/churn-service/src/model-quality/metrics.dto.js';
import { withHistory } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { trainInThreads, trainPast } from '../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../apps/churn-service/src/training/training-threads.js';
import searchParameters from '../../apps/churn-service/src/training/search-parameters.worker.js';
import { stackSnapshots } from '../../apps/churn-service/src/training/stack-snapshots.js';
import { choicesOf } from '../../apps/churn-service/src/training/training-choices.js';
import { drawMeasures, gainOver } from '../../apps/churn-service/src/model-quality/metrics.js';
import { generatedLogs } from './churn-logs.js';
import { ASKED, NEVER, onPastDays, SETTINGS } from './past-days.js';
import type { PastDays } from './past-days.js';

/**
 * What the horizons of a churn model are worth next to base rates by recency, and what a search for
 * parameters gives on later days. Generated logs:
 * node dist/bench/churn/horizons.bench.js [--seeds 1,2,3] [--users 5000] [--days 180] [--attempts 24]
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    users: { type: 'string', default: '5000' },
    days: { type: 'string', default: '180' },
    attempts: { type: 'string', default: '24' },
  },
});

const inThreads = <Result>(work: (threads: TrainingThreads) => Promise<Result>) =>
  TrainingThreads.during(SETTINGS.CHURN_TRAINING_THREADS, NEVER, work);
const horizons: HorizonReportDto[] = [];
const searches: { gain: GainDto; seconds: number }[] = [];

async function measure(days: PastDays): Promise<void> {
  const { firstDay, lastDay } = days.logs;
  const newest = addDays(lastDay, -ASKED.labelDays);
  const earlier = addDays(newest, -ASKED.labelDays);
  const definition = withHistory(ASKED, earlier, firstDay);
  const choices = choicesOf(SETTINGS);
  const later = await days.at(newest, definition);
  const learned = await days.upTo(earlier, definition);
  const stacked = await stackSnapshots(learned, { ...choices, labelDays: ASKED.labelDays });

  // Horizons on test users.
  const data = { ...definition, ...choices, snapshotDate: earlier };
  const { evaluation } = await inThreads((threads) =>
    trainInThreads({ ...data, ...stacked }, threads, () => undefined),
  );
  horizons.push(...evaluation.horizons.horizons);

  // A search that saw neither test users nor later days, against the defaults on these.
  const started = performance.now();
  const searched = { ...data, ...stacked, horizons: [14] };
  const limits = { attempts: Number(options.attempts), seconds: 60 };
  const { best, models } = await searchParameters({ data: searched, limits }, () => undefined);
  const seconds = (performance.now() - started) / 1000;
  const drawn = async (parameters: typeof best) => {
    const plan = { ...definition, ...choices, parameters };
    const model = await inThreads((threads) => trainPast(learned, plan, threads));
    return drawMeasures((await model.predictOn(later, NEVER)).probabilities, later.labels, choices);
  };
  searches.push({ gain: gainOver(await drawn(best), await drawn(choices.parameters)), seconds });
  console.log(days.logs.name, `${learned.length} snapshots, ${later.labels.length} users on later days`);
  console.table(models.map(({ gain, ...model }) => ({ ...model, gain: figure(gain) })));
}

const [users, length] = [Number(options.users), Number(options.days)];
await onPastDays(
  options.seeds.split(',').map((seed) => () => generatedLogs(length, users, Number(seed))),
  measure,
);
for (const days of new Set(horizons.map((horizon) => horizon.days))) {
  console.log(`silence through ${days} days`);
  console.table(horizons.filter((horizon) => horizon.days === days).map(horizonRow));
}
console.log('searched parameters over the defaults, later days');
console.table(searches.map(({ gain, seconds }) => ({ ...figures(gain), seconds: seconds.toFixed(1) })));

function horizonRow({ evaluatedOn, model, recency, gainOverRecency }: HorizonReportDto) {
  return {
    evaluatedOn,
    users: model.users,
    silent: model.churnRate.toFixed(3),
    'ROC AUC': figure(model.intervals.rocAuc),
    'by recency': figure(recency.intervals.rocAuc),
    'gain of the Brier score': figure(gainOverRecency.brier),
    ECE: `${model.calibration.ece.toFixed(4)} (95 %: ${model.calibration.eceNull.percentile95.toFixed(4)})`,
  };
}

function figures({ rocAuc, logLoss }: GainDto) {
  return { 'ROC AUC': figure(rocAuc), 'log loss': figure(logLoss) };
}

function figure({ value, low, high }: Interval): string {
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}
