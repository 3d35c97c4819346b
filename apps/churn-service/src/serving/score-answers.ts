import { SETTINGS } from '#common';
import { cutsOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { StoredScore } from '../scores/scores.repository.js';
import type { ChurnSettings } from '../settings.js';
import type { ChurnScoreDto } from './churn-score.dto.js';
import { describeHorizons } from './describe-horizons.js';
import { describeScore } from './describe-score.js';
import type { ScoreSource } from './describe-score.js';
import type { ServingState } from './serving-state.js';

/** Makes answers of scores: explained, with horizons where the request names some. */
@Injectable()
export class ScoreAnswers {
  /** Where the bands begin. */
  readonly cuts: BandCuts;

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly explainer: ScoreExplainer,
  ) {
    this.cuts = cutsOf(settings);
  }

  /**
   * Answers in the order of the scores, which are all stored or all computed now.
   * @throws DomainError invalid `horizon_not_offered`
   */
  async make(
    scores: readonly StoredScore[],
    state: ServingState,
    source: ScoreSource,
    horizons: readonly number[] = [],
  ): Promise<ChurnScoreDto[]> {
    if (scores.length === 0) return [];
    const { version, id: versionId } = state.live.version;
    const by = source === 'stored' && state.set !== null ? state.set : { version, versionId };
    const explained = await this.explainer.explain(by, scores);
    const canExtend = horizons.length > 0 && explained.every(({ reasonsMissing }) => reasonsMissing === null);
    const model = canExtend ? await this.explainer.modelOf(by) : null;
    const silent = model === null ? null : describeHorizons(model, scores, horizons);
    return scores.map((score, i) =>
      describeScore({ ...score, ...explained[i]!, horizons: silent?.[i] ?? null }, state, source, this.cuts),
    );
  }
}
