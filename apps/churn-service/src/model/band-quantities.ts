import { amountWindows, historyWindows } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureFamily } from '../dataset/feature.js';
import { featureReader } from './quantity.js';
import type { FeatureRow, Quantity, QuantityColumn } from './quantity.js';
import { logarithm, plain } from './quantity-columns.js';
import { amountText, bandText } from './quantity-words.js';

interface Counted {
  readonly prefix: string;
  readonly family: FeatureFamily;
  readonly name: string;
  readonly one: string;
  readonly several: string;
  readonly column: (name: string) => QuantityColumn;
}

const COUNTED: readonly Counted[] = [
  { prefix: 'freq_P', family: 'plays', name: 'plays', one: 'play', several: 'plays', column: logarithm },
  {
    prefix: 'freq_D',
    family: 'downloads',
    name: 'downloads',
    one: 'download',
    several: 'downloads',
    column: logarithm,
  },
  {
    prefix: 'freq_S',
    family: 'searches',
    name: 'searches',
    one: 'search',
    several: 'searches',
    column: logarithm,
  },
  {
    prefix: 'active_days',
    family: 'presence',
    name: 'active_days',
    one: 'active day',
    several: 'active days',
    column: plain,
  },
];

/**
 * Nested windows taken apart into bands that do not overlap (plays 3 to 6 days ago: those of 7 days less
 * those of 3): weights of nested windows come with opposite signs, and "no play in 14 days lowers the risk"
 * is what they say then.
 */
export function bandQuantities(catalogue: FeatureCatalogue): Quantity[] {
  return COUNTED.flatMap((counted) =>
    bandsOf(catalogue, counted.prefix).map((band) => bandQuantity(counted, band)),
  );
}

interface Band {
  readonly from: number;
  readonly to: number;
  readonly value: (row: FeatureRow) => number;
}

/** Each window less the one within it. */
function bandsOf(catalogue: FeatureCatalogue, prefix: string): Band[] {
  const read = featureReader(catalogue);
  const windows = [...amountWindows(catalogue.featureDays), ...historyWindows(catalogue)];
  return windows.map((days, i) => {
    const whole = read(`${prefix}_last_${days}`);
    if (i === 0) return { from: 0, to: days - 1, value: whole };
    const nearer = read(`${prefix}_last_${windows[i - 1]!}`);
    return { from: windows[i - 1]!, to: days - 1, value: (row) => whole(row) - nearer(row) };
  });
}

function bandQuantity(
  { family, name: counted, one, several, column }: Counted,
  { from, to, value }: Band,
): Quantity {
  const name = `${counted}_${from}_to_${to}_days_ago`;
  return {
    name,
    family,
    unit: 'count',
    meaning: `${several.charAt(0).toUpperCase()}${several.slice(1)} ${bandText(from, to)}`,
    value,
    columns: [column(name)],
    fact: (count) => `${amountText(count, one, several)} ${bandText(from, to)}`,
  };
}
