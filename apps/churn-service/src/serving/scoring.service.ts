import { DomainError } from '#common';
import { sigmoid } from '#ml';
import { Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { assertSnapshotLoaded, missingHistory } from '../dataset/loaded-windows.js';
import { noScore, outsidePopulation, unknownUser } from './describe-score.js';
import type { NoScore } from './describe-score.js';
import type { ScoreQuery } from './score-request.dto.js';
import { HeldScores } from '../scores/held-scores.js';
import { NOBODY } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { StoredScore } from '../scores/scores.repository.js';
import { singlePrecision } from '../scores/single-precision.js';
import type { ChurnScoreDto } from './churn-score.dto.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingMoments } from './serving-moment.js';
import type { CurrentMoment, ServingMoment } from './serving-moment.js';

/** The answer about one user of many: a score, or why there is none. */
type UserAnswer = { readonly userId: string } & (
  | { readonly score: ChurnScoreDto; readonly noScore: null }
  | { readonly score: null; readonly noScore: NoScore }
);

interface UsersAnswer {
  readonly moment: ServingMoment | null;
  /** In the order asked. */
  readonly answers: readonly UserAnswer[];
}

/** How scores are asked for. */
interface Asked {
  readonly isPast: boolean;
  readonly horizons: readonly number[];
}

/** Answers what the risk of users is. */
@Injectable()
export class ScoringService {
  constructor(
    private readonly moments: ServingMoments,
    private readonly features: FeaturesRepository,
    private readonly scores: ScoresRepository,
    private readonly held: HeldScores,
    private readonly answers: ScoreAnswers,
  ) {}

  /**
   * Risk of one user, see {@link scoresOf}.
   * @throws DomainError unavailable without a model, not_found without a score, with a code that says why
   */
  async scoreOf(userId: string, query: ScoreQuery): Promise<ChurnScoreDto> {
    const {
      answers: [answer],
    } = await this.scoresOf([userId], query);
    if (answer!.score !== null) return answer!.score;
    const { status, detail, extra } = answer!.noScore;
    throw new DomainError('not_found', `user_${status}`, detail, { extra });
  }

  /**
   * Risks of users at the newest complete day, or at a past one. Stored scores, or computed now where there are none: a
   * user or a day that was loaded after everybody was scored, a version that went live since. Scores of the newest day
   * that have become stale are computed anew, as long as their feature window is loaded; those of past days
   * stay as they were answered, marked stale.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async scoresOf(userIds: readonly string[], { asOf, horizons = [] }: ScoreQuery): Promise<UsersAnswer> {
    const isPast = asOf !== undefined;
    const { moment, excluded }: CurrentMoment = isPast
      ? { moment: await this.moments.at(asOf), excluded: NOBODY }
      : await this.moments.current(userIds.map(canonical));
    if (moment === null)
      return {
        moment,
        answers: userIds.map((userId) => ({ userId, score: null, noScore: unknownUser(userId) })),
      };

    const asked = [...new Set(userIds.map(canonical))];
    const scores = await this.scoresAmong(asked, { moment, excluded }, { isPast, horizons });
    const without = await this.whyNoScore(
      asked.filter((userId) => !scores.has(userId)),
      moment,
    );
    return {
      moment,
      answers: userIds.map((userId) => {
        const score = scores.get(canonical(userId));
        if (score !== undefined) return { userId, score, noScore: null };
        return { userId, score: null, noScore: without.get(canonical(userId)) ?? unknownUser(userId) };
      }),
    };
  }

  /** Answers about those of the users who have a score, stored or computed now. */
  private async scoresAmong(
    userIds: readonly string[],
    { moment, excluded }: CurrentMoment & { readonly moment: ServingMoment },
    { isPast, horizons }: Asked,
  ): Promise<Map<string, ChurnScoreDto>> {
    const { set, live, snapshotDate, days, stale } = moment;
    const { artefact } = live.model;
    if (set === null) assertSnapshotLoaded(snapshotDate, artefact, days);
    const canCompute = missingHistory(snapshotDate, artefact, days) === null;
    const stored: StoredScore[] = [];
    if (set !== null && isPast) stored.push(...(await this.scores.find(userIds, set)));
    else if (set !== null && (!stale || !canCompute)) {
      const included = userIds.filter((userId) => !excluded.has(userId));
      stored.push(...(await this.held.find(included, set)));
    }
    const answers = await this.answers.make(stored, moment, 'stored', horizons);
    const found = new Map(answers.map((answer) => [answer.userId, answer]));
    const missing = userIds.filter((userId) => !found.has(userId));
    if (missing.length === 0 || !canCompute) return found;
    const computed = await this.computed(moment, missing);
    for (const answer of await this.answers.make(computed, moment, 'computed', horizons))
      found.set(answer.userId, answer);
    return found;
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

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? BigInt(userId).toString() : userId;
}
