import type { Draws } from '../model-quality/metrics.js';
import { measureOutcome } from '../model-quality/measure-outcome.js';
import type { Outcome, OutcomeColumns } from '../model-quality/measure-outcome.js';

/** Runs in a thread of its own. */
export default function measure({ columns, draws }: { columns: OutcomeColumns; draws: Draws }): Outcome {
  return measureOutcome(columns, draws);
}
