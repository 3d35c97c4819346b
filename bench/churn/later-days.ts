import { addDays } from '#common/calendar';
import { rocAuc } from '#ml';
import { withHistory } from '../../apps/churn-service/src/dataset/churn-definition.js';
import type { LabelledSnapshot } from '../../apps/churn-service/src/dataset/snapshot-reader.js';
import { trainPast } from '../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../apps/churn-service/src/training/training-threads.js';
import { originsBetween } from '../../apps/churn-service/src/training/origins.js';
import { choicesOf } from '../../apps/churn-service/src/training/training-choices.js';
import { collegeMessages, generatedLogs, purchases } from './churn-logs.js';
import type { ChurnLogs } from './churn-logs.js';
import { measureOrigins } from './measure-origins.js';
import type { OriginPredictions } from './measure-origins.js';
import { ASKED, NEVER, onPastDays, SETTINGS } from './past-days.js';
import type { PastDays } from './past-days.js';

interface Variant {
  readonly name: string;
  readonly snapshots: number;
  /** Whether features look back beyond the feature window. */
  readonly history: boolean;
}

const VARIANTS: readonly Variant[] = [
  { name: 'one snapshot', snapshots: 1, history: false },
  { name: 'one snapshot, history', snapshots: 1, history: true },
  { name: '6 snapshots', snapshots: 6, history: false },
  { name: '6 snapshots, history', snapshots: 6, history: true },
  { name: 'the defaults', snapshots: SETTINGS.CHURN_SNAPSHOTS, history: true },
];
const DRAWS = { resamples: 200, seed: 1 };

/** What older snapshots and a longer history add on later days, as retrainings of past days would have had it. */
export async function measureLaterDays(folder: string, origins: number, only: RegExp): Promise<void> {
  const logs = [() => generatedLogs(210, 20_000, 1), () => collegeMessages(folder), () => purchases(folder)];
  const wanted = logs.map((make) => () => {
    const made = make();
    return made !== null && only.test(made.name) ? made : null;
  });
  await onPastDays(wanted, async (days) => {
    const { name, firstDay, lastDay, rows } = days.logs;
    console.log(`${name}: ${firstDay} to ${lastDay}, ${rows.day.length} active days`);
    console.table(await measureLogs(days, origins));
  });
}

async function measureLogs(days: PastDays, atMost: number): Promise<object[]> {
  const { logs } = days;
  const origins =
    logs.origins?.map((scored) => ({ scored, trained: addDays(scored, -ASKED.labelDays) })) ??
    originsBetween(logs.firstDay, logs.lastDay, ASKED).slice(-atMost);
  const rows: object[] = [];
  for (const variant of VARIANTS) {
    const predictions: OriginPredictions[] = [];
    const used: string[] = [];
    for (const origin of origins) {
      const definition = withHistory(
        { ...ASKED, mostSnapshots: variant.snapshots, ...(variant.history ? {} : { mostHistoryDays: 1 }) },
        origin.trained,
        logs.firstDay,
      );
      const [newest, ...older] = await days.upTo(origin.trained, definition, variant.snapshots);
      used.push(`${older.length + 1} x ${definition.historyDays}`);
      const plan = { ...definition, ...choicesOf(SETTINGS) };
      const model = await TrainingThreads.during(SETTINGS.CHURN_TRAINING_THREADS, NEVER, (threads) =>
        trainPast([newest, ...older], plan, threads),
      );
      const later = await days.at(origin.scored, definition);
      const { userIds } = later.table;
      predictions.push({ ...origin, userIds, ...(await model.predictOn(later, NEVER)) });
    }
    rows.push({ variant: variant.name, used: [...new Set(used)].join(', '), ...told(predictions) });
  }
  const definition = withHistory({ ...ASKED, mostHistoryDays: 1 }, logs.lastDay, logs.firstDay);
  const scored = await Promise.all(origins.map((origin) => days.at(origin.scored, definition)));
  rows.push({ variant: 'best reachable', 'ROC AUC': bestReachable(logs, scored) });
  return rows;
}

function told(predictions: OriginPredictions[]): object {
  const { withinOrigins, origins } = measureOrigins(predictions, DRAWS);
  const mean = (of: (origin: (typeof origins)[number]) => number) =>
    origins.reduce((sum, origin) => sum + of(origin), 0) / origins.length;
  const interval = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
  return {
    'ROC AUC': interval(withinOrigins!.rocAuc),
    'log loss': mean(({ logLoss }) => logLoss).toFixed(4),
    slope: mean(({ calibration }) => calibration.slope).toFixed(2),
    recency: withinOrigins!.recencyRocAuc.value.toFixed(4),
    users: origins.map(({ users }) => users).join(', '),
  };
}

/** Mean over the origins, by the exact probability that only the generator knows. */
function bestReachable(logs: ChurnLogs, snapshots: readonly LabelledSnapshot[]): string {
  if (logs.truthAt === undefined) return 'not known';
  const areas = snapshots.map(({ snapshotDate, table, labels }) => {
    const truth = logs.truthAt!(snapshotDate);
    const probabilities = Float64Array.from(table.userIds, (userId) => truth.get(userId) ?? 0.5);
    return rocAuc(probabilities, labels);
  });
  return (areas.reduce((sum, area) => sum + area, 0) / areas.length).toFixed(4);
}
