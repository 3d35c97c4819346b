import { ModelRegistry } from '#common';
import type { LoadedModel } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import { decodeRecommender } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import type { RunningExperiment } from './serving-state.js';

/** After so long versions that could not be loaded are tried again. */
const RETRY_MS = 5_000;

interface Loading {
  experimentId: number;
  /** In the order of the experiment; null while one of them is missing. */
  loaded: LoadedModel<RecommenderModel>[] | null;
  /** When the last attempt failed; null while one goes on or has succeeded. */
  failedAt: number | null;
}

/**
 * The versions that the running experiment tries, in memory.
 * no experiment -> loading -> loaded; loading -> failed -> loading again after {@link RETRY_MS}; another or
 * no experiment: from the start.
 */
@Injectable()
export class ChallengerModels {
  private readonly logger = new Logger('models');
  private loading: Loading | null = null;

  constructor(private readonly registry: ModelRegistry) {}

  /** Null while one of them is not in memory. */
  current(): readonly LoadedModel<RecommenderModel>[] | null {
    return this.loading?.loaded ?? null;
  }

  /**
   * To be called with the experiment of each state; begins to load where that is needed, and does not wait.
   */
  follow(experiment: RunningExperiment | null): void {
    if (experiment === null) {
      this.loading = null;
      return;
    }
    // A request that began before the experiment did.
    if (this.loading !== null && experiment.id < this.loading.experimentId) return;
    const isKnown = this.loading?.experimentId === experiment.id;
    const failedAt = isKnown ? this.loading!.failedAt : null;
    if (isKnown && (failedAt === null || performance.now() - failedAt < RETRY_MS)) return;
    void this.load(
      { experimentId: experiment.id, loaded: null, failedAt: null },
      experiment.challengerVersions,
    );
  }

  /** They are read again by the next {@link follow}; until then the live version answers everybody. */
  letGo(): void {
    this.loading = null;
  }

  private async load(loading: Loading, versions: readonly number[]): Promise<void> {
    this.loading = loading;
    try {
      const loaded: LoadedModel<RecommenderModel>[] = [];
      for (const number of versions) {
        const version = await this.registry.get(RECOMMENDER_MODEL_KIND, number);
        loaded.push({
          version,
          model: await decodeRecommender(await this.registry.artefact(version), version),
        });
      }
      loading.loaded = loaded;
      this.logger.log(`recommender versions ${versions.join(', ')} are tried beside the live one`);
    } catch (error) {
      loading.failedAt = performance.now();
      this.logger.error(`The challengers could not be loaded, and are tried again: ${String(error)}`);
    }
  }
}
