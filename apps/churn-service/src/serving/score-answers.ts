import { DomainError, SETTINGS } from '#common';
import { cutsOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { StoredScore } from '../scores/scores.repository.js';
import type { ChurnSettings } from '../churn.settings.js';
import type { ChurnScoreDto, HorizonsDto } from './churn-score.dto.js';
import { describeScore } from './describe-score.js';
import type { ScoreSource } from './describe-score.js';
import type { ServingState } from './serving-state.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnScore } from '../scores/scores.repository.js';
import { singlePrecision } from '../scores/rounding.js';

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
    const { kind, version, id: versionId } = state.live.version;
    const by = source === 'stored' && state.set !== null ? state.set : { kind, version, versionId };
    const explained = await this.explainer.explain(by, scores);
    const canExtend = horizons.length > 0 && explained.every(({ reasonsMissing }) => reasonsMissing === null);
    const model = canExtend ? await this.explainer.modelOf(by) : null;
    const silent = model === null ? null : describeHorizons(model, scores, horizons);
    return scores.map((score, i) =>
      describeScore({ ...score, ...explained[i]!, horizons: silent?.[i] ?? null }, state, source, this.cuts),
    );
  }
}

/**
 * How likely users stay silent through the horizons asked for, one entry a score, by the model that made the
 * scores. At the horizon of the label window it is the score itself.
 * @throws DomainError invalid `horizon_not_offered`
 */
function describeHorizons(
  model: ChurnModel,
  scores: readonly Pick<ChurnScore, 'features' | 'probability'>[],
  asked: readonly number[],
): HorizonsDto[] {
  const { ends, notOffered } = model.artefact.horizons;
  const places = [...new Set(asked)]
    .sort((a, b) => a - b)
    .map((days) => ({ days, place: ends.indexOf(days) }));
  const missing = places.filter(({ place }) => place === -1).map(({ days }) => days);
  if (missing.length > 0) throw notAvailable(missing, model);
  const width = model.catalogue.features.length;
  const values = new Float32Array(scores.length * width);
  scores.forEach(({ features }, i) => values.set(features, i * width));
  const silence = model.silence(
    values,
    scores.map(({ probability }) => probability),
  );
  return scores.map((_, i) => ({
    silent: places.map(({ days, place }) => ({
      days,
      probability: singlePrecision(silence[i * ends.length + place]!),
    })),
    offered: [...ends],
    notOffered: [...notOffered],
  }));
}

function notAvailable(missing: readonly number[], { artefact }: ChurnModel): DomainError {
  const { ends, notOffered } = artefact.horizons;
  const reasons = missing.flatMap((days) =>
    notOffered.filter((horizon) => horizon.days === days).map(({ because }) => `${days} days: ${because}.`),
  );
  return new DomainError(
    'invalid',
    'horizon_not_offered',
    `Horizons that can be asked for are ${ends.join(', ')} days, not ${missing.join(', ')}. ${reasons.join(' ')}`.trim(),
    { extra: { offered: ends, notOffered } },
  );
}
