import type { JobContext } from '#common';
import type { TrainingProgress } from '../training/train.worker.js';

/** A training between its data (40 % of the job) and the scores of everybody (70 %), as a job reports it. */
export function trainingProgress(
  { step, model, trees }: TrainingProgress,
  users: number,
): Parameters<JobContext['progress']>[0] {
  const detail = {
    users,
    ...(model === null ? {} : { model }),
    ...(trees === null ? {} : { trees: trees.grown, of: trees.of }),
  };
  return step === 'fitting'
    ? { step: 'fitting the models', fraction: 0.4, detail }
    : { step: 'evaluating the models', fraction: 0.6, detail };
}
