import { KernelEngine } from '../engines/kernel-engine.js';
import { searchRecommenderParameters } from './search-recommender-parameters.js';
import type { SearchOutcome, SearchTask } from './search-recommender-parameters.js';
import type { TrainingProgress } from './training-task.js';

/** A search for parameters, in a thread of its own. */
export default function search(
  { workers, ...task }: SearchTask & { workers: 1 | 2 },
  report: (progress: TrainingProgress) => void,
): Promise<SearchOutcome> {
  return searchRecommenderParameters(task, new KernelEngine(workers), report);
}
