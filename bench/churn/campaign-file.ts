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
  /** Of more users so many are drawn. */
  readonly most: number;
}

const MOST_VALUES = 50;
const NOTHING = new Set(['', '0', '0.0', 'no', 'No', 'false', 'False']);

/**
 * Reads a randomised campaign, a row a user, from a CSV, gzipped if its name ends in .gz. Columns of numbers
 * are features, missing ones at the mean; of texts each value is one, where there are at most 50.
 * @throws Error for a column that the file does not have
 */
export async function readCampaign(file: string, columns: CampaignColumns): Promise<CampaignData> {
  const { names, rows } = await drawRows(file, columns);
  const [treatment, outcome] = [names.indexOf(columns.treatment), names.indexOf(columns.outcome)];
  const features = names.flatMap((name, at) =>
    at === treatment || at === outcome || columns.without.includes(name)
      ? []
      : featuresOf(rows.map((row) => row[at] ?? '')),
  );
  const values = Float64Array.from({ length: rows.length * features.length }, (_, i) => {
    return features[i % features.length]![Math.floor(i / features.length)]!;
  });
  return {
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
      for (const name of [treatment, outcome])
        if (!names.includes(name)) throw new Error(`There is no column ${name}, but ${names.join(', ')}.`);
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

function featuresOf(cells: readonly string[]): Float64Array[] {
  const numbers = Float64Array.from(cells, (cell) => (cell.trim() === '' ? NaN : Number(cell)));
  const known = numbers.filter(Number.isFinite);
  if (known.length > cells.length / 2) {
    const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
    return [numbers.map((one) => (Number.isFinite(one) ? one : mean))];
  }
  const levels = [...new Set(cells)].sort();
  if (levels.length > MOST_VALUES) return [];
  return levels.map((level) => Float64Array.from(cells, (cell) => Number(cell === level)));
}
