import { DomainError } from '#common';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnScore } from '../scores/churn-score.js';
import { singlePrecision } from '../scores/single-precision.js';
import type { HorizonsDto } from './horizons.dto.js';

/**
 * How likely users stay silent through the horizons asked for, one entry a score, by the model that made the
 * scores. At the horizon of the label window it is the score itself.
 * @throws DomainError invalid `horizon_not_offered`
 */
export function describeHorizons(
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
