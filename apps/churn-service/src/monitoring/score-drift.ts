import type { LoadedModel } from '#common';
import { blurredCounts, referenceBins, stabilityIndex } from '#ml';
import type { StabilityIndex } from '#ml';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import { windowsOf } from '../dataset/windows.js';
import type { WindowLengths } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import { probabilitiesOf } from '../model/score-quantiles.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';

/**
 * Scores that differ by less are the same: many users have nearly one score, and a hair must not carry all of
 * them into another bin.
 */
const BLUR = 0.02;

/** How much the scores of one version have changed between two days; null where no user was scored. */
export function scoreDrift(from: ScoreQuantiles, to: ScoreQuantiles): StabilityIndex | null {
  const [before, after] = [probabilitiesOf(from), probabilitiesOf(to)];
  if (before.length === 0 || after.length === 0) return null;
  const { bounds } = referenceBins(before);
  const countsOf = (probabilities: Float64Array, { userCount }: ScoreQuantiles) =>
    blurredCounts(bounds, probabilities, BLUR).map((count) => (count * userCount) / probabilities.length);
  return stabilityIndex(countsOf(before, from), countsOf(after, to));
}

/**
 * Why the population of a snapshot cannot be compared with others; null where it can. When the logs begin
 * inside of its feature window, all users of it seem to come at once, and a later day has fewer without drift.
 */
export function truncatedPopulation(
  snapshotDate: string,
  lengths: WindowLengths,
  firstDay: string | null,
): string | null {
  if (firstDay === null || windowsOf(snapshotDate, lengths).featuresFrom > firstDay) return null;
  return `the logs began on ${firstDay}, inside of the feature window of ${snapshotDate}, so all of its users seem to be new`;
}

/** The same of the snapshot that a version learned, by the logs that were loaded then. */
export function truncatedTraining({ version, model: { artefact } }: LoadedModel<ChurnModel>): string | null {
  const { loadedDays } = version.report as unknown as Pick<ChurnReportDto, 'loadedDays'>;
  return truncatedPopulation(artefact.snapshotDate, artefact, loadedDays.firstDay);
}
