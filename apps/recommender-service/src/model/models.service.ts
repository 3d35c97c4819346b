import { LiveModel, ModelRegistry } from '#common';
import type { ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import { RecommenderDecoder } from './recommender-decoder.js';
import type { RecommenderModel } from './recommender-model.js';
import { TrialsRepository } from './trials.repository.js';

/** Versions of the recommender: which there are, and which one answers. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly trials: TrialsRepository,
    private readonly decoder: RecommenderDecoder,
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
  ) {}

  list(): Promise<ModelVersion[]> {
    return this.registry.list(RECOMMENDER_MODEL_KIND);
  }

  /** @throws DomainError not_found */
  get(version: number): Promise<ModelVersion> {
    return this.registry.get(RECOMMENDER_MODEL_KIND, version);
  }

  /** Answered once this instance serves the version. @throws DomainError not_found, or conflict: refused, retired or damaged */
  async promote(version: number): Promise<ModelVersion> {
    const promoted = await this.registry.promote(RECOMMENDER_MODEL_KIND, version, this.decoder.decode);
    await this.live.refresh();
    return promoted;
  }

  /** @throws DomainError conflict when no earlier version has been live */
  async rollback(): Promise<ModelVersion> {
    const restored = await this.registry.rollback(RECOMMENDER_MODEL_KIND, this.decoder.decode);
    await this.live.refresh();
    return restored;
  }

  /**
   * Drops the artefacts of all but the newest `keep` versions, the live one and the one before it. A version that is being tried
   * beside the live one stays as well, and with it those that are newer.
   */
  async retire(keep: number): Promise<void> {
    const challenger = await this.trials.challenger();
    const newest = (await this.list())[0]?.version ?? 0;
    const needed = challenger === null ? 0 : newest - challenger + 1;
    await this.registry.retire(RECOMMENDER_MODEL_KIND, Math.max(keep, needed));
  }
}
