import { BoundedCache, countLookups, Metrics, SETTINGS } from '#common';
import type { CacheLookups } from '#common';
import { cutsOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { HeldScores } from '../scores/held-scores.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { StoredScore } from '../scores/scores.repository.js';
import type { ChurnSettings } from '../settings.js';
import { describeHorizons } from './describe-horizons.js';
import { describeScore } from './describe-score.js';
import type { ScoreSource } from './describe-score.js';
import type { ServingMoment } from './serving-moment.js';

/** What one user is answered, as JSON. */
export interface AnswerText {
  readonly text: string;
  /** The array of its reasons, which ranked lists show too; a part of `text`, so it takes no memory of its own. */
  readonly reasons: string;
}

/** What an entry takes in addition to its text, roughly. */
const ENTRY_BYTES = 250;
/** The last field of an answer: what follows is its array and the closing brace. */
const REASONS = '"reasons":';

/**
 * Writes answers about scores, and keeps those about stored scores of the newest moment: within it nothing
 * about a user changes but whether the user is excluded. They take what memory the held scores leave.
 */
@Injectable()
export class KeptAnswers {
  private moment: ServingMoment | null = null;
  private readonly answers = new BoundedCache<AnswerText>(({ text }) => text.length + ENTRY_BYTES);
  private readonly lookups: CacheLookups;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly held: HeldScores,
    private readonly explainer: ScoreExplainer,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'churn_answers');
  }

  /** Where the bands begin. */
  get cuts(): BandCuts {
    return cutsOf(this.settings);
  }

  find(moment: ServingMoment, userId: string): AnswerText | undefined {
    const answer = this.moment === moment ? this.answers.get(userId) : undefined;
    if (answer === undefined) this.lookups.miss();
    else this.lookups.hit();
    return answer;
  }

  /**
   * Answers to stored scores of the newest moment, in their order: those that are kept, and new ones for the
   * others.
   */
  async findOrMake(scores: readonly StoredScore[], moment: ServingMoment): Promise<AnswerText[]> {
    const known = scores.map(({ userId }) => this.find(moment, userId));
    const unknown = scores.filter((_, i) => known[i] === undefined);
    const made = (await this.makeKept(unknown, moment)).values();
    return known.map((answer) => answer ?? made.next().value!);
  }

  /**
   * Answers to stored scores of the newest moment, in their order, to be found from now on; those of another
   * moment are forgotten.
   */
  async makeKept(scores: readonly StoredScore[], moment: ServingMoment): Promise<AnswerText[]> {
    const answers = await this.make(scores, moment, 'stored');
    if (this.moment !== moment) {
      this.moment = moment;
      this.answers.clear();
    }
    answers.forEach((answer, i) => this.answers.set(scores[i]!.userId, answer, this.held.room));
    return answers;
  }

  /**
   * Answers that are not kept, in the order of the scores.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async make(
    scores: readonly StoredScore[],
    moment: ServingMoment,
    source: ScoreSource,
    horizons: readonly number[] = [],
  ): Promise<AnswerText[]> {
    if (scores.length === 0) return [];
    const { version, id: versionId } = moment.live.version;
    const by = source === 'stored' && moment.set !== null ? moment.set : { version, versionId };
    const explained = await this.explainer.explain(by, scores);
    const model = horizons.length === 0 ? null : await this.explainer.modelOf(by);
    const silence = model === null ? null : describeHorizons(model, scores, horizons);
    return scores.map((score, i) => {
      const told = { ...score, ...explained[i]!, horizons: silence?.[i] ?? null };
      const text = JSON.stringify(describeScore(told, moment, source, this.cuts));
      return { text, reasons: text.slice(text.lastIndexOf(REASONS) + REASONS.length, -1) };
    });
  }
}
