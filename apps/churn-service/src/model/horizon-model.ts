import { anchoredSurvival, classifierOf, sigmoid } from '#ml';
import type { Classifier, ClassifierModel, DenseMatrix } from '#ml';
import type { HorizonNotOfferedDto } from '../dataset/windows.dto.js';
import { calibratedMargins } from './calibrator.js';
import type { Calibrator } from './calibrator.js';

/** How silence goes on beyond the label window, and how it came there: a discrete-time hazard of the first event. */
export interface HorizonsOfModel {
  /** Horizons that are offered, days after the snapshot date, ascending; that of the label window is among them. */
  readonly ends: readonly number[];
  readonly notOffered: readonly HorizonNotOfferedDto[];
  /**
   * One an interval between ends, from the log-odds of the classifier. Empty where `ends` is the label window
   * alone.
   */
  readonly calibrators: readonly Calibrator[];
  /** Null likewise. It knows the columns of the encoding, and last the end of the interval. */
  readonly classifier: ClassifierModel | null;
}

/** Rows of the encoding with one more column, the end of an interval. */
export function withInterval(
  { rows, columns, values }: DenseMatrix,
  endOf: (row: number) => number,
): DenseMatrix {
  const wider = new Float64Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    wider.set(values.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
    wider[row * (columns + 1) + columns] = endOf(row);
  }
  return { rows, columns: columns + 1, values: wider };
}

/** How likely users stay silent through each horizon. */
export class HorizonModel {
  private readonly classifier: Classifier | null;
  private readonly anchor: number;

  constructor(
    private readonly of: HorizonsOfModel,
    labelDays: number,
  ) {
    this.classifier = of.classifier === null ? null : classifierOf(of.classifier);
    this.anchor = of.ends.indexOf(labelDays);
  }

  /**
   * Probability of no event through each horizon, rows x ends: never rising, and exactly `probabilities` (of
   * silence in the label window) at the horizon of the label window.
   */
  silence(x: DenseMatrix, probabilities: ArrayLike<number>): Float64Array {
    const hazards = this.hazards(x);
    if (hazards === null) return Float64Array.from(probabilities);
    const width = this.of.ends.length;
    const silence = new Float64Array(hazards.length);
    for (let row = 0; row < x.rows; row++) {
      const ofRow = hazards.subarray(row * width, (row + 1) * width);
      silence.set(anchoredSurvival(ofRow, this.anchor, probabilities[row]!), row * width);
    }
    return silence;
  }

  /**
   * Calibrated hazards of each row of the encoding, rows x ends: the probability of the first event in each
   * interval, of those who had none before. Null where none were learned.
   */
  private hazards(x: DenseMatrix): Float64Array | null {
    const { ends, calibrators } = this.of;
    if (this.classifier === null) return null;
    const hazards = new Float64Array(x.rows * ends.length);
    const wider = withInterval(x, () => 0);
    for (const [k, end] of ends.entries()) {
      for (let row = 0; row < x.rows; row++) wider.values[row * wider.columns + x.columns] = end;
      const margins = this.classifier.scores(wider);
      calibratedMargins(calibrators[k]!, margins).forEach((margin, row) => {
        hazards[row * ends.length + k] = sigmoid(margin);
      });
    }
    return hazards;
  }
}
