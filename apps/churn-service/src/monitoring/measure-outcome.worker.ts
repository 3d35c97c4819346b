import type { Draws } from '../metrics/metrics.js';
import { measureOutcome } from '../metrics/measure-outcome.js';
import type { Outcome, OutcomeColumns } from '../metrics/measure-outcome.js';

/** Runs in a thread of its own. */
export default function measure({ columns, draws }: { columns: OutcomeColumns; draws: Draws }): Outcome {
  return measureOutcome(columns, draws);
}
