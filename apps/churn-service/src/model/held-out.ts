/** Users of one side that nothing was learned from, for decisions: one entry a user. */
export interface HeldOutSide {
  /** Calibrated, in single precision as scores are stored: a cut among them is a cut among the scores. */
  readonly probabilities: Float64Array;
  /** 1 churned, 0 stayed. */
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
}

/** Cuts are chosen on `validation` and evaluated on `test`. Kept with the artefact, since reports are listed. */
export interface HeldOut {
  readonly validation: HeldOutSide;
  readonly test: HeldOutSide;
}

export function heldOutSide(
  probabilities: Float64Array,
  labels: Uint8Array,
  daysSinceLastEvent: Float64Array,
): HeldOutSide {
  return { probabilities: probabilities.map(Math.fround), labels, daysSinceLastEvent };
}
