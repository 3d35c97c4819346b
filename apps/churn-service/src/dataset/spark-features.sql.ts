import { unixDay } from '#common/calendar';
import type { Population } from './churn-definition.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { featuresSql } from './features.sql.js';
import { SKETCH_PARTS } from './user-days-file.js';

const sumOfParts = (count: (n: number) => string): string =>
  `(${Array.from({ length: SKETCH_PARTS }, (_, n) => count(n)).join(' + ')})`;

/**
 * What PostgreSQL and Spark write in different ways, in the order in which it is translated. A day is its
 * number since 1970 in Spark: differences are as in PostgreSQL.
 */
const RULES: [pattern: RegExp, inSpark: (...match: string[]) => string][] = [
  [/DATE '(\d{4}-\d{2}-\d{2})'/g, (_, day) => `(${unixDay(day)})`],
  [/::float8/g, () => '::double'],
  // Whole numbers are divided to whole numbers there by another sign.
  [/(\(\S+ - d\.day\)) \/ 7/g, (_, days) => `${days} div 7`],
  // PostgreSQL rounds halves to the even number.
  [/\bround\(/g, () => 'rint('],
  // A sketch of 256 bits is several whole numbers there, of which bits are counted as of 64: without the mask
  // the sign counts 33 times.
  [
    /coalesce\(bit_count\(bit_or\(d\.(\w+)\)( FILTER \([^)]*\))?\), 0\)/g,
    (_, sketch, filter = '') =>
      sumOfParts((n) => `coalesce(bit_count(bit_or(d.${sketch}_${n})${filter} & 4294967295), 0)`),
  ],
  [/d\.singer_sketch IS NULL/g, () => 'd.singer_sketch_0 IS NULL'],
  [/1::int8 << \(([^)]*\)[^)]*)\)/g, (_, places) => `shiftleft(1L, int(${places}))`],
  [/bit_count\(\((.*?)\)::bit\(64\)\)/g, (_, bits) => `bit_count(${bits})`],
  [/SELECT FROM/g, () => 'SELECT 1 FROM'],
  [/"(\w+)"/g, (_, name) => `\`${name}\``],
  [/\s+ORDER BY user_id$/, () => ''],
];
/** What is left of PostgreSQL where no rule knew it. */
const LEFT = /\$\d|::bit|::int|<<|\bextract\(|DATE|"/;

/** The statement of features for the whole population in the SQL of Spark, over the files of {@link writeUserDays}. */
export function sparkFeaturesSql(
  catalogue: FeatureCatalogue,
  snapshotDate: string,
  population: Population,
): string {
  const sql = RULES.reduce(
    (text, [pattern, inSpark]) => text.replace(pattern, inSpark),
    featuresSql(catalogue, { population }).replaceAll('$1::date', String(unixDay(snapshotDate))),
  );
  const left = LEFT.exec(sql)?.[0];
  if (left !== undefined)
    throw new Error(
      `The statement of features has ${left}, which no rule of spark-features.sql.ts translates.`,
    );
  return sql;
}
