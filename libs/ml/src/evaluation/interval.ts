/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** The standard normal quantile at .80. */
export const Z80 = 0.841621;

/**
 * Half the width of a 95 % interval, in standard errors: 1.96 for one interval, more for several that all hold with a
 * chance of 95 % (Bonferroni's inequality; Dunn, "Multiple comparisons among means", JASA 1961). Dunnett's, for
 * five arms that share a hold-out, are narrower by 3 % at most.
 * @param together how many intervals, at least 1
 */
export function z95(together: number): number {
  return normalQuantile(1 - 0.025 / together);
}

/**
 * The standard normal quantile of a chance above 0 and below 1, to 7 digits (Wichura, "Algorithm AS 241: the percentage
 * points of the normal distribution", Applied Statistics 37, 1988, PPND7).
 */
export function normalQuantile(chance: number): number {
  const fromMiddle = chance - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * ratioAt(0.180625 - fromMiddle ** 2, ...MIDDLE);
  const tail = Math.sqrt(-Math.log(Math.min(chance, 1 - chance)));
  const distance = tail <= 5 ? ratioAt(tail - 1.6, ...TAIL) : ratioAt(tail - 5, ...FAR_TAIL);
  return Math.sign(fromMiddle) * distance;
}

type Polynomial = readonly number[];
/** Numerator and denominator, lowest power first. */
const MIDDLE: [Polynomial, Polynomial] = [
  [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  [1, 17.895169469, 78.757757664, 67.1875636],
];
const TAIL: [Polynomial, Polynomial] = [
  [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103],
  [1, 0.7370016425, 0.12021132975],
];
const FAR_TAIL: [Polynomial, Polynomial] = [
  [6.657905115, 3.081226386, 0.42868294337, 0.017337203997],
  [1, 0.24197894225, 0.012258202635],
];

function ratioAt(x: number, numerator: Polynomial, denominator: Polynomial): number {
  const at = (terms: Polynomial) => terms.reduceRight((sum, term) => sum * x + term, 0);
  return at(numerator) / at(denominator);
}

/** The interval of an estimate whose error is normal. */
export function normalInterval(value: number, standardError: number): Interval {
  const half = z95(1) * standardError;
  return { value, low: value - half, high: value + half, standardError };
}

/**
 * Of an estimate whose standard error was itself estimated, with so many degrees of freedom, at least 1.
 * @param together of so many intervals that hold together
 */
export function studentInterval(
  value: number,
  standardError: number,
  freedom: number,
  together = 1,
): Interval {
  const half = studentQuantile95(freedom, together) * standardError;
  return { value, low: value - half, high: value + half, standardError };
}

/**
 * The quantile of Student's t at 0.975, or at 1 - .05 / 2k: exact for 1 and 2 degrees of freedom, beyond by an
 * expansion around the normal one, within 0.003 at 0.975 (Abramowitz and Stegun 1964, 26.7.5).
 */
function studentQuantile95(freedom: number, together: number): number {
  const inside = 1 - 0.05 / together;
  if (freedom === 1) return Math.tan((Math.PI * inside) / 2);
  if (freedom === 2) return inside * Math.sqrt(2 / (1 - inside ** 2));
  const z = z95(together);
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, k) => sum + term / freedom ** (k + 1), z);
}
