import { DomainError, SETTINGS } from '#common';
import { sigmoid } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { assertSnapshotLoaded, missingHistory } from '../dataset/loaded-windows.js';
import type { ChurnSettings } from '../settings.js';
import type { ChurnScoreDto } from './churn-score.dto.js';
import { describeHorizons } from './describe-horizons.js';
import { describeScore, noScore, outsidePopulation, unknownUser } from './describe-score.js';
import type { NoScore } from './describe-score.js';
import type { ScoreQuery } from './score-request.dto.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { MadeBy } from '../scores/score-explainer.js';
import { HeldScores } from '../scores/held-scores.js';
import { NOBODY } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { StoredScore } from '../scores/scores.repository.js';
import { singlePrecision } from '../scores/single-precision.js';
import { KeptAnswers } from './kept-answers.js';
import { ServingMoments } from './serving-moment.js';
import type { CurrentMoment, ServingMoment } from './serving-moment.js';

/** What one user of many is answered. */
type UserAnswer =
  | { readonly userId: string; readonly score: ChurnScoreDto }
  | { readonly userId: string; readonly noScore: NoScore };

export interface UsersAnswer {
  readonly moment: ServingMoment | null;
  /** In the order asked. */
  readonly answers: readonly UserAnswer[];
}

/** Answers what the risk of users is. */
@Injectable()
export class ScoringService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly moments: ServingMoments,
    private readonly features: FeaturesRepository,
    private readonly scores: ScoresRepository,
    private readonly held: HeldScores,
    private readonly kept: KeptAnswers,
    private readonly explainer: ScoreExplainer,
  ) {}

  /**
   * Risk of one user as JSON, see {@link scoresOf}.
   * @throws DomainError unavailable without a model, not_found for who has no score, with a code that says why
   */
  async scoreOf(userId: string, query: ScoreQuery): Promise<string> {
    if (query.asOf !== undefined || query.horizons !== undefined)
      return JSON.stringify(one(await this.scoresOf([userId], query)));
    const id = canonical(userId);
    const current = await this.moments.current([id]);
    const { moment, excluded } = current;
    const isKept = moment !== null && !excluded.has(id);
    const known = isKept ? this.kept.find(moment, id) : undefined;
    if (known !== undefined) return known;
    const score = one(await this.answers([userId], current, { isPast: false, horizons: [] }));
    const text = JSON.stringify(score);
    if (isKept && score.freshness.source === 'stored') this.kept.keep(moment, id, text);
    return text;
  }

  /**
   * Risks of users at the newest complete day, or at a past one. Stored scores, or computed now where there are none: a
   * user or a day that was loaded after everybody was scored, a version that went live since. Scores of the newest day
   * that have become stale are computed anew, as long as their feature window is loaded; those of past days stay as they were
   * told, marked stale.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async scoresOf(userIds: readonly string[], { asOf, horizons = [] }: ScoreQuery): Promise<UsersAnswer> {
    const isPast = asOf !== undefined;
    const current: CurrentMoment = isPast
      ? { moment: await this.moments.at(asOf), excluded: NOBODY }
      : await this.moments.current(userIds.map(canonical));
    return await this.answers(userIds, current, { isPast, horizons });
  }

  private async answers(
    userIds: readonly string[],
    { moment, excluded }: CurrentMoment,
    { isPast, horizons }: { isPast: boolean; horizons: readonly number[] },
  ): Promise<UsersAnswer> {
    if (moment === null) {
      return { moment, answers: userIds.map((userId) => ({ userId, noScore: unknownUser(userId) })) };
    }
    const { set, live, snapshotDate } = moment;
    const { artefact } = live.model;
    if (set === null) assertSnapshotLoaded(snapshotDate, artefact, moment.days);
    const cuts = { mediumFrom: this.settings.CHURN_MEDIUM_FROM, highFrom: this.settings.CHURN_HIGH_FROM };
    const asked = [...new Set(userIds.map(canonical))];
    const known = new Map<string, ChurnScoreDto>();
    const canCompute = missingHistory(snapshotDate, artefact, moment.days) === null;
    if (set !== null && (isPast || !moment.stale || !canCompute)) {
      const stored = isPast
        ? await this.scores.find(asked, set)
        : await this.held.find(
            asked.filter((userId) => !excluded.has(userId)),
            set,
          );
      for (const score of await this.explained(set, stored, horizons))
        known.set(score.userId, describeScore(score, moment, 'stored', cuts));
    }
    const missing = asked.filter((userId) => !known.has(userId));
    if (missing.length > 0 && canCompute) {
      const { id: versionId, version } = live.version;
      const computed = await this.computed(moment, missing);
      for (const score of await this.explained({ versionId, version }, computed, horizons))
        known.set(score.userId, describeScore(score, moment, 'computed', cuts));
    }
    const without = await this.whyNoScore(
      asked.filter((userId) => !known.has(userId)),
      moment,
    );
    return {
      moment,
      answers: userIds.map((userId) => {
        const score = known.get(canonical(userId));
        return score === undefined
          ? { userId, noScore: without.get(canonical(userId)) ?? unknownUser(userId) }
          : { userId, score };
      }),
    };
  }

  private async computed({ live, snapshotDate }: ServingMoment, userIds: string[]): Promise<StoredScore[]> {
    const { model } = live;
    const table = await this.features.ofUsers(
      model.catalogue,
      snapshotDate,
      userIds,
      model.artefact.population,
    );
    const features = Float32Array.from(table.values);
    const width = model.catalogue.features.length;
    return Array.from(model.margins(features, table.rows), (margin, row) => ({
      userId: table.userIds[row]!.toString(),
      probability: singlePrecision(sigmoid(margin)),
      features: features.subarray(row * width, (row + 1) * width),
      churned: null,
    }));
  }

  private async explained(by: MadeBy, scores: readonly StoredScore[], asked: readonly number[]) {
    const explained = await this.explainer.explain(by, scores);
    const model = asked.length === 0 ? null : await this.explainer.modelOf(by);
    const horizons = model === null ? null : describeHorizons(model, scores, asked);
    return scores.map((score, i) => ({ ...score, ...explained[i]!, horizons: horizons?.[i] ?? null }));
  }

  private async whyNoScore(userIds: string[], moment: ServingMoment): Promise<Map<string, NoScore>> {
    if (userIds.length === 0) return new Map();
    const presences = await this.scores.presence(userIds);
    return new Map(
      presences.map((presence) => [
        presence.userId,
        noScore(presence) ?? outsidePopulation(presence, moment.snapshotDate, moment.live.model.artefact),
      ]),
    );
  }
}

/** @throws DomainError not_found, with a code that says why there is no score */
function one({ answers: [answer] }: UsersAnswer): ChurnScoreDto {
  if ('score' in answer!) return answer.score;
  const { status, detail, extra } = answer!.noScore;
  throw new DomainError('not_found', `user_${status}`, detail, { extra });
}

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? BigInt(userId).toString() : userId;
}
