import { ModelRegistry } from '#common';
import type { JobContext, ModelVersion } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import { missingHistory } from '../dataset/required-days.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { CHURN_MODEL } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { readArtefact } from '../registry/live-churn-model.js';
import { ShadowVersions } from '../registry/shadow-versions.js';
import { PopulationScoring } from '../scores/population-scoring.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';

/** Scores everybody by the shadow version, after the live one. */
@Injectable()
export class ShadowScoring {
  private readonly logger = new Logger('shadow');

  constructor(
    private readonly shadows: ShadowVersions,
    private readonly registry: ModelRegistry,
    private readonly loaded: LoadedDaysRepository,
    private readonly sets: ScoreSetsRepository,
    private readonly scoring: PopulationScoring,
  ) {}

  /**
   * Leaves scores alone that have seen all loads, and those that the version made while it was live. Days that the
   * version learned from are not scored: what it says of them is no forecast.
   * @returns number of the version that has scored the snapshot; null: none has
   */
  async score(snapshotDate: string, context: JobContext): Promise<number | null> {
    const shadow = await this.shadows.current();
    if (shadow === null) return null;
    const version = await this.registry.get(CHURN_MODEL, shadow);
    if (version.dataTo === null || version.dataTo > snapshotDate) return null;
    if ((await this.sets.findOf(snapshotDate, version.id)) !== null) return null;
    const model = await this.modelOf(version);
    if (model === null) return null;
    const days = await this.loaded.loadedDays();
    if (missingHistory(snapshotDate, model.artefact, days) !== null) return null;
    const set = await this.sets.findOf(snapshotDate, version.id, true);
    if (set === null || (await this.loaded.hasChanged(set)))
      await this.scoring.score(model, version.id, snapshotDate, context, true);
    return shadow;
  }

  /** Null, with a warning, for a version that this program cannot read: the live one is scored all the same. */
  private async modelOf(version: ModelVersion): Promise<ChurnModel | null> {
    const artefact = await readArtefact(this.registry, version);
    if (typeof artefact !== 'string') return new ChurnModel(artefact);
    this.logger.warn(`Shadow version ${version.version} cannot score: ${artefact}`);
    return null;
  }
}
