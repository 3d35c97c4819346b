import { DomainError } from '#common';
import { randomBytes } from 'node:crypto';
import type { ListSource } from '../listener/listener.js';
import type { Variant } from '../versions/assignment.js';

/** What an answer was made from; it stands in the answer's id, so that no answer has to be stored. */
export interface RecommendationOrigin {
  modelVersion: number;
  source: ListSource;
  experimentId: number | null;
  variant: Variant | null;
  /** Null for a guest. */
  userId: string | null;
}

const SOURCES: Record<ListSource, string> = { als: 'a', 'fold-in': 'f', popular: 'p' };
const VARIANTS: Record<Variant, string> = { control: 'c', challenger: 'h' };
const SHAPE = /^r1\.(\d{1,9})\.([afp])\.(?:-|(\d{1,9})([ch]))\.(?:-|(\d{1,19}))\.[\w-]{11}$/;

/** A new id, at most 70 characters: version, source, experiment and variant, user, and 64 random bits. */
export function newRecommendationId(origin: RecommendationOrigin): string {
  const { modelVersion, source, experimentId, variant, userId } = origin;
  const experiment = experimentId === null || variant === null ? '-' : `${experimentId}${VARIANTS[variant]}`;
  const random = randomBytes(8).toString('base64url');
  return `r1.${modelVersion}.${SOURCES[source]}.${experiment}.${userId ?? '-'}.${random}`;
}

/** @throws DomainError invalid for what {@link newRecommendationId} has not made */
export function readRecommendationId(id: string): RecommendationOrigin {
  const found = SHAPE.exec(id);
  if (found === null) {
    throw new DomainError(
      'invalid',
      'recommendation_id_invalid',
      'The recommendation id is none of ours: send recommendationId of the answer as it was.',
    );
  }
  const [, version, source, experiment, variant, userId] = found;
  return {
    modelVersion: Number(version),
    source: keyOf(SOURCES, source!),
    experimentId: experiment === undefined ? null : Number(experiment),
    variant: variant === undefined ? null : keyOf(VARIANTS, variant),
    userId: userId ?? null,
  };
}

function keyOf<Key extends string>(letters: Record<Key, string>, letter: string): Key {
  return (Object.keys(letters) as Key[]).find((key) => letters[key] === letter)!;
}
