import { Cursors, DomainError } from '#common';
import type { Band, BandCuts } from '#common/bands';
import { addDays, mondayOf } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { ChurnScoreDto } from './churn-score.dto.js';
import type { BandsByCohortDto, RankedQuery, RankedUserDto, RankedUsersDto } from './ranked.dto.js';
import { freshnessOf } from './describe-score.js';
import { money } from './money.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { Narrowing, StoredScore } from '../scores/scores.repository.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingStates } from './serving-state.js';
import type { ServingState } from './serving-state.js';
import { rangeOf } from '#common/bands';

/** A ranked list comes from one set of stored scores, however many pages it has. */
export type RankedState = ServingState & { readonly set: ScoreSet };

/** Where a page ended, in which scores, narrowed how. */
interface RankedPlace {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** ISO time: scores that were made anew have another one. */
  readonly scoredAt: string;
  readonly from: number;
  /** null: no upper bound. */
  readonly below: number | null;
  readonly cohort: string | null;
  /** Value of users whose value is not known; null: the list is ordered by probability alone. */
  readonly defaultValue: number | null;
  readonly probability: number;
  /** Null where the list is ordered by probability alone. */
  readonly valueAtRisk: number | null;
  readonly userId: string;
}

/** A score of a page, with what is at risk where the page is ordered by it. */
type ListedScore = StoredScore & { readonly valueAtRisk?: number };

/** Whose scores are asked for, and in which order, see {@link RankedPlace}. */
type Asked = Narrowing & Pick<RankedPlace, 'defaultValue'>;

const LIST = 'users at risk';

/** Lists users at risk, highest first. */
@Injectable()
export class RankingService {
  constructor(
    private readonly states: ServingStates,
    private readonly sets: ScoreSetsRepository,
    private readonly scores: ScoresRepository,
    private readonly answers: ScoreAnswers,
    private readonly cursors: Cursors,
  ) {}

  get cuts(): BandCuts {
    return this.answers.cuts;
  }

  /**
   * One page. A cursor goes on in the scores of its first page, even when newer ones are there.
   * @throws DomainError not_found when no user has been scored, conflict when the scores of the first page are gone
   */
  async page(query: RankedQuery): Promise<RankedUsersDto> {
    const cursor =
      query.cursor === undefined ? null : await this.cursors.read<RankedPlace>(LIST, query.cursor);
    const asked =
      cursor === null
        ? askedBy(query, this.cuts)
        : {
            from: cursor.from,
            below: cursor.below ?? Infinity,
            cohort: cursor.cohort,
            defaultValue: cursor.defaultValue,
          };
    if (cursor !== null) assertSameList(query, asked, this.cuts);
    const { state, rows } = await this.rows(cursor, asked, query.limit + 1);
    if (asked.cohort !== null) assertCohortsKnown(state.set);
    const { set } = state;
    const users = rows.slice(0, query.limit);
    const last = users.at(-1);
    const nextCursor =
      rows.length > users.length && last !== undefined
        ? await this.cursors.write(LIST, {
            snapshotDate: set.snapshotDate,
            versionId: set.versionId,
            scoredAt: set.scoredAt.toISOString(),
            ...asked,
            below: asked.below === Infinity ? null : asked.below,
            probability: last.probability,
            valueAtRisk: last.valueAtRisk ?? null,
            userId: last.userId,
          } satisfies RankedPlace)
        : null;
    const answers = await this.answers.make(users, state, 'stored');
    return {
      snapshotDate: set.snapshotDate,
      featureDays: set.featureDays,
      horizonDays: set.labelDays,
      modelVersion: set.version,
      population: set.userCount,
      bandCuts: this.cuts,
      freshness: freshnessOf(state, 'stored'),
      synthetic: state.origin.synthetic,
      users: answers.map((answer, i) => listed(answer, users[i]!)),
      nextCursor,
    };
  }

  /** How many users of the newest scores, or of those of a past day, are in each band, by cohort. */
  async bandsByCohort(asOf?: string): Promise<BandsByCohortDto> {
    const { set, origin } = await this.newest(asOf);
    assertCohortsKnown(set);
    const { snapshotDate, version, historyDays, labelDays } = set;
    const newFrom = addDays(snapshotDate, 1 - historyDays + labelDays);
    const cohorts = await this.scores.bandsByCohort(set, this.cuts);
    return {
      snapshotDate,
      modelVersion: version,
      historyDays,
      bandCuts: this.cuts,
      synthetic: origin.synthetic,
      cohorts: cohorts.map(({ week, low, medium, high }) => ({
        week,
        isNew: week >= newFrom,
        users: low + medium + high,
        low,
        medium,
        high,
      })),
    };
  }

