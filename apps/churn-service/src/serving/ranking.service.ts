import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { bandOf } from './bands.js';
import type { Band, BandCuts } from './bands.js';
import { CurrentRanking } from './current-ranking.js';
import type { RankedMoment } from './current-ranking.js';
import { freshnessOf } from './describe-score.js';
import { KeptAnswers } from './kept-answers.js';
import type { AnswerText } from './kept-answers.js';
import type { RankedQuery, RankedUserDto, RankedUsersDto } from './ranked.dto.js';
import { percentileOf } from '../scores/score-set.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { RankedPart, StoredScore } from '../scores/scores.repository.js';
import { ServingMoments } from './serving-moment.js';

/** Where a page ended, in which scores, with which bounds. */
interface RankedPlace {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** ISO time: scores that were made anew have another one. */
  readonly scoredAt: string;
  readonly from: number;
  /** null: no upper bound. */
  readonly below: number | null;
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
    private readonly kept: KeptAnswers,
    private readonly cursors: Cursors,
  ) {}

  get cuts(): BandCuts {
    return this.kept.cuts;
  }

  /**
   * One page, a RankedUsersDto as JSON. A cursor goes on in the scores of its first page, even when newer ones are there.
   * @throws DomainError not_found when nobody has been scored, conflict when the scores of the first page are gone
   */
  async page(query: RankedQuery): Promise<string> {
    const cursor =
      query.cursor === undefined ? null : await this.cursors.read<RankedPlace>(LIST, query.cursor);
    const bounds = cursor ?? boundsOf(query, this.cuts);
    if (cursor !== null) assertSameBounds(query, cursor, this.cuts);
    const { moment, rows, answers } = await this.rows(cursor, {
      from: bounds.from,
      below: bounds.below ?? Infinity,
      behind: cursor ?? { probability: Infinity, userId: '0' },
      limit: query.limit + 1,
    });
    const { set } = moment;
    const users = rows.slice(0, query.limit);
    const last = users.at(-1);
    const head: Omit<RankedUsersDto, 'users' | 'nextCursor'> = {
      snapshotDate: set.snapshotDate,
      featureDays: set.featureDays,
      horizonDays: set.labelDays,
      modelVersion: set.version,
      population: set.userCount,
      bandCuts: this.cuts,
      freshness: freshnessOf(moment, 'stored'),
      synthetic: moment.origin.synthetic,
    };
    const nextCursor =
      rows.length > users.length && last !== undefined
        ? await this.cursors.write(LIST, {
            snapshotDate: set.snapshotDate,
            versionId: set.versionId,
            scoredAt: set.scoredAt.toISOString(),
            from: bounds.from,
            below: bounds.below,
            probability: last.probability,
            userId: last.userId,
          } satisfies RankedPlace)
        : null;
    const listed = users.map((user, i) => this.listed(user, answers[i]!, set)).join(',');
    return `${open(head)},"users":[${listed}],"nextCursor":${JSON.stringify(nextCursor)}}`;
  }

  /** One entry of a page, with the reasons of the user's own answer. */
  private listed({ userId, probability }: StoredScore, { reasons }: AnswerText, set: ScoreSet): string {
    const user: Omit<RankedUserDto, 'reasons'> = {
      userId,
      probability,
      percentile: percentileOf(probability, set.quantiles),
      band: bandOf(probability, this.cuts),
    };
    return `${open(user)},"reasons":${reasons}}`;
  }

  /** The rows of a page and one more, from memory where the newest scores are held there. */
  private async rows(
    cursor: RankedPlace | null,
    part: RankedPart,
  ): Promise<{ moment: RankedMoment; rows: StoredScore[]; answers: AnswerText[] }> {
    const held = await this.current.rows(part, (set) => cursor === null || isOf(set, cursor));
    if (held !== null) {
      const { moment, rows } = held;
      // One user's stale score is computed anew: what lists say of it is not what that user is answered.
      const answers = moment.stale
        ? await this.kept.make(rows, moment, 'stored')
        : await this.kept.findOrMake(rows, moment);
      return { moment, rows, answers };
    }
    const moment = cursor === null ? await this.newest() : await this.continued(cursor);
    const rows = await this.scores.ranked(moment.set, part);
    return { moment, rows, answers: await this.kept.make(rows, moment, 'stored') };
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

/** The beginning of an object as JSON, to which more fields are added. */
function open(fields: object): string {
  return JSON.stringify(fields).slice(0, -1);
}

/** Whether it is the set that the page before came from. */
function isOf(set: ScoreSet, { snapshotDate, versionId, scoredAt }: RankedPlace): boolean {
  return (
    set.snapshotDate === snapshotDate &&
    set.versionId === versionId &&
    set.scoredAt.toISOString() === scoredAt
  );
}

function boundsOf(
  { band, minRisk = 0 }: { band?: Band; minRisk?: number },
  { mediumFrom, highFrom }: BandCuts,
): { from: number; below: number | null } {
  switch (band) {
    case 'low':
      return { from: minRisk, below: mediumFrom };
    case 'medium':
      return { from: Math.max(minRisk, mediumFrom), below: highFrom };
    case 'high':
      return { from: Math.max(minRisk, highFrom), below: null };
    case undefined:
      return { from: minRisk, below: null };
  }
}

function assertSameBounds(query: RankedQuery, cursor: RankedPlace, cuts: BandCuts): void {
  if (query.band === undefined && query.minRisk === undefined) return;
  const bounds = boundsOf(query, cuts);
  if (bounds.from === cursor.from && bounds.below === cursor.below) return;
  throw new DomainError(
    'invalid',
    'cursor_mismatch',
    'The cursor belongs to another band or minRisk; leave both out, or begin again.',
  );
}
