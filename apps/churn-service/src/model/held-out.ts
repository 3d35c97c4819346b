/**
 * Test users, of whom nothing was learned or chosen: decisions are evaluated on them. One entry a user; kept
 * with the artefact, since reports are listed.
 */
export interface HeldOut {
  /** Calibrated, in single precision as scores are stored: a cut among them is a cut among the scores. */
  readonly probabilities: Float64Array;
  /** 1 churned, 0 stayed. */
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
}

export function heldOutUsers(
  probabilities: Float64Array,
  labels: Uint8Array,
  daysSinceLastEvent: Float64Array,
): HeldOut {
  return { probabilities: probabilities.map(Math.fround), labels, daysSinceLastEvent };
}