  /** The rows of a page, and one more where there are others. */
  private async rows(
    cursor: RankedPlace | null,
    { defaultValue, ...narrowing }: Asked,
    limit: number,
  ): Promise<{ state: RankedState; rows: ListedScore[] }> {
    const state = cursor === null ? await this.newest() : await this.continued(cursor);
    const { valueAtRisk, probability = Infinity, userId = '0' } = cursor ?? {};
    const behind = { valueAtRisk: valueAtRisk ?? Infinity, probability, userId };
    const part = { ...narrowing, behind, limit };
    const rows =
      defaultValue === null
        ? await this.scores.ranked(state.set, part)
        : await this.scores.rankedByValue(state.set, { ...part, defaultValue });
    return { state, rows };
  }

  /**
   * The newest scores of everybody by the live version, or those of a past day.
   * @throws DomainError not_found when there are none
   */
  async newest(asOf?: string): Promise<RankedState> {
    const newest = asOf === undefined ? (await this.states.current([])).state : null;
    let state = asOf === undefined ? newest : await this.states.at(asOf);
    if (newest !== null && newest.set === null) {
      // A day has been loaded since: its scores are missing, the day before has some.
      const older = await this.sets.newestOf(newest.live.version.id);
      if (older !== null) state = await this.states.of(older);
    }
    if (state !== null && state.set !== null) return { ...state, set: state.set };
    throw new DomainError(
      'not_found',
      'scores_missing',
      'Nobody has been scored by this version yet; score everybody by POST /admin/churn/score.',
    );
  }

  private async continued(place: RankedPlace): Promise<RankedState> {
    const { state } = await this.states.current([]);
    if (state !== null && state.set !== null && isOf(state.set, place)) return { ...state, set: state.set };
    const set = await this.sets.findOf(place.snapshotDate, place.versionId);
    if (set === null || !isOf(set, place)) {
      throw new DomainError(
        'conflict',
        'cursor_outdated',
        'The scores of the first page have been made anew since; begin again without a cursor.',
      );
    }
    return await this.states.of(set);
  }
}

/** One entry of a page: what a list shows of the answer about the user. */
function listed(
  { userId, probability, percentile, band, reasons }: ChurnScoreDto,
  { valueAtRisk }: ListedScore,
): RankedUserDto {
  const atRisk = valueAtRisk === undefined ? null : money(valueAtRisk);
  return { userId, probability, percentile, band, valueAtRisk: atRisk, reasons };
}

/** Whether it is the set that the page before came from. */
function isOf(set: ScoreSet, { snapshotDate, versionId, scoredAt }: RankedPlace): boolean {
  return (
    set.snapshotDate === snapshotDate &&
    set.versionId === versionId &&
    set.scoredAt.toISOString() === scoredAt
  );
}

/** @throws DomainError not_found (features_dropped) */
export function assertCohortsKnown({ snapshotDate, featuresDropped }: ScoreSet): void {
  if (!featuresDropped) return;
  throw new DomainError(
    'not_found',
    'features_dropped',
    `The features of the scores of ${snapshotDate} were dropped after CHURN_FEATURES_KEEP_DAYS; their cohorts are not known any more.`,
  );
}

function askedBy(query: RankedQuery, cuts: BandCuts): Asked {
  const defaultValue = query.order === 'value' ? (query.defaultValue ?? 0) : null;
  return { ...narrowingOf(query, cuts), defaultValue };
}

function assertSameList(query: RankedQuery, asked: Asked, cuts: BandCuts): void {
  const { band, minRisk, cohort, order, defaultValue } = query;
  if ([band, minRisk, cohort, order, defaultValue].every((given) => given === undefined)) return;
  if (isDeepStrictEqual(askedBy(query, cuts), asked)) return;
  throw new DomainError(
    'invalid',
    'cursor_mismatch',
    'The cursor belongs to another band, minRisk, cohort, order or defaultValue; leave all of them out, or begin again.',
  );
}

/** Whose scores a query asks for; `below` is Infinity without an upper bound. */
export function narrowingOf(
  { band, minRisk = 0, cohort }: { band?: Band; minRisk?: number; cohort?: string },
  cuts: BandCuts,
): Narrowing {
  const { from, below } = band === undefined ? { from: 0, below: Infinity } : rangeOf(band, cuts);
  return { from: Math.max(minRisk, from), below, cohort: cohort === undefined ? null : mondayOf(cohort) };
}
