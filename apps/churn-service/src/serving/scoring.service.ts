import { sigmoid } from '#ml';
import { Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { assertSnapshotLoaded, missingHistory } from '../dataset/loaded-windows.js';
import { noScore, notScored, outsidePopulation, unknownUser } from './describe-score.js';
import type { NoScore } from './describe-score.js';
import type { ScoreQuery } from './score-request.dto.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { StoredScore } from '../scores/scores.repository.js';
import { singlePrecision } from '../scores/single-precision.js';
import type { ChurnScoreDto } from './churn-score.dto.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingStates } from './serving-state.js';
import type { ServingState } from './serving-state.js';

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

/** Scores of those of some users who have one. */
interface FoundScores {
  readonly state: ServingState | null;
  readonly stored: readonly StoredScore[];
  /** Made now where none is stored. */
  readonly computed: readonly StoredScore[];
}

/** Answers what the risk of users is. */
@Injectable()
export class ScoringService {
  constructor(
    private readonly states: ServingStates,
    private readonly features: FeaturesRepository,
    private readonly scores: ScoresRepository,
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
    throw notScored(answer!.noScore);
  }

  /**
   * Risks of users at the newest complete day, or at a past one. Stored scores, or computed now where there are none: a
   * user or a day that was loaded after everybody was scored, a version that went live since. Scores of the newest day
   * that have become stale are computed anew, as long as their feature window is loaded; those of past days
   * stay as they were answered, marked stale.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async scoresOf(userIds: readonly string[], { asOf, horizons = [] }: ScoreQuery): Promise<UsersAnswer> {
    const asked = [...new Set(userIds.map(canonical))];
    const { state, stored, computed } = await this.found(asked, asOf);
    if (state === null)
      return {
        state,
        answers: userIds.map((userId) => ({ userId, score: null, noScore: unknownUser() })),
      };

    const made = [
      ...(await this.answers.make(stored, state, 'stored', horizons)),
      ...(await this.answers.make(computed, state, 'computed', horizons)),
    ];
    const scores = new Map(made.map((answer) => [answer.userId, answer]));
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
    const { state, stored, computed } = await this.found([id]);
    if (state === null) throw notScored(unknownUser());
    const [score] = [...stored, ...computed];
    if (score !== undefined) return { state, features: score.features };
    throw notScored((await this.whyNoScore([id], state)).get(id) ?? unknownUser());
  }

  /** At the newest complete day, or at a past one. */
  private async found(userIds: readonly string[], asOf?: string): Promise<FoundScores> {
    const { state, stored } =
      asOf === undefined ? await this.newest(userIds) : await this.past(userIds, asOf);
    if (state === null) return { state, stored, computed: [] };
    const { artefact } = state.live.model;
    if (state.set === null) assertSnapshotLoaded(state.snapshotDate, artefact, state.days);
    const known = new Set(stored.map(({ userId }) => userId));
    const missing = userIds.filter((userId) => !known.has(userId));
    const computed = missing.length === 0 || !canCompute(state) ? [] : await this.computed(state, missing);
    return { state, stored, computed };
  }

  /** Stale scores are left out where they can be computed anew. */
  private async newest(userIds: readonly string[]): Promise<Omit<FoundScores, 'computed'>> {
    const { state, scores } = await this.states.read(async (newest) =>
      newest.stale && canCompute(newest) ? [] : await this.scores.find(userIds, newest.set),
    );
    return { state, stored: scores };
  }

  private async past(userIds: readonly string[], asOf: string): Promise<Omit<FoundScores, 'computed'>> {
    const state = await this.states.at(asOf);
    return { state, stored: state.set === null ? [] : await this.scores.find(userIds, state.set) };
  }

  private async computed({ live, snapshotDate }: ServingState, userIds: string[]): Promise<StoredScore[]> {
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

function canCompute({ snapshotDate, live, days }: ServingState): boolean {
  return missingHistory(snapshotDate, live.model.artefact, days) === null;
}

/** '007' is user 7. */
function canonical(userId: string): string {
  return userId.startsWith('0') ? BigInt(userId).toString() : userId;
}
