import { liftTable, normalInterval, rankOutcomes, reliabilityBins, rocCurve, thinRocCurve } from '#ml';
import type { PredictedUsers } from './prediction-measures.js';
import type { CalibrationBinDto, ChurnCurvesDto } from './curves.dto.js';

const POINTS = 200;
const GAIN_SHARES = [0.01, 0.02, 0.05, ...Array.from({ length: 10 }, (_, i) => (i + 1) / 10)];

/** ROC (thinned to 200 points), calibration and gains. */
export function churnCurves(users: PredictedUsers): ChurnCurvesDto {
  const { probabilities, labels, weights } = users;
  const roc = thinRocCurve(rocCurve(probabilities, labels, weights), POINTS);
  return {
    roc: {
      falsePositiveRate: shown(roc.falsePositiveRate),
      truePositiveRate: shown(roc.truePositiveRate),
      threshold: shown(roc.threshold).map((value) => (Number.isFinite(value) ? value : null)),
    },
    calibration: calibrationBins(users),
    gains: liftTable(rankOutcomes(probabilities, labels, weights), GAIN_SHARES),
  };
}

/** Five digits are more than a plot shows. */
function shown(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(5)));
}

/** Bins of equal user count, lowest probabilities first, with what chance explains in 95 of 100 cases. */
export function calibrationBins({ probabilities, labels, weights }: PredictedUsers): CalibrationBinDto[] {
  return reliabilityBins(probabilities, labels, weights).map(
    ({ rows, meanProbability, rate, rateDeviation }) => {
      const { low, high } = normalInterval(meanProbability, rateDeviation);
      return { users: rows, meanProbability, rate, nullLow: Math.max(0, low), nullHigh: Math.min(1, high) };
    },
  );
}
