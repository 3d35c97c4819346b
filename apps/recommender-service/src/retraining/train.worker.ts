import { KernelEngine } from '../engines/kernel-engine.js';
import { trainRecommender } from './train-recommender.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './train-recommender.js';

/** A training, in a thread of its own. */
export default function train(
  task: TrainingTask,
  report: (progress: TrainingProgress) => void,
): Promise<TrainingOutcome> {
  return trainRecommender(task, new KernelEngine(task.workers), report);
}
