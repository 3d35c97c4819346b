import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { ChurnEvaluation } from './churn-report.js';

/** What one training ends with. */
export interface TrainedChurnModel {
  readonly artefact: ChurnArtefact;
  readonly evaluation: ChurnEvaluation;
}
