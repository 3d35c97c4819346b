import { DomainError, Signatures } from '#common';
import { Injectable } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import { idMaker, PURPOSE, readRecommendationId } from './recommendation-id.js';
import type { RecommendationOrigin } from './recommendation-id.js';

/**
 * Makes and reads the ids of answers. They are signed, so that what is counted was given out by one of our
 * instances.
 */
@Injectable()
export class RecommendationIds {
  constructor(private readonly signatures: Signatures) {}

  /** A function that makes a new id for each call. */
  async maker(): Promise<(origin: RecommendationOrigin) => string> {
    return idMaker(await this.key());
  }

  key(): Promise<KeyObject> {
    return this.signatures.key();
  }

  /** @throws DomainError invalid for what {@link maker} has not made */
  async read(id: string): Promise<RecommendationOrigin> {
    const origin = readRecommendationId(id, await this.signatures.of(PURPOSE));
    if (origin !== null) return origin;
    throw new DomainError(
      'invalid',
      'recommendation_id_invalid',
      'The recommendation id is none of ours: send recommendationId of the answer as it was.',
    );
  }
}
