import { ModelRegistry } from '#common';
import type { ModelVersion } from '#common';
import { Injectable } from '@nestjs/common';
import { RECOMMENDER_MODEL_KIND } from './live-recommender.js';

/** Versions of the recommender: which there are, and which one answers. */
@Injectable()
export class ModelsService {
  constructor(private readonly registry: ModelRegistry) {}

  list(): Promise<ModelVersion[]> {
    return this.registry.list(RECOMMENDER_MODEL_KIND);
  }

  /** @throws DomainError not_found */
  get(version: number): Promise<ModelVersion> {
    return this.registry.get(RECOMMENDER_MODEL_KIND, version);
  }
}
