import { engineOf } from '../engines/engine.js';
import { trainRecommender } from './train-recommender.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './train-recommender.js';

/** A training, in a thread of its own. */
export default async function train(
  task: TrainingTask,
  report: (progress: TrainingProgress) => void,
): Promise<TrainingOutcome> {
  return await trainRecommender(task, await engineOf(task.spark, task.workers), report);
}
