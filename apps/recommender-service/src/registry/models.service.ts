import { ModelRegistry } from '#common';
import { Injectable } from '@nestjs/common';
import { ExperimentsRepository } from './experiments.repository.js';
import { RECOMMENDER_MODEL_KIND } from './live-recommender.js';

/** Which versions of the recommender keep their artefacts. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly experiments: ExperimentsRepository,
  ) {}

  /**
   * Drops the artefacts of all but the newest `keep` versions, the live one, the one before it and the one
   * that is being tried next to the live one.
   */
  async retire(keep: number): Promise<void> {
    const experiment = await this.experiments.running();
    await this.registry.retire(RECOMMENDER_MODEL_KIND, keep, experiment?.challengerVersion ?? null);
  }
}
