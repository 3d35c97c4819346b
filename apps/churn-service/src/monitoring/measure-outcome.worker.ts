import { measureOutcome } from './measure-outcome.js';
import type { OutcomeColumns } from './measure-outcome.js';
import type { OutcomeDto } from '../model-quality/outcome.dto.js';
import type { Draws } from '../model-quality/metrics.js';

/** Runs in a thread of its own. */
export default function measure({ columns, draws }: { columns: OutcomeColumns; draws: Draws }): OutcomeDto {
  return measureOutcome(columns, draws);
}
