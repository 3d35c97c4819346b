import type { Target } from '#common/bands';
import { sigmoid } from '#ml';
import { Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { assertSnapshotLoaded, missingHistory } from '../dataset/required-days.js';
import { noScore, notScored, outsidePopulation, unknownUser } from './describe-score.js';
import type { NoScore } from './describe-score.js';
import type { ScoreQuery } from './score-request.dto.js';
import { HeldScores } from '../scores/held-scores.js';
import { NOBODY } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { StoredScore } from '../scores/scores.repository.js';
import { singlePrecision } from '../scores/rounding.js';
import { LiveChurnModels, otherTarget } from '../registry/live-churn-model.js';
import type { ChurnScoreDto, OtherTargetDto } from './churn-score.dto.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingStates } from './serving-state.js';
import type { CurrentState, ServingState } from './serving-state.js';

/** The answer about one user of many: a score, or why there is none. */
type UserAnswer = { readonly userId: string } & (
  | { readonly score: ChurnScoreDto; readonly noScore: null }
  | { readonly score: null; readonly noScore: NoScore }
);

interface UsersAnswer {
  readonly state: ServingState | null;
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
    private readonly states: ServingStates,
    private readonly features: FeaturesRepository,
    private readonly scores: ScoresRepository,
    private readonly held: HeldScores,
    private readonly answers: ScoreAnswers,
    private readonly models: LiveChurnModels,
  ) {}

  /**
   * Risk of one user, see {@link scoresOf}.
   * @throws DomainError unavailable without a model, not_found without a score, with a code that says why
   */
  async scoreOf(userId: string, query: ScoreQuery): Promise<ChurnScoreDto> {
    const {
      answers: [answer],
    } = await this.scoresOf([userId], query);
    const { score, noScore } = answer!;
    if (score === null) throw notScored(noScore);
    return Object.assign(score, { otherTarget: await this.otherTargetOf(userId, score.target, query) });
  }

  /** Null where one target is asked for, and where the other has no live version or no score of the user. */
  private async otherTargetOf(
    userId: string,
    of: Target,
    { asOf, target: asked }: ScoreQuery,
  ): Promise<OtherTargetDto | null> {
    const target = otherTarget(of);
    if (asked !== undefined || this.models.of(target).current() === null) return null;
    const { answers } = await this.scoresOf([userId], { target, ...(asOf === undefined ? {} : { asOf }) });
    const score = answers[0]!.score;
    if (score === null) return null;
    const { probability, band, modelVersion, horizonDays } = score;
    return { target, probability, band, modelVersion, horizonDays };
  }

  /**
   * Risks of users at the newest complete day, or at a past one. Stored scores, or computed now where there are none: a
   * user or a day that was loaded after everybody was scored, a version that went live since. Scores of the newest day
   * that have become stale are computed anew, as long as their feature window is loaded; those of past days
   * stay as they were answered, marked stale.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async scoresOf(
    userIds: readonly string[],
    { asOf, target, horizons = [] }: ScoreQuery,
  ): Promise<UsersAnswer> {
    const isPast = asOf !== undefined;
    const current: CurrentState = isPast
      ? { state: await this.states.at(asOf, target), excluded: NOBODY, late: NOBODY }
      : await this.states.current(userIds.map(canonical), target);
    const { state } = current;
    if (state === null)
      return {
        state,
        answers: userIds.map((userId) => ({ userId, score: null, noScore: unknownUser() })),
      };

    const asked = [...new Set(userIds.map(canonical))];
    const scores = await this.scoresAmong(asked, { ...current, state }, { isPast, horizons });
    const without = await this.whyNoScore(
      asked.filter((userId) => !scores.has(userId)),
      state,
    );
    return {
      state,
      answers: userIds.map((userId) => {
        const score = scores.get(canonical(userId));
        if (score !== undefined) return { userId, score, noScore: null };
        return { userId, score: null, noScore: without.get(canonical(userId)) ?? unknownUser() };
      }),
    };
  }

  /**
   * The features of a user at the newest complete day, in catalogue order of the live version.
   * @throws DomainError as {@link scoreOf}
   */
  async featuresOf(userId: string): Promise<{ state: ServingState; features: Float32Array }> {
    const id = canonical(userId);
    const { state, ...whose } = await this.states.current([id]);
    if (state === null) throw notScored(unknownUser());
    const { stored, computed } = await this.found([id], { state, ...whose }, false);
    const [score] = [...stored, ...computed];
    if (score !== undefined) return { state, features: score.features };
    throw notScored((await this.whyNoScore([id], state)).get(id) ?? unknownUser());
  }

  /** Answers about those of the users who have a score, stored or computed now. */
  private async scoresAmong(
    userIds: readonly string[],
    current: CurrentState & { readonly state: ServingState },
    { isPast, horizons }: Asked,
  ): Promise<Map<string, ChurnScoreDto>> {
    const { stored, computed } = await this.found(userIds, current, isPast);
    const answers = [
      ...(await this.answers.make(stored, current.state, 'stored', horizons)),
      ...(await this.answers.make(computed, current.state, 'computed', horizons)),
    ];
    return new Map(answers.map((answer) => [answer.userId, answer]));
  }

  /** Scores of those of the users who have one: stored, and computed now where there is none. */
  private async found(
    userIds: readonly string[],
    { state, excluded, late }: CurrentState & { readonly state: ServingState },
    isPast: boolean,
  ): Promise<{ stored: StoredScore[]; computed: StoredScore[] }> {
    const { set, live, snapshotDate, days, stale } = state;
    const { artefact } = live.model;
    if (set === null) assertSnapshotLoaded(snapshotDate, artefact, days);
    const canCompute = missingHistory(snapshotDate, artefact, days) === null;
    const stored: StoredScore[] = [];
    if (set !== null && isPast) stored.push(...(await this.scores.find(userIds, set)));
    else if (set !== null && (!stale || !canCompute)) {
      const included = userIds.filter((userId) => !excluded.has(userId) && !(canCompute && late.has(userId)));
      // Scores that bands use are in memory.
      const isHeld = set.kind === this.models.of().kind;
      stored.push(...(await (isHeld ? this.held : this.scores).find(included, set)));
    }
    const found = new Set(stored.map(({ userId }) => userId));
    const missing = userIds.filter((userId) => !found.has(userId));
    const computed = missing.length === 0 || !canCompute ? [] : await this.computed(state, missing);
    return { stored, computed };
  }

  private async computed({ live, ...days }: ServingState, userIds: string[]): Promise<StoredScore[]> {
    const { model } = live;
    const table = await this.features.ofUsers(model.catalogue, days, userIds, model.artefact.population);
    const features = Float32Array.from(table.values);
    const width = model.catalogue.features.length;
    return Array.from(model.margins(features, table.rows), (margin, row) => ({
      userId: table.userIds[row]!.toString(),
      probability: singlePrecision(sigmoid(margin)),
      features: features.subarray(row * width, (row + 1) * width),
      churned: null,
    }));
  }

  private async whyNoScore(userIds: string[], state: ServingState): Promise<Map<string, NoScore>> {
    if (userIds.length === 0) return new Map();
    const presences = await this.scores.presence(userIds);
    return new Map(
      presences.map((presence) => [
        presence.userId,
        noScore(presence) ?? outsidePopulation(presence, state.snapshotDate, state.live.model.artefact),
      ]),
    );
  }
}

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? BigInt(userId).toString() : userId;
}
