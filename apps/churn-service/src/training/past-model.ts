import { compiledFile, runInThread } from '#common/threads';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import { baselineSide, recencyRule } from '../measures/baselines.js';
import type { BaselineSide } from '../measures/baselines.js';
import type { Draws, PredictedUsers } from '../measures/prediction-measures.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { EvaluatedLaterDays, LaterDaysTask } from './evaluate-later-days.worker.js';
import type { PredictTask } from './predict.worker.js';

const PREDICT = compiledFile('./predict.worker.js', import.meta.url);
const EVALUATE = compiledFile('./evaluate-later-days.worker.js', import.meta.url);

/** What was predicted of everybody of a later snapshot, and what happened; one row a user. */
export interface LaterPredictions extends Omit<PredictedUsers, 'ranking'> {
  readonly daysSinceLastEvent: Float64Array;
}

/** Off the request thread. */
export async function predictInThread(task: PredictTask, signal: AbortSignal): Promise<Float64Array> {
  return await runInThread<Float64Array>(PREDICT, task, { signal });
}

/** A model of past days, `learned` the newest of them. It predicts and is evaluated off the request thread. */
export class PastModel {
  constructor(
    readonly artefact: ChurnArtefact,
    private readonly learned: LabelledSnapshot,
  ) {}

  async predictOn(later: LabelledSnapshot, signal: AbortSignal): Promise<LaterPredictions> {
    const { table, labels, weights } = later;
    return {
      labels,
      weights,
      probabilities: await predictInThread(
        { artefact: this.artefact, which: 'served', values: table.values },
        signal,
      ),
      daysSinceLastEvent: this.known(later).daysSinceLastEvent,
    };
  }

  /** Next to recency, learned from the same snapshot. */
  async evaluate(
    { probabilities, labels, weights, daysSinceLastEvent }: LaterPredictions,
    draws: Draws,
    signal: AbortSignal,
  ): Promise<EvaluatedLaterDays> {
    const recency = recencyRule(this.known(this.learned))({ daysSinceLastEvent });
    const task: LaterDaysTask = { probabilities, recency, labels, weights, draws };
    return await runInThread<EvaluatedLaterDays>(EVALUATE, task, { signal });
  }

  private known({ table: { values }, labels, weights }: LabelledSnapshot): BaselineSide {
    const { activityKinds } = this.artefact;
    return baselineSide(featureCatalogue(this.artefact), { activityKinds, values, labels, weights });
  }
}
