import { bootstrapInterval, lossesOf, rocAuc, weightedMean } from '#ml';
import type { Interval } from '#ml';
import type { Draws, PredictedUsers } from './prediction-measures.js';
import type { SliceDto, SliceGainDto } from './champion.dto.js';
import { metricsOf } from './prediction-measures.js';

/** Slices with fewer users say nothing about a difference. */
const SMALLEST_SLICE = 100;

/** What users are divided by: a name for each of the test users. */
export interface Division {
  readonly by: SliceDto['by'];
  readonly values: readonly string[];
}

interface SliceData extends Omit<PredictedUsers, 'ranking'> {
  readonly daysSinceLastEvent: Float64Array;
  readonly recencyProbabilities: Float64Array;
  readonly draws: Draws;
}

/** Two sets of probabilities of the same users. */
export interface Rivals {
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
  readonly challenger: Float64Array;
  readonly champion: Float64Array;
  readonly draws: Draws;
}

/** Measures of each part of each division, parts in the order of their names. */
export function measureSlices(divisions: readonly Division[], data: SliceData): SliceDto[] {
  return divisions.flatMap(({ by, values }) =>
    [...rowsByValue(values)]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([value, rows]) => measureSlice(by, value, rows, data)),
  );
}

/** By how much the challenger lowers the log loss in each slice that is large enough, on draws of its users. */
export function gainsBySlice(divisions: readonly Division[], rivals: Rivals): SliceGainDto[] {
  return divisions.flatMap(({ by, values }) =>
    [...rowsByValue(values)].flatMap(([value, rows]) => {
      const gain = gainOf(rows, rivals);
      return gain === null ? [] : [{ by, value, users: rows.length, logLoss: gain }];
    }),
  );
}

function gainOf(rows: readonly number[], { labels, weights, ...rivals }: Rivals): Interval | null {
  const { challenger, champion, draws } = rivals;
  if (rows.length < SMALLEST_SLICE) return null;
  const outcome = Uint8Array.from(rows, (row) => labels[row]!);
  const lossesBy = (probabilities: Float64Array) =>
    lossesOf(
      Float64Array.from(rows, (row) => probabilities[row]!),
      outcome,
    );
  const [better, other] = [lossesBy(challenger), lossesBy(champion)];
  return bootstrapInterval(rows.length, (drawn) => weightedMean(other, drawn) - weightedMean(better, drawn), {
    ...draws,
    rowWeights: Float64Array.from(rows, (row) => weights[row]!),
  });
}

/** Row numbers of each value. */
function rowsByValue(values: readonly string[]): Map<string, number[]> {
  const parts = new Map<string, number[]>();
  values.forEach((value, row) => {
    const part = parts.get(value);
    if (part === undefined) parts.set(value, [row]);
    else part.push(row);
  });
  return parts;
}

function measureSlice(by: SliceDto['by'], value: string, rows: number[], data: SliceData): SliceDto {
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  const labels = Uint8Array.from(rows, (row) => data.labels[row]!);
  const weights = take(data.weights);
  return {
    by,
    value,
    ...metricsOf({ probabilities: take(data.probabilities), labels, weights }),
    recencyRocAuc: rocAuc(take(data.daysSinceLastEvent), labels, weights),
    gainOverRecency: gainOf(rows, {
      ...data,
      challenger: data.probabilities,
      champion: data.recencyProbabilities,
    }),
  };
}
