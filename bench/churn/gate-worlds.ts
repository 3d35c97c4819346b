import { addDays } from '#common/calendar';
import { SeededRandom, sigmoid } from '#ml';
import { EVERYBODY } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { featureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FeatureTable } from '../../apps/churn-service/src/dataset/feature-table.js';
import type { LabelledSnapshot } from '../../apps/churn-service/src/dataset/snapshot-reader.js';
import { EVENT_KINDS } from '../../apps/churn-service/src/event-kinds.js';
import type { ChurnArtefact } from '../../apps/churn-service/src/model/churn-artefact.js';
import predict from '../../apps/churn-service/src/training/predict.worker.js';

/** Days of the label window, and between two retrains. */
export const LABEL_DAYS = 14;
export const WEEK = 7;
const USERS = 3_000;

export const DEFINITION = {
  featureDays: 30,
  historyDays: 30,
  labelDays: LABEL_DAYS,
  activityKinds: EVENT_KINDS,
  population: EVERYBODY,
};
const CATALOGUE = featureCatalogue(DEFINITION);
const at = (name: string) => CATALOGUE.features.findIndex((feature) => feature.name === name);
const WINDOWS = [1, 3, 7, 14, 30];
const FIRST_WEEK = '2017-01-01';

/** Users of a snapshot, and the log-odds of each to churn but for a constant. */
interface DrawnUsers {
  readonly table: FeatureTable;
  readonly margins: Float64Array;
}

/** Users whose chance to churn follows from how long they are silent and how much they played before. */
function drawUsers(random: SeededRandom, count: number): DrawnUsers {
  const width = CATALOGUE.features.length;
  const values = new Float64Array(count * width);
  const margins = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * width, (i + 1) * width);
    const silent = random.int(30);
    const plays = Math.floor(Math.exp(3 + 1.2 * random.normal()));
    for (const days of WINDOWS) {
      const seen = Math.max(0, days - silent);
      row[at(`freq_P_last_${days}`)] = Math.ceil((plays * seen) / 30);
      row[at(`play_seconds_last_${days}`)] = row[at(`freq_P_last_${days}`)]! * 180;
      row[at(`active_days_last_${days}`)] = Math.ceil(seen / 2);
    }
    row[at('known_days_last_30')] = 30;
    row[at('counted_active_days')] = row[at('active_days_last_30')]!;
    row[at('days_from_last_play')] = silent;
    row[at('days_from_last_event')] = silent;
    row[at('days_from_first_event')] = 29;
    row[at('days_from_last_download')] = random.next() < 0.5 ? NaN : random.int(30);
    row[at('days_from_last_search')] = NaN;
    row[at('device')] = random.next() < 0.85 ? 1 : 2;
    margins[i] = 0.13 * (silent - 15) - 0.6 * (Math.log1p(plays) - 3);
  }
  const userIds = BigInt64Array.from({ length: count }, (_, i) => BigInt(1_000 + i));
  return { table: new FeatureTable(userIds, values), margins };
}

/** A large drawing of users, by whom laws are set and versions are judged. */
const JUDGES = drawUsers(new SeededRandom(1), 20_000);

/** The constant by which this share of users churns. */
function constantOf(rate: number): number {
  let [low, high] = [-10, 10];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    const mean = JUDGES.margins.reduce((sum, margin) => sum + sigmoid(margin + middle), 0) / USERS_OF_JUDGES;
    if (mean < rate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
const USERS_OF_JUDGES = JUDGES.margins.length;

/**
 * A service of which `before` of the users churn, and `after` from the day of the snapshot `shiftedAt` (a
 * week) on.
 */
export class World {
  private readonly before: number;
  private readonly after: number;

  constructor(
    private readonly seed: number,
    rates: { readonly before: number; readonly after: number },
    private readonly shiftedAt: number,
  ) {
    this.before = constantOf(rates.before);
    this.after = constantOf(rates.after);
  }

  /**
   * The snapshot of a week with its labels. @param wrong share of the users for whom low risk is high: days that were
   * loaded wrongly
   */
  snapshot(week: number, wrong = 0): LabelledSnapshot {
    const random = new SeededRandom(this.seed * 1_000 + week);
    const { table, margins } = drawUsers(random, USERS);
    // The label window of the week before lies half in the time after the shift.
    const share = week >= this.shiftedAt ? 1 : week === this.shiftedAt - 1 ? 0.5 : 0;
    const labels = Uint8Array.from(margins, (margin) => {
      const law = random.next() < share ? this.after : this.before;
      const shown = random.next() < wrong ? -margin : margin;
      return random.next() < sigmoid(shown + law) ? 1 : 0;
    });
    const firstEvents = labels.map((label) => (label === 1 ? 0 : 1 + random.int(LABEL_DAYS)));
    const followUp = { observedDays: LABEL_DAYS, missingDays: [], firstEvents, weights: new Map() };
    const snapshotDate = addDays(FIRST_WEEK, WEEK * week);
    return {
      snapshotDate,
      share: 1,
      table,
      labels,
      weights: new Float64Array(USERS).fill(1),
      followUp,
      treatedUsers: 0,
      campaigns: [],
      incomplete: [],
      fingerprint: '',
    };
  }

  /** Expected log loss of a version on the users of a week, exactly but for the drawing of users. */
  loss(artefact: ChurnArtefact, week: number): number {
    const law = week >= this.shiftedAt ? this.after : this.before;
    const predicted = predict({ artefact, which: 'served', values: JUDGES.table.values });
    const truth = JUDGES.margins.map((margin) => sigmoid(margin + law));
    return (
      predicted.reduce((sum, p, i) => sum - truth[i]! * Math.log(p) - (1 - truth[i]!) * Math.log(1 - p), 0) /
      USERS_OF_JUDGES
    );
  }
}
