import { z } from 'zod';
import { compiledPattern, UNIX_SECONDS } from './time-format.js';

/** The forms of members of a mapping that say where a value comes from. */

/** What a device of the records is stored as; any other one is `other`. */
const DEVICES = ['android', 'ios', 'mac', 'windows-phone', 'other'] as const;

export const column = z.string().min(1).max(200);
const columns = z.array(column).min(1).max(10);

/** Columns, or lists of columns of which the first that is not blank counts. */
export const parts = z
  .array(z.union([column, columns]))
  .min(1)
  .max(10);

/** Exactly one of these members says where a value comes from. */
const PLACES = ['column', 'constant', 'first', 'hash'] as const;
type Places = Partial<Record<(typeof PLACES)[number], unknown>>;
const hasOnePlace = (source: Places): boolean =>
  PLACES.filter((place) => source[place] !== undefined).length === 1;
const ONE_PLACE = { error: 'needs exactly one of column, constant, first and hash' };

const COLUMN_OR_FIRST = { error: 'needs exactly one of column and first' };

const textSource = z
  .strictObject({
    column: column.optional(),
    constant: z.union([z.string(), z.number()]).optional(),
    /** The first of these columns that is not blank. */
    first: columns.optional(),
    /**
     * 32 hexadecimal digits of the SHA-256 of these columns; blank where all of them are. Of a list within it the first
     * column that is not blank.
     */
    hash: parts.optional(),
    lower: z.boolean().optional(),
    /** What a record has where the value is blank. */
    otherwise: z.string().min(1).optional(),
  })
  .refine(hasOnePlace, ONE_PLACE);
export const text = z.union([column, textSource]);

const numberSource = z.strictObject({ column, unit: z.enum(['s', 'ms', 'us', 'min']).default('s') });
export const number = z.union([column, numberSource]);

export const device = z.union([
  column,
  z.strictObject({
    column,
    /** The first of these texts that the value contains, in any case. */
    contains: z.record(z.string().min(1), z.enum(DEVICES)),
  }),
]);

const zone = z.string().refine(isZone, { error: 'is no time zone, such as UTC, +02:00 or Europe/Berlin' });
/** A zone, or the column with that of each record. */
const zones = z.union([
  zone,
  z.strictObject({
    column,
    /** Of the numbers that are offsets from UTC; absent: texts such as +02:00 or Europe/Berlin. */
    unit: z.enum(['s', 'min', 'h']).optional(),
  }),
]);
export const time = z.union([
  column,
  z
    .strictObject({
      column: column.optional(),
      /** The first of these columns that is not blank. */
      first: columns.optional(),
      /** iso, unix, unix_ms, unix_us, or a pattern of YYYY, MM, MMM, DD, HH, hh, A, mm, ss and others. */
      format: z.string().min(1).max(60).default('iso'),
      /** Of the names of months; absent: any. */
      language: z.string().refine(isLanguage, { error: 'is no language, such as en or pl' }).optional(),
      /** In which zone times without an offset are written. */
      zone: zones.default('UTC'),
      /** In which zone days begin; by default each day is as it is written. A day without a time stays as it is. */
      daysIn: zones.optional(),
      /** An end is moved to the start by the seconds that were played. */
      marks: z.enum(['start', 'end']).default('start'),
    })
    .refine(({ column: one, first }) => (one === undefined) !== (first === undefined), COLUMN_OR_FIRST)
    .superRefine(({ format, language }, context) => {
      if (format === 'iso' || format in UNIX_SECONDS) return;
      const problem = compiledPattern(format, language);
      if (typeof problem === 'string')
        context.addIssue({ code: 'custom', path: ['format'], message: problem });
    }),
]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const scalars = z.union([scalar, z.array(scalar).min(1)]);
export const predicate = z
  .strictObject({
    column: column.optional(),
    /** The first of these columns that is not blank. */
    first: columns.optional(),
    is: scalars.optional(),
    not: scalars.optional(),
    /** The value is neither absent nor blank. */
    present: z.boolean().optional(),
    atLeast: z.number().optional(),
    below: z.number().optional(),
  })
  .refine(({ column: one, first }) => (one === undefined) !== (first === undefined), COLUMN_OR_FIRST)
  .refine((of) => Object.keys(of).length > 1, { error: 'needs one of is, not, present, atLeast and below' });

export type TextSource = z.infer<typeof text>;
export type Predicate = z.infer<typeof predicate>;

function isLanguage(name: string): boolean {
  return /^[a-z]{2,3}$/.test(name) && Intl.DateTimeFormat.supportedLocalesOf(name).length > 0;
}

function isZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
