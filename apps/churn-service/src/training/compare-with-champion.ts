import { addDays } from '#common/calendar';
import { compiledFile, runInThread } from '#common/threads';
import { splitByUser } from '#ml';
import type { ChampionDto } from '../measures/champion.dto.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import type { Draws } from '../measures/prediction-measures.js';
import type { ChurnArtefact, UserSplit } from '../model/churn-artefact.js';
import type { ComparisonTask, Compared } from './compare-with-champion.worker.js';
import { predictInThread } from './past-model.js';

const WORKER = compiledFile('./compare-with-champion.worker.js', import.meta.url);
/** With fewer users, or of one outcome only, there is nothing to compare. */
const FEWEST_USERS = 30;

export const NOT_COMPARED: Compared = {
  comparedOn: null,
  users: 0,
  rocAuc: null,
  logLoss: null,
  gain: null,
  slices: [],
};

/** A live version, and the newest snapshot by the features that it looks at. */
interface Champion {
  readonly artefact: ChurnArtefact;
  readonly table: FeatureTable;
}

/**
 * What a training made: its model, and what one of the same recipe that ends before the newest snapshot predicts of
 * all users of it; null: there is none.
 */
export interface Challenger {
  readonly trained: ChurnArtefact;
  readonly past: Float64Array | null;
}

/**
 * Compares the recipe of a training with the live version on users of the newest snapshot whose labels neither
 * learned: everybody by the model of past days, where the live version had learned nothing of the label window
 * either; else, the evaluated fits of both on users that were test users of both.
 */
export async function compareWithChampion(
  newest: Pick<LabelledSnapshot, 'snapshotDate' | 'table' | 'labels' | 'weights'>,
  { trained, past }: Challenger,
  champion: Champion,
  { draws, signal }: { readonly draws: Draws; readonly signal: AbortSignal },
): Promise<Pick<ChampionDto, 'notComparedBecause'> & Compared> {
  const { snapshotDate, table, labels, weights } = newest;
  const { artefact } = champion;
  const isLater = past !== null && addDays(artefact.snapshotDate, artefact.labelDays) <= snapshotDate;
  const splits = isLater ? [] : [trained.split, artefact.split];
  const rows = commonRows(table, champion.table, splits);
  const outcomes = Uint8Array.from(rows, ([own]) => labels[own]!);
  if (rows.length < FEWEST_USERS || new Set(outcomes).size < 2) {
    const notComparedBecause = `only ${rows.length} users that neither learned from, or all of them had the same outcome`;
    return { ...NOT_COMPARED, users: rows.length, notComparedBecause };
  }
  // Of later days neither fit has learned a label; of a test user the served one has.
  const which = isLater ? 'served' : 'evaluated';
  const predict = (of: ChurnArtefact, { values }: FeatureTable) =>
    predictInThread({ artefact: of, which, values }, signal);
  const ours = isLater ? past : await predict(trained, table);
  const theirs = await predict(artefact, champion.table);
  const compared = await runInThread<Compared>(
    WORKER,
    {
      comparedOn: isLater ? 'later days' : 'test users',
      lengths: {
        featureDays: trained.featureDays,
        historyDays: trained.historyDays,
        facts: trained.facts,
      },
      values: table.values,
      rows: Uint32Array.from(rows, ([own]) => own),
      challenger: Float64Array.from(rows, ([own]) => ours[own]!),
      champion: Float64Array.from(rows, ([, other]) => theirs[other]!),
      labels: outcomes,
      weights: Float64Array.from(rows, ([own]) => weights[own]!),
      draws,
    } satisfies ComparisonTask,
    { signal },
  );
  return { ...compared, notComparedBecause: null };
}

/** Rows, in both tables, of the users who are in both and on the test side of each split. */
function commonRows(
  own: FeatureTable,
  theirs: FeatureTable,
  splits: readonly UserSplit[],
): (readonly [number, number])[] {
  const rowOf = own === theirs ? null : new Map(Array.from(theirs.userIds, (user, row) => [user, row]));
  const tested = splits.map(
    ({ seed, testShare }) => new Set(splitByUser(own.userIds, { seed, shares: [testShare] })[0]),
  );
  return Array.from(own.userIds).flatMap((user, row) => {
    const other = rowOf === null ? row : rowOf.get(user);
    return other !== undefined && tested.every((side) => side.has(row)) ? [[row, other] as const] : [];
  });
}
