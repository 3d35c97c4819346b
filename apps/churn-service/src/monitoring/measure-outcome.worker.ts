import { calibrationReport, rocAuc } from '#ml';
import { calibrationBins } from '../measures/curves.js';
import { drawMeasures, measureIntervals, metricsOf } from '../measures/prediction-measures.js';
import type { Draws } from '../measures/prediction-measures.js';
import type { HeldOut } from '../model/churn-artefact.js';
import type { OutcomeDto } from '../measures/outcome.dto.js';

interface OutcomeTask {
  /** At least one user. */
  readonly columns: HeldOut;
  readonly draws: Draws;
}

/** Runs in a thread of its own: it takes a second for tens of thousands of users. */
export default function measureOutcome({ columns, draws }: OutcomeTask): OutcomeDto {
  const { probabilities, labels, daysSinceLastEvent, weights } = columns;
  return {
    ...metricsOf(columns),
    recencyRocAuc: rocAuc(daysSinceLastEvent, labels, weights),
    intervals: measureIntervals(drawMeasures(columns, draws)),
    calibration:
      new Set(labels).size === 2 ? calibrationReport(probabilities, labels, draws.seed, weights) : null,
    bins: calibrationBins(columns),
  };
}
