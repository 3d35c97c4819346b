import { Cursors, DomainError } from '#common';
import type { BandCuts } from '#common/bands';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { ChurnScoreDto } from './churn-score.dto.js';
import type { BandsByCohortDto } from './cohort-bands.dto.js';
import { CurrentRanking } from './current-ranking.js';
import type { RankedMoment } from './current-ranking.js';
import { freshnessOf } from './describe-score.js';
import { narrowingOf } from './narrowing.js';
import type { RankedQuery, RankedUserDto, RankedUsersDto } from './ranked.dto.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { Narrowing, RankedPart, StoredScore } from '../scores/scores.repository.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingMoments } from './serving-moment.js';

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
  readonly probability: number;
  readonly userId: string;
}

const LIST = 'users at risk';

/** Lists users at risk, highest first. */
@Injectable()
export class RankingService {
  constructor(
    private readonly moments: ServingMoments,
    private readonly sets: ScoreSetsRepository,
    private readonly scores: ScoresRepository,
    private readonly current: CurrentRanking,
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
    const narrowing =
      cursor === null
        ? narrowingOf(query, this.cuts)
        : { from: cursor.from, below: cursor.below ?? Infinity, cohort: cursor.cohort };
    if (cursor !== null) assertSameNarrowing(query, narrowing, this.cuts);
    const { moment, rows } = await this.rows(cursor, {
      ...narrowing,
      behind: cursor ?? { probability: Infinity, userId: '0' },
      limit: query.limit + 1,
    });
    const { set } = moment;
    const users = rows.slice(0, query.limit);
    const last = users.at(-1);
    const nextCursor =
      rows.length > users.length && last !== undefined
        ? await this.cursors.write(LIST, {
            snapshotDate: set.snapshotDate,
            versionId: set.versionId,
            scoredAt: set.scoredAt.toISOString(),
            ...narrowing,
            below: narrowing.below === Infinity ? null : narrowing.below,
            probability: last.probability,
            userId: last.userId,
          } satisfies RankedPlace)
        : null;
    const answers = await this.answers.make(users, moment, 'stored');
    return {
      snapshotDate: set.snapshotDate,
      featureDays: set.featureDays,
      horizonDays: set.labelDays,
      modelVersion: set.version,
      population: set.userCount,
      bandCuts: this.cuts,
      freshness: freshnessOf(moment, 'stored'),
      synthetic: moment.origin.synthetic,
      users: answers.map(listed),
      nextCursor,
    };
  }

  /** How many users of the newest scores, or of those of a past day, are in each band, by cohort. */
  async bandsByCohort(asOf?: string): Promise<BandsByCohortDto> {
    const { set, origin } = await this.newest(asOf);
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

  /** The rows of a page and one more, from memory where the newest scores are held there. */
  private async rows(
    cursor: RankedPlace | null,
    part: RankedPart,
  ): Promise<{ moment: RankedMoment; rows: StoredScore[] }> {
    const held = await this.current.rows(part, (set) => cursor === null || isOf(set, cursor));
    if (held !== null) return held;
    const moment = cursor === null ? await this.newest() : await this.continued(cursor);
    return { moment, rows: await this.scores.ranked(moment.set, part) };
  }

  /**
   * The newest scores of everybody by the live version, or those of a past day.
   * @throws DomainError not_found when there are none
   */
  async newest(asOf?: string): Promise<RankedMoment> {
    const newest = asOf === undefined ? await this.moments.newest() : null;
    let moment = asOf === undefined ? newest : await this.moments.at(asOf);
    if (newest !== null && newest.set === null) {
      // A day has been loaded since: its scores are missing, the day before has some.
      const older = await this.sets.newestOf(newest.live.version.id);
      if (older !== null) moment = await this.moments.of(older);
    }
    if (moment !== null && moment.set !== null) return { ...moment, set: moment.set };
    throw new DomainError(
      'not_found',
      'scores_missing',
      'Nobody has been scored by this version yet; score everybody by POST /admin/churn/score.',
    );
  }

  private async continued(place: RankedPlace): Promise<RankedMoment> {
    const set = await this.sets.findOf(place.snapshotDate, place.versionId);
    if (set === null || !isOf(set, place)) {
      throw new DomainError(
        'conflict',
        'cursor_outdated',
        'The scores of the first page have been made anew since; begin again without a cursor.',
      );
    }
    return await this.moments.of(set);
  }
}

/** One entry of a page: what a list shows of the answer about the user. */
function listed({ userId, probability, percentile, band, reasons }: ChurnScoreDto): RankedUserDto {
  return { userId, probability, percentile, band, reasons };
}

/** Whether it is the set that the page before came from. */
function isOf(set: ScoreSet, { snapshotDate, versionId, scoredAt }: RankedPlace): boolean {
  return (
    set.snapshotDate === snapshotDate &&
    set.versionId === versionId &&
    set.scoredAt.toISOString() === scoredAt
  );
}

function assertSameNarrowing(query: RankedQuery, of: Narrowing, cuts: BandCuts): void {
  const { band, minRisk, cohort } = query;
  if (band === undefined && minRisk === undefined && cohort === undefined) return;
  if (isDeepStrictEqual(narrowingOf(query, cuts), of)) return;
  throw new DomainError(
    'invalid',
    'cursor_mismatch',
    'The cursor belongs to another band, minRisk or cohort; leave all of them out, or begin again.',
  );
}
