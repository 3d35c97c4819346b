import { Cursors, DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../settings.js';
import { bandOf } from './bands.js';
import type { Band, BandCuts } from './bands.js';
import { freshnessOf } from './describe-score.js';
import type { RankedQuery, RankedUsersDto } from './ranked.dto.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import { percentileOf } from '../scores/score-set.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import { ServingMoments } from './serving-moment.js';
import type { ServingMoment } from './serving-moment.js';

/** A ranked list comes from one set of stored scores, however many pages it has. */
export type RankedMoment = ServingMoment & { readonly set: ScoreSet };

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
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly moments: ServingMoments,
    private readonly sets: ScoreSetsRepository,
    private readonly scores: ScoresRepository,
    private readonly explainer: ScoreExplainer,
    private readonly cursors: Cursors,
  ) {}

  get cuts(): BandCuts {
    return { mediumFrom: this.settings.CHURN_MEDIUM_FROM, highFrom: this.settings.CHURN_HIGH_FROM };
  }

  /**
   * One page. A cursor goes on in the scores of its first page, even when newer ones are there.
   * @throws DomainError not_found when nobody has been scored, conflict when the scores of the first page are gone
   */
  async page(query: RankedQuery): Promise<RankedUsersDto> {
    const cursor =
      query.cursor === undefined ? null : await this.cursors.read<RankedPlace>(LIST, query.cursor);
    const moment = cursor === null ? await this.newest() : await this.continued(cursor);
    const { set } = moment;
    const bounds = cursor ?? boundsOf(query, this.cuts);
    if (cursor !== null) assertSameBounds(query, cursor, this.cuts);
    const rows = await this.scores.ranked(set, {
      from: bounds.from,
      below: bounds.below ?? Infinity,
      behind: cursor ?? { probability: Infinity, userId: '0' },
      limit: query.limit + 1,
    });
    const users = rows.slice(0, query.limit);
    const explained = await this.explainer.explain(set, users);
    const last = users.at(-1);
    return {
      snapshotDate: set.snapshotDate,
      featureDays: set.featureDays,
      horizonDays: set.labelDays,
      modelVersion: set.version,
      population: set.userCount,
      bandCuts: this.cuts,
      freshness: freshnessOf(moment, 'stored'),
      synthetic: moment.origin.synthetic,
      users: users.map(({ userId, probability }, i) => ({
        userId,
        probability,
        percentile: percentileOf(probability, set.quantiles),
        band: bandOf(probability, this.cuts),
        reasons: [...explained[i]!.reasons],
      })),
      nextCursor:
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
          : null,
    };
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

  private async continued({ snapshotDate, versionId, scoredAt }: RankedPlace): Promise<RankedMoment> {
    const set = await this.sets.findOf(snapshotDate, versionId);
    if (set?.scoredAt.toISOString() !== scoredAt) {
      throw new DomainError(
        'conflict',
        'cursor_outdated',
        'The scores of the first page have been made anew since; begin again without a cursor.',
      );
    }
    return await this.moments.of(set);
  }
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
