/** A share with its 95 % interval. */
export interface Rate {
  value: number;
  low: number;
  high: number;
}

const Z = 1.959964;

/** Wilson's interval (1927), which stays sensible for few cases and rare successes; null without any case. */
export function rateOf(successes: number, cases: number): Rate | null {
  if (cases === 0) return null;
  const share = successes / cases;
  const spread = (Z * Z) / cases;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((share * (1 - share)) / cases + spread / (4 * cases))) / (1 + spread);
  return {
    value: rounded(share),
    low: rounded(Math.max(0, middle - half)),
    high: rounded(Math.min(1, middle + half)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
