import { Database, Rounds, SETTINGS } from '#common';
import type { ContactBar, LeftOutDto } from '#common';
import { modelKindOf } from '#common/bands';
import type { RiskRange } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../../recommender.settings.js';
import type { ServingState, ServingStateRow } from '../../registry/serving-state.js';
import {
  pairsSql,
  SELECT_AUDIENCE_STATE,
  SELECT_EXCLUDED,
  SELECT_LEFT_OUT,
  SELECT_USERS_ACTIVE_SINCE,
  SELECT_USERS_WITHIN,
  usersAtRiskSql,
} from './audience.sql.js';

/** The churn scores of one day by one version of the churn model. */
export interface ScoreSet {
  snapshotDate: string;
  versionId: number;
}

/** When a day is scored again, the set is another one. */
export interface WrittenScores extends ScoreSet {
  scoredAt: string;
}

/** What is known of a user and a song besides the model. */
export interface KnownPair {
  /** Why the user is left out: excluded, or, where only contactable users are asked for, any bar. */
  bar: ContactBar | null;
  /** Since the training. */
  hasMet: boolean;
  /** Code of the device last used since the training; null without an event. */
  device: number | null;
  /** Null when the user was not scored. */
  churnProbability: number | null;
  dislikedSongs: readonly string[];
  /** Names as the user's words have them. */
  dislikedSingers: readonly string[];
}

export interface AudienceState {
  state: ServingState;
  /** Null when no user has been scored yet. */
  scores: WrittenScores | null;
}

const NOTHING_KNOWN: KnownPair = {
  bar: null,
  hasMet: false,
  device: null,
  churnProbability: null,
  dislikedSongs: [],
  dislikedSingers: [],
};
/** Since when in milliseconds, by which scores, and whether only of users who may be contacted. */
type PairsOf = readonly [
  since: number,
  snapshotDate: string | null,
  versionId: number | null,
  contactable: boolean,
];
const keyOf = (userId: string, songId: string | null): string => `${userId} ${songId ?? ''}`;

/**
 * Reads what is known of users outside the model: how they stand, and how likely they are to leave. All
 * requests of one turn of the event loop share a statement.
 */
@Injectable()
export class AudienceRepository {
  private readonly states = new Rounds(() => this.readState());
  private readonly pairs = new Rounds((about: string, pairs: readonly string[]) =>
    this.readPairs(JSON.parse(about) as PairsOf, pairs),
  );

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Pick<RecommenderSettings, 'CHURN_BAND_TARGET'>,
  ) {}

  /** What holds for an answer that is asked for now. */
  async state(): Promise<AudienceState> {
    return await this.states.ask(null, []);
  }

  /**
   * Some users and one song, or none, in the order of the users.
   * @param since milliseconds @param scores null: no user has any @param contactable whether any bar is looked for
   */
  async pairsOf(
    userIds: readonly string[],
    songId: string | null,
    since: number,
    scores: ScoreSet | null,
    contactable: boolean,
  ): Promise<KnownPair[]> {
    const keys = userIds.map((userId) => keyOf(userId, songId));
    const about: PairsOf = [since, scores?.snapshotDate ?? null, scores?.versionId ?? null, contactable];
    const found = await this.pairs.ask(JSON.stringify(about), keys);
    return keys.map((key) => found.get(key) ?? NOTHING_KNOWN);
  }

  async excludedAmong(userIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ userId: string }>(SELECT_EXCLUDED, [userIds]);
    return new Set(rows.map(({ userId }) => userId));
  }

  /** Ascending. */
  async usersActiveSince(day: string): Promise<BigInt64Array> {
    return await this.ids(SELECT_USERS_ACTIVE_SINCE, [day]);
  }

  /** Users whose probability lies within the range, ascending. */
  async usersWithin({ snapshotDate, versionId }: ScoreSet, range: RiskRange): Promise<BigInt64Array> {
    return await this.ids(SELECT_USERS_WITHIN, [snapshotDate, versionId, range.from, range.below]);
  }

  /** How many users whose probability lies within the range may not be contacted. */
  async countLeftOut({ snapshotDate, versionId }: ScoreSet, { from, below }: RiskRange): Promise<LeftOutDto> {
    const range = [snapshotDate, versionId, from, below];
    return (await this.database.query<{ leftOut: LeftOutDto }>(SELECT_LEFT_OUT, range))[0]!.leftOut;
  }

  /** @param behind the last user of the page before. @param contactable only users who may be contacted */
  async usersAtRisk(
    { snapshotDate, versionId }: ScoreSet,
    { from, below }: RiskRange,
    behind: { probability: number; userId: string } | null,
    limit: number,
    contactable: boolean,
  ): Promise<{ userId: string; probability: number }[]> {
    const { probability, userId } = behind ?? { probability: 1, userId: '-1' };
    return await this.database.query(usersAtRiskSql(contactable), [
      snapshotDate,
      versionId,
      from,
      below,
      probability,
      userId,
      limit,
    ]);
  }

  private async readState(): Promise<AudienceState> {
    const [row] = await this.database.prepared<
      ServingStateRow & {
        [Member in keyof WrittenScores]: WrittenScores[Member] | null;
      }
    >('recommender_audience_state', SELECT_AUDIENCE_STATE, [modelKindOf(this.settings.CHURN_BAND_TARGET)]);
    const { state, snapshotDate, versionId, scoredAt } = row!;
    const hasScores = snapshotDate !== null && versionId !== null && scoredAt !== null;
    return { state, scores: hasScores ? { snapshotDate, versionId, scoredAt } : null };
  }

  private async readPairs(
    [since, snapshotDate, versionId, contactable]: PairsOf,
    pairs: readonly string[],
  ): Promise<Map<string, KnownPair>> {
    const split = pairs.map((pair) => pair.split(' '));
    const rows = await this.database.prepared<KnownPair & { userId: string; songId: string | null }>(
      contactable ? 'recommender_contactable_pairs' : 'recommender_pairs_of_audience',
      pairsSql(contactable),
      [
        split.map(([userId]) => userId),
        split.map(([, songId]) => songId || null),
        new Date(since),
        snapshotDate,
        versionId,
      ],
    );
    return new Map(rows.map(({ userId, songId, ...known }) => [keyOf(userId, songId), known]));
  }

  /** Batch by batch, so that requests get their turn while millions are read. */
  private async ids(sql: string, parameters: unknown[]): Promise<BigInt64Array> {
    const ids: bigint[] = [];
    for await (const rows of this.database.stream<{ userId: string }>(sql, parameters)) {
      for (const { userId } of rows) ids.push(BigInt(userId));
    }
    return BigInt64Array.from(ids);
  }
}
