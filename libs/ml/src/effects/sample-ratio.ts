/** How the users lie in the arms, against the shares that were planned. */
export interface SampleRatio {
  /** Chance of so large a deviation when users were assigned as planned. */
  readonly pValue: number;
  /** True: the arms are not those that were assigned, and no effect can be read from them. */
  readonly isMismatch: boolean;
}

/** An alarm in a thousand sound campaigns (Fabijan et al., "Diagnosing sample ratio mismatch", KDD 2019). */
const ALARM = 0.001;
/** Of fewer users the chi-square distribution is no good approximation. */
const FEWEST_USERS = 100;

/**
 * Chi-square test of the users in each arm against the shares of the arms (above 0, 1 in sum).
 * @throws RangeError for fewer than two arms, or another number of shares
 */
export function sampleRatioMismatch(counts: readonly number[], shares: readonly number[]): SampleRatio {
  if (counts.length < 2 || counts.length !== shares.length)
    throw new RangeError(`${counts.length} arms with ${shares.length} shares`);
  const users = counts.reduce((sum, count) => sum + count, 0);
  const chiSquare =
    users === 0
      ? 0
      : counts.reduce(
          (sum, count, arm) => sum + (count - users * shares[arm]!) ** 2 / (users * shares[arm]!),
          0,
        );
  const pValue = Math.min(1, chiSquareTail(chiSquare, counts.length - 1));
  return { pValue, isMismatch: users >= FEWEST_USERS && pValue < ALARM };
}

/**
 * Upper tail of the chi-square distribution, by the recurrence over degrees of freedom (Abramowitz and Stegun
 * 1964, 26.4.8).
 */
function chiSquareTail(x: number, freedom: number): number {
  const half = x / 2;
  const isOdd = freedom % 2 === 1;
  let tail = isOdd ? erfc(Math.sqrt(half)) : Math.exp(-half);
  let term = isOdd ? 2 * Math.sqrt(half / Math.PI) * Math.exp(-half) : half * Math.exp(-half);
  for (let k = isOdd ? 3 : 4; k <= freedom; k += 2) {
    tail += term;
    term *= half / (k / 2);
  }
  return tail;
}

/** Complementary error function of x >= 0, to 1.2e-7 of its value (Press et al., "Numerical Recipes in C", 6.2). */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  return t * Math.exp(terms.reduceRight((sum, term) => sum * t + term, 0) - x * x);
}
