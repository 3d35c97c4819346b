import { compiledFile, runInThread } from '#common/threads';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';
import { baselineSide, recencyRule } from '../model-quality/baselines.js';
import type { BaselineSide } from '../model-quality/baselines.js';
import type { Draws } from '../model-quality/metrics.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { EvaluatedLaterDays } from './evaluate-later-days.js';
import type { LaterDaysTask } from './past-model.worker.js';

const WORKER = compiledFile('./past-model.worker.js', import.meta.url);

/** What was predicted of everybody of a later snapshot, and what happened; one row a user. */
export interface LaterPredictions {
  readonly userIds: BigInt64Array;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly daysSinceLastEvent: Float64Array;
  readonly trainedUsers: number;
}

/** A model of past days, `learned` the newest of them. It predicts and is evaluated off the request thread. */
export class PastModel {
  constructor(
    readonly artefact: ChurnArtefact,
    private readonly learned: LabelledSnapshot,
  ) {}

  async predictOn(later: LabelledSnapshot, signal: AbortSignal): Promise<LaterPredictions> {
    const { table, labels } = later;
    return {
      userIds: table.userIds,
      labels,
      probabilities: await this.inThread<Float64Array>(later, null, signal),
      daysSinceLastEvent: this.known(later).daysSinceLastEvent,
      trainedUsers: this.learned.labels.length,
    };
  }

  /** Recency, learned from the same snapshot. */
  async evaluateOn(later: LabelledSnapshot, draws: Draws, signal: AbortSignal): Promise<EvaluatedLaterDays> {
    const recency = recencyRule(this.known(this.learned))(this.known(later));
    return await this.inThread(later, { recency, labels: later.labels, draws }, signal);
  }

  private async inThread<Result>(
    { table: { values } }: LabelledSnapshot,
    evaluate: LaterDaysTask['evaluate'],
    signal: AbortSignal,
  ): Promise<Result> {
    const task: LaterDaysTask = { artefact: this.artefact, values, evaluate };
    return await runInThread<Result>(WORKER, task, { signal });
  }

  private known({ table: { values }, labels }: LabelledSnapshot): BaselineSide {
    const { activityKinds } = this.artefact;
    return baselineSide(featureCatalogue(this.artefact), { activityKinds, values, labels });
  }
}
