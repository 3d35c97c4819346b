import { ModelRegistry, SETTINGS } from '#common';
import type { ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../recommender.settings.js';
import { inTurns } from './in-turns.js';
import { decodeArtefact, userVectorsAt } from './model-artefact.js';
import { RecommenderModel } from './recommender-model.js';
import { servingRule } from './serving-rule.js';
import type { ReadVectors } from './user-vectors.js';
import { warmUp } from './warm-up.js';

/** Makes stored versions ready to answer, with their vectors kept as the settings say. */
@Injectable()
export class RecommenderDecoder {
  constructor(
    private readonly registry: ModelRegistry,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** @throws Error when this program cannot read the artefact */
  readonly decode = async (bytes: Buffer, version: ModelVersion): Promise<RecommenderModel> => {
    const artefact = decodeArtefact(bytes);
    const keeping = {
      songs: this.settings.RECOMMENDER_SONG_VECTORS,
      users: this.settings.RECOMMENDER_USER_VECTORS,
      readUsers: this.reader(version, userVectorsAt(artefact), artefact.factors),
    };
    const model = await inTurns(RecommenderModel.inSteps(artefact, servingRule(version), keeping));
    await warmUp(model);
    return model;
  };

  private reader(version: ModelVersion, start: number, factors: number): ReadVectors {
    const length = factors * Float32Array.BYTES_PER_ELEMENT;
    return async (rows) => {
      const starts = rows.map((row) => start + row * length);
      const slices = await this.registry.artefactSlices(version, starts, length);
      // A copy begins at an address that float32 may have.
      return slices.map((slice) => new Float32Array(new Uint8Array(slice).buffer));
    };
  }
}
