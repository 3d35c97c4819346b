import type { ExpectedQualityDto } from '../model-quality/expected-quality.dto.js';
import type { IntervalDto } from '../model-quality/metrics.dto.js';
import { four } from './report/numbers.js';

export const EXPECTED_COLUMNS = ['ROC AUC', 'Brier score', 'log loss'];

export function expectedRow(name: string, expected: ExpectedQualityDto | null): (string | null)[] {
  return [
    name,
    ...(expected === null
      ? [null, null, null]
      : [expected.rocAuc, expected.brier, expected.logLoss].map(range)),
  ];
}

/** A figure with its interval; an empty cell where there is none. */
export function range(interval: IntervalDto | null): string | null {
  if (interval === null) return null;
  const [value, low, high] = [interval.value, interval.low, interval.high].map(four);
  return value === null || value === undefined ? null : `${value} (${low ?? '?'} to ${high ?? '?'})`;
}
