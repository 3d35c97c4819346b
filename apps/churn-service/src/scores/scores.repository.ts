import { Database, Exports } from '#common';
import type { LeftOutDto } from '#common';
import type { Band, BandCuts, RiskRange } from '#common/bands';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { FactFilter } from '../dataset/fact-conditions.js';
import type { ScoreSet } from './score-set.js';
import {
  COUNT_BANDS,
  leftOutSql,
  rankedSql,
  SELECT_PRESENCE,
  SELECT_SCORES,
  SELECT_SERVED,
  SELECT_WHOLE_SET,
} from './scores.sql.js';

/** Score of one user, with what it was made from. */
export interface ChurnScore {
  readonly userId: string;
  /** Of no event of the activity kinds in the label window; calibrated. */
  readonly probability: number;
  /** In the order of the version's catalogue; empty where they were dropped, see `dropOldFeatures`. */
  readonly features: Float32Array;
}

/** A score as it was stored, with what came of it: null while the label window is open. */
export interface StoredScore extends ChurnScore {
  readonly churned: boolean | null;
}

type ScoreRow = Omit<StoredScore, 'features'> & { readonly features: Buffer };
type ValuedRow = Omit<ValuedScore, 'features'> & {
  readonly features: Buffer;
  readonly highestOutside: number;
};

/** A score, and the revision of its set in which it was read. */
type RevisedScore = StoredScore & Pick<ScoreSet, 'revision'>;

/** A score, and what is at risk with the user. */
export interface ValuedScore extends StoredScore {
  /** What it is worth that the user stays; null: not known. */
  readonly value: number | null;
  /** Probability times the value, or times that of users whose value is not known. */
  readonly valueAtRisk: number;
}

/** Which scores of a set are meant, those with a probability in a range, and which of them come first. */
export interface RankedPart extends RiskRange {
  /** Whether the highest value at risk comes first; otherwise the highest probability. */
  readonly byValue: boolean;
  /** Value of users whose value is not known. */
  readonly defaultValue: number;
  /** Only users who may be contacted. */
  readonly contactable: boolean;
}

/** Where a page ended. */
export type RankedPlace = Pick<ValuedScore, 'userId' | 'probability' | 'valueAtRisk'>;

const BEFORE_ALL: RankedPlace = { valueAtRisk: Infinity, probability: Infinity, userId: '0' };

/** What is known of a user in addition to the score. */
export interface Presence {
  readonly userId: string;
  readonly excludedBecause: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;
const EXPORT_ROWS = 2_000;
/** Parsing more at once would hold up requests. */
const WHOLE_SET_ROWS = 500;
/**
 * Among how many users of the highest probability, and of the highest value, a page by value is looked for, for each
 * user of the page, before everybody is sorted.
 */
const DEPTHS = [200, 2_000];
/** A row group of a published file. */
const SERVED_ROWS = 10_000;

/** Reads stored scores. */
@Injectable()
export class ScoresRepository {
  constructor(
    private readonly database: Database,
    private readonly exports: Exports,
  ) {}

  /** Those of the users who have a stored score in the set, in any order. */
  async find(userIds: readonly string[], set: SetKey): Promise<StoredScore[]> {
    const key = [userIds, set.snapshotDate, set.versionId];
    return (await this.database.query<ScoreRow>(SELECT_SCORES, key)).map(storedScore);
  }

  /** The whole set, who is excluded too, users ascending, some at a time. */
  async *whole(set: SetKey): AsyncGenerator<RevisedScore[]> {
    const key = [set.snapshotDate, set.versionId];
    const batches = this.database.stream<ScoreRow & Pick<ScoreSet, 'revision'>>(
      SELECT_WHOLE_SET,
      key,
      WHOLE_SET_ROWS,
    );
    for await (const rows of batches)
      yield rows.map(({ revision, ...row }) => ({ revision, ...storedScore(row) }));
  }

