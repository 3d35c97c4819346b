import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { SeededRandom } from '#ml';
import type { CampaignData } from '#ml';
import { CsvRecords } from '../../apps/ingest-service/src/formats/csv/csv-records.js';

export interface CampaignColumns {
  readonly treatment: string;
  /** 0, an empty cell or "no" is no outcome, everything else is one. */
  readonly outcome: string;
  /** What the treatment column has for the hold-out. */
  readonly holdout: string;
  /** What it has for the treated; null: anything else. Other rows are left out. */
  readonly treated: string | null;
  /** Columns that are no features, such as other outcomes. */
  readonly without: readonly string[];
  /** Columns of numbers that are names of categories. */
  readonly categories: readonly string[];
  /** Of more users so many are drawn. */
  readonly most: number;
}

const MOST_VALUES = 50;
const NOTHING = new Set(['', '0', '0.0', 'no', 'No', 'false', 'False']);

/** The features that a column has become, of the cells of this file or of another one. */
export interface FileFeatures {
  readonly column: string;
  readonly of: (cells: readonly string[]) => Float64Array[];
}

/**
 * Reads a randomised campaign, a row a user, from a CSV, gzipped if its name ends in .gz. Columns of numbers
 * are features, missing ones at the mean; of texts and categories each value is one, where there are at most 50.
 * @param known features of another file, which this one is to have
 * @throws Error for a column that the file does not have
 */
export async function readCampaign(
  file: string,
  columns: CampaignColumns,
  known?: readonly FileFeatures[],
): Promise<CampaignData & { readonly features: readonly FileFeatures[] }> {
  const { names, rows } = await drawRows(file, columns);
  const [treatment, outcome] = [names.indexOf(columns.treatment), names.indexOf(columns.outcome)];
  const cellsOf = (name: string) => {
    if (!names.includes(name)) throw noColumn(name, names);
    return rows.map((row) => row[names.indexOf(name)] ?? '');
  };
  const left = [columns.treatment, columns.outcome, ...columns.without];
  const encoders =
    known ??
    names
      .filter((name) => !left.includes(name))
      .map((name) => featuresOf(name, cellsOf(name), columns.categories.includes(name)));
  const features = encoders.flatMap(({ column, of }) => of(cellsOf(column)));
  const values = Float64Array.from({ length: rows.length * features.length }, (_, i) => {
    return features[i % features.length]![Math.floor(i / features.length)]!;
  });
  return {
    features: encoders,
    x: { rows: rows.length, columns: features.length, values },
    treated: Uint8Array.from(rows, (row) => Number(row[treatment] !== columns.holdout)),
    outcomes: Uint8Array.from(rows, (row) => Number(!NOTHING.has(row[outcome] ?? ''))),
  };
}

/** A sample of the rows of both arms, each row of the file as likely as any other. */
async function drawRows(file: string, { treatment, outcome, holdout, treated, most }: CampaignColumns) {
  const random = new SeededRandom(1);
  const rows: string[][] = [];
  const names: string[] = [];
  let [at, seen] = [0, 0];
  const reader = new CsvRecords((record) => {
    if (typeof record === 'string') return;
    const { fields } = record;
    if (names.length === 0) {
      names.push(...fields);
      at = names.indexOf(treatment);
      for (const name of [treatment, outcome]) if (!names.includes(name)) throw noColumn(name, names);
    } else if (fields[at] === holdout || fields[at] === (treated ?? fields[at])) {
      const place = seen++ < most ? rows.length : random.int(seen);
      if (place < most) rows[place] = fields;
    }
  });
  const bytes = createReadStream(file);
  for await (const chunk of (file.endsWith('.gz')
    ? bytes.pipe(createGunzip())
    : bytes) as AsyncIterable<Buffer>)
    reader.push(chunk);
  reader.finish(false);
  return { names, rows };
}

function featuresOf(column: string, cells: readonly string[], isCategory: boolean): FileFeatures {
  const known = numbersIn(cells).filter(Number.isFinite);
  if (!isCategory && known.length > cells.length / 2) {
    const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
    return {
      column,
      of: (others) => [numbersIn(others).map((one) => (Number.isFinite(one) ? one : mean))],
    };
  }
  const levels = [...new Set(cells)].sort();
  const shown = levels.length > MOST_VALUES ? [] : levels;
  return {
    column,
    of: (others) => shown.map((level) => Float64Array.from(others, (cell) => Number(cell === level))),
  };
}

function numbersIn(cells: readonly string[]): Float64Array {
  return Float64Array.from(cells, (cell) => (cell.trim() === '' ? NaN : Number(cell)));
}

function noColumn(name: string, names: readonly string[]): Error {
  return new Error(`There is no column ${name}, but ${names.join(', ')}.`);
}

/** What came of contacting the chosen users of a campaign, as Starbucks' trial is scored. */
export interface Incremental {
  /** Share of the treated with the outcome, less that of the hold-out. */
  readonly responseRate: number;
  /** Worth of the outcomes of the treated, less their contacts and the worth of the outcomes of the hold-out. */
  readonly revenue: number;
}

/** @param chosen a flag a user */
export function incremental(
  { treated, outcomes }: Pick<CampaignData, 'treated' | 'outcomes'>,
  chosen: (row: number) => boolean,
  { contactCost, value }: { contactCost: number; value: number },
): Incremental {
  const users = [0, 0];
  const sums = [0, 0];
  treated.forEach((arm, row) => {
    if (!chosen(row)) return;
    users[arm]!++;
    sums[arm]! += outcomes[row]!;
  });
  return {
    responseRate: sums[1]! / users[1]! - sums[0]! / users[0]!,
    revenue: value * sums[1]! - contactCost * users[1]! - value * sums[0]!,
  };
}
