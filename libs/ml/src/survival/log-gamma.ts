/** Below this the asymptotic series is reached by stepping up with the recurrence. */
const ASYMPTOTIC_FROM = 10;
const HALF_LOG_TWO_PI = 0.9189385332046727;

/**
 * log of the gamma function for x > 0 by Stirling's series, relative error about 1e-15 (Abramowitz and Stegun
 * 6.1.41).
 */
export function logGamma(x: number): number {
  let shift = 1;
  let at = x;
  while (at < ASYMPTOTIC_FROM) shift *= at++;
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188)))));
  return (at - 0.5) * Math.log(at) - at + HALF_LOG_TWO_PI + series - Math.log(shift);
}

/** Derivative of {@link logGamma} for x > 0 (Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < ASYMPTOTIC_FROM) shift += 1 / at++;
  const square = 1 / (at * at);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))));
  return Math.log(at) - 0.5 / at - series - shift;
}
