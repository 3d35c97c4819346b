import { ModelRegistry } from '#common';
import type { JobContext, ModelVersion } from '#common';
import type { SparkPlace } from '#common/spark';
import { Injectable, Logger } from '@nestjs/common';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import {
  areSame,
  haveSameWeights,
  liveParametersFor,
  storedParameters,
} from '../engines/training-parameters.js';
import { reportOf } from '../evaluation/model-report.dto.js';
import { RECOMMENDER_MODEL_KIND } from '../registry/live-recommender.js';
import { decodeArtefact } from '../model/model-artefact.js';
import { servingRule } from '../model/serving-rule.js';
import type { TrainingTask } from './training-task.js';
import { TrainingDataReader } from './training-data.js';
import type { TrainingParameters } from '../engines/training-parameters.js';

type LiveTasks = Pick<TrainingTask, 'liveParameters' | 'liveVersion' | 'anchor'>;

/** What of the live version a new one is compared with. */
@Injectable()
export class LiveComparison {
  private readonly logger = new Logger('models');

  constructor(
    private readonly registry: ModelRegistry,
    private readonly data: TrainingDataReader,
  ) {}

  async with(
    live: ModelVersion | null,
    parameters: TrainingParameters,
    split: HeldOutSplit,
    spark: SparkPlace | null,
    context: JobContext,
  ): Promise<LiveTasks> {
    if (live === null || split.heldOutDays === 0)
      return { liveParameters: null, liveVersion: null, anchor: null };
    const before = liveParametersFor(storedParameters(live), parameters);
    const pairs = haveSameWeights(before, parameters)
      ? null
      : await this.data.pairs(before, split, spark, context);
    return {
      // The same parameters would only give the same vectors again.
      liveParameters: areSame(before, parameters) ? null : { fit: before, pairs },
      liveVersion: await this.versionItself(live, split),
      anchor: areSame(before, parameters) ? null : await this.anchor(live, [before, parameters]),
    };
  }

  /**
   * Null where its parameters are one of `others`, or weigh interactions in another way: its pairs would have
   * to be read once more.
   */
  private async anchor(
    live: ModelVersion,
    others: readonly [TrainingParameters, TrainingParameters],
  ): Promise<TrainingParameters | null> {
    const { anchorVersion } = reportOf(live);
    if (anchorVersion === null) return null;
    const found = await this.registry.get(RECOMMENDER_MODEL_KIND, anchorVersion);
    const parameters = liveParametersFor(storedParameters(found), others[1]);
    const isOther = others.every((other) => !areSame(parameters, other));
    return isOther && haveSameWeights(parameters, others[1]) ? parameters : null;
  }

  /** Null where it has learned from days that are held out now, or cannot be read. */
  private async versionItself(live: ModelVersion, split: HeldOutSplit): Promise<LiveTasks['liveVersion']> {
    if (live.dataTo === null || live.dataTo > split.cut) return null;
    try {
      const artefact = await this.registry.artefact(live);
      decodeArtefact(artefact);
      return { artefact, objective: servingRule(live).objective };
    } catch (error) {
      this.logger.warn(`Version ${live.version} cannot be compared with: ${String(error)}`);
      return null;
    }
  }
}
