import { LiveModel, Metrics, ModelRegistry } from '#common';
import type { ModelVersion } from '#common';
import { Injectable } from '@nestjs/common';
import { decodeRecommender } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';

export const RECOMMENDER_MODEL_KIND = 'recommender';

/** The model that is served. */
@Injectable()
export class LiveRecommender extends LiveModel<RecommenderModel> {
  private readonly readers: ((model: RecommenderModel) => Promise<unknown>)[] = [];

  constructor(registry: ModelRegistry, metrics: Metrics) {
    super(registry, RECOMMENDER_MODEL_KIND, (artefact, version) => this.ready(artefact, version), metrics);
  }

  /** Has something read before a version is served; where that fails, the first request reads it. */
  readAhead(read: (model: RecommenderModel) => Promise<unknown>): void {
    this.readers.push(read);
  }

  private async ready(artefact: Buffer, version: ModelVersion): Promise<RecommenderModel> {
    const model = await decodeRecommender(artefact, version);
    await Promise.allSettled(this.readers.map((read) => read(model)));
    return model;
  }
}
