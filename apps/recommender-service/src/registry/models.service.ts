import { LiveModel, ModelRegistry } from '#common';
import type { ModelVersion, NumberedPageQuery, PromotionBody } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { ExperimentsRepository } from './experiments.repository.js';

/** Where the report has the metrics of a summary. */
const SUMMARY = {
  k: 'evaluation.model.k',
  users: 'evaluation.model.users',
  ndcg: 'evaluation.model.ndcg',
  popularityNdcg: 'evaluation.popularity.ndcg',
  recall: 'evaluation.model.recall',
  popularityRecall: 'evaluation.popularity.recall',
} as const;

/** Versions of the recommender: which there are, and which one answers. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly experiments: ExperimentsRepository,
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
  ) {}

  list(query: NumberedPageQuery) {
    return this.registry.list(RECOMMENDER_MODEL_KIND, query, SUMMARY);
  }

  /** @throws DomainError not_found */
  get(version: number): Promise<ModelVersion> {
    return this.registry.get(RECOMMENDER_MODEL_KIND, version);
  }

  /**
   * Answered once this instance serves the version.
   * @throws DomainError not_found, or conflict: refused, undecided, retired or damaged
   */
  async promote(version: number, { acceptUndecided }: PromotionBody): Promise<ModelVersion> {
    const promoted = await this.registry.promote(RECOMMENDER_MODEL_KIND, version, this.live.prepare, {
      acceptUndecided,
    });
    await this.live.refresh();
    return promoted;
  }

  /** @throws DomainError conflict when no earlier version has been live */
  async rollback(): Promise<ModelVersion> {
    const restored = await this.registry.rollback(RECOMMENDER_MODEL_KIND, this.live.prepare);
    await this.live.refresh();
    return restored;
  }

  /**
   * Drops the artefacts of all but the newest `keep` versions, the live one, the one before it and the one
   * that is being tried next to the live one.
   */
  async retire(keep: number): Promise<void> {
    await this.registry.retire(
      RECOMMENDER_MODEL_KIND,
      keep,
      (await this.experiments.running())?.challengerVersion ?? null,
    );
  }
}
