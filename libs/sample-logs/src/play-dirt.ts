import type { KeyedRandom } from './keyed-random.js';

/** Faults of the original that are written into lines, each at the share of lines it had there. */
const DIRT_SHARES = {
  secondsWithAddress: 0.0055,
  secondsInMilliseconds: 0.008,
  secondsImpossible: 0.0002,
  lengthImpossible: 0.00005,
  songMinusOne: 0.00004,
  songAllOnes: 0.00001,
  carriageReturnInTitle: 0.00037,
  tabInTitle: 0.00002,
  invalidBytesInTitle: 0.00001,
} as const;
export type Dirt = keyof typeof DIRT_SHARES;

/** Lines that are no events at all. */
type NoEvent = 'countLine' | 'binaryLine' | 'blankUser' | 'brokenLastLine';
export type DirtTally = Record<Dirt | NoEvent, number>;

const NAMES = Object.keys(DIRT_SHARES) as Dirt[];

export function emptyTally(): DirtTally {
  const faults = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<Dirt, number>;
  return { ...faults, countLine: 0, binaryLine: 0, blankUser: 0, brokenLastLine: 0 };
}

const SUMS = NAMES.map((_, i) => NAMES.slice(0, i + 1).reduce((sum, name) => sum + DIRT_SHARES[name], 0));
const ANY = SUMS[SUMS.length - 1]!;

/** The fault of a line, if it has one: at most one. */
export function drawDirt(random: KeyedRandom): Dirt | undefined {
  const u = random.unit();
  return u >= ANY ? undefined : NAMES[SUMS.findIndex((sum) => u < sum)];
}

export const IMPOSSIBLE_SECONDS = [
  'nan',
  '-2147483648',
  '-0.1097109',
  '-0.009905762',
  '1.46e-4',
  '-1.02e11',
  '6.85e8',
  '1.4934674e12',
  '64528',
  '86378',
  '8446',
];
export const IMPOSSIBLE_LENGTHS = ['-1', '-1', '-1', '-2147483648', '776363', '61166590', '1.34e9'];
export const ALL_ONES = '18446744073709551615';

/** Seconds with the rest of a status message and an address (from the ranges of RFC 5737) stuck to them. */
export function withAddress(random: KeyedRandom, seconds: number): string {
  const net = ['192.0.2', '198.51.100', '203.0.113'][random.below(3)]!;
  return `${seconds}>${random.unit() < 0.7 ? '=' : '}'}(${net}.${1 + random.below(254)})TM`;
}
