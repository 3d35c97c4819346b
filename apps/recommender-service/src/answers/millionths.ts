/** Figures of answers have six digits behind the point; as whole millionths their sums are exact. */
export function millionthsOf(value: number): number {
  return Math.round(value * 1e6);
}

export function rounded(value: number): number {
  return millionthsOf(value) / 1e6;
}

const MOST_DIRECT = 2 ** 43;
const THREE_DIGITS = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));
/** As above, without zeros at the end. */
const LAST_DIGITS = THREE_DIGITS.map((digits) => digits.replace(/0+$/, ''));

/** The same characters as `JSON.stringify(millionths / 1e6)`, which has to search for the shortest ones. */
export function millionthsJson(millionths: number): string {
  const size = Math.abs(millionths);
  if (!(size < MOST_DIRECT)) return JSON.stringify(millionths / 1e6);
  const whole = Math.floor(size / 1e6);
  const rest = size - 1e6 * whole;
  const upper = Math.floor(rest / 1_000);
  const lower = rest - 1_000 * upper;
  const sign = millionths < 0 ? '-' : '';
  if (rest === 0) return `${sign}${whole}`;
  return lower === 0
    ? `${sign}${whole}.${LAST_DIGITS[upper]}`
    : `${sign}${whole}.${THREE_DIGITS[upper]}${LAST_DIGITS[lower]}`;
}