  /** The whole set without those who are excluded, users ascending, some thousand at a time. */
  served({ snapshotDate, versionId }: SetKey): AsyncGenerator<StoredScore[]> {
    const key = [snapshotDate, versionId];
    return storedScores(this.database.stream<ScoreRow>(SELECT_SERVED, key, SERVED_ROWS));
  }

  /** In the order of the part, then by probability and user id. @param after null: from the beginning */
  async ranked(
    set: SetKey & Pick<ScoreSet, 'userCount'>,
    part: RankedPart,
    after: RankedPlace | null,
    limit: number,
    filter: FactFilter | null,
  ): Promise<ValuedScore[]> {
    const read = async (depth: number | null = null): Promise<ValuedRow[]> =>
      await this.database.query(rankedSql(part, filter, depth), ranked(set, part, after, limit, filter));
    const depths = part.byValue ? DEPTHS.map((depth) => depth * limit) : [];
    for (const depth of depths.filter((some) => some < set.userCount)) {
      const rows = await read(depth);
      const last = rows.at(-1);
      if (last === undefined || last.valueAtRisk <= last.highestOutside) continue;
      if (rows.length === limit || last.highestOutside < 0) return rows.map(storedScore);
    }
    return (await read()).map(storedScore);
  }

  /** How many users of the range may not be contacted. */
  async countLeftOut(
    { snapshotDate, versionId }: SetKey,
    { from, below }: RiskRange,
    filter: FactFilter | null = null,
  ): Promise<LeftOutDto> {
    const range = [snapshotDate, versionId, ...[from, below].map(Math.fround), ...(filter?.parameters ?? [])];
    return (await this.database.query<{ leftOut: LeftOutDto }>(leftOutSql(filter), range))[0]!.leftOut;
  }

  /** How many users are in each band. */
  async countBands(
    { snapshotDate, versionId }: SetKey,
    { mediumFrom, highFrom }: BandCuts,
  ): Promise<Record<Band, number>> {
    const cuts = [mediumFrom, highFrom].map(Math.fround);
    const [counts] = await this.database.query<Record<Band, number>>(COUNT_BANDS, [
      snapshotDate,
      versionId,
      ...cuts,
    ]);
    return counts!;
  }

  /** The first `limit` of these (null: all), written a batch at a time, in constant memory. */
  async export(
    set: SetKey,
    part: RankedPart,
    filter: FactFilter | null,
    limit: number | null,
    write: (batches: AsyncGenerator<ValuedScore[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    const parameters = ranked(set, part, null, limit, filter);
    return await this.exports.write<ValuedRow>(
      { sql: rankedSql(part, filter), parameters, batchRows: EXPORT_ROWS },
      (batches) => write(storedScores(batches)),
      gone,
    );
  }

  /** One entry for each of the users. */
  async presence(userIds: readonly string[]): Promise<Presence[]> {
    // Over all days that are loaded: planning it anew takes longer than looking a user up.
    return await this.database.prepared('churn_presence', SELECT_PRESENCE, [userIds]);
  }
}

/** The parameters of `rankedSql`. */
function ranked(
  { snapshotDate, versionId }: SetKey,
  { from, below, byValue, defaultValue }: RankedPart,
  after: RankedPlace | null,
  limit: number | null,
  filter: FactFilter | null,
): unknown[] {
  const { valueAtRisk, probability, userId } = after ?? BEFORE_ALL;
  // As they are compared, in single precision: PostgreSQL refuses a text whose value is too small for it.
  const range = [from, below].map(Math.fround);
  const place = [byValue ? valueAtRisk : probability, probability, userId];
  return [snapshotDate, versionId, ...range, defaultValue, ...place, limit, ...(filter?.parameters ?? [])];
}

async function* storedScores<Row extends { readonly features: Buffer }>(
  batches: AsyncGenerator<Row[]>,
): AsyncGenerator<(Omit<Row, 'features'> & Pick<ChurnScore, 'features'>)[]> {
  for await (const rows of batches) yield rows.map(storedScore);
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
function storedScore<Row extends { readonly features: Buffer }>({ features, ...row }: Row) {
  return { ...row, features: new Float32Array(Uint8Array.from(features).buffer) };
}
