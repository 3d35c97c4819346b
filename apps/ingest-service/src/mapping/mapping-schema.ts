import { z } from 'zod';
import { EVENT_KINDS } from '../formats/archive-name.js';
import { SPACES } from '../formats/csv/csv-records.js';
import { CLOSED_DAY, CLOSED_DAY_MEANING } from '../formats/plausible-day.js';
import { patternProblem } from './path-pattern.js';
import { compiledPattern, UNIX_SECONDS } from './time-format.js';

/** Names of mappings are part of the identities of archives; `events` is that of posted events. */
export const MAPPING_NAME = /^(?!events$)[a-z0-9][a-z0-9-]{0,39}$/;

/** What a device of the records is stored as; any other one is `other`. */
const DEVICES = ['android', 'ios', 'mac', 'windows-phone', 'other'] as const;

const column = z.string().min(1).max(200);
const columns = z.array(column).min(1).max(10);

/** Columns, or lists of columns of which the first that is not blank counts. */
const parts = z
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
const text = z.union([column, textSource]);

const numberSource = z.strictObject({ column, unit: z.enum(['s', 'ms', 'us', 'min']).default('s') });
const number = z.union([column, numberSource]);

const device = z.union([
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
const time = z.union([
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
const predicate = z
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

const kind = z.union([
  z.enum(EVENT_KINDS),
  z.strictObject({ column, values: z.record(z.string(), z.enum(EVENT_KINDS)) }),
]);

const contract = z
  .strictObject({
    /** Most records that may be rejected, as a share; without those that `when` leaves out. */
    rejected: z.number().min(0).max(1).optional(),
    /** Events of each day that the file has. */
    rowsADay: z.strictObject({ atLeast: z.int().min(1) }).optional(),
    /** Columns of which at least one record has a value. */
    columns: columns.optional(),
    /** Every day between the first and the last has events. */
    days: z.literal('no gaps').optional(),
  })
  .refine((of) => Object.keys(of).length > 0, {
    error: 'needs one of rejected, rowsADay, columns and days',
  });

/** A mapping file: how the records of another service's logs become events. */
export const mappingSchema = z
  .strictObject({
    name: z.string().regex(MAPPING_NAME, { error: 'needs small letters, digits and hyphens, at most 40' }),
    /** Names of the files that it reads; each * is any text. */
    files: z.string().min(1).max(200).default('*'),
    /** How the path of a file ends; {name} is the column `path.name`. */
    path: z.string().min(1).max(200).optional(),
    /** By name: parquet or csv where the name of the file has that ending, else lines. */
    records: z.enum(['lines', 'array', 'csv', 'parquet', 'by-name']),
    /** A list within each record, of which each element is a record; a record without it is one itself. */
    each: column.optional(),
    /** The columns of a CSV without a header. */
    header: z.array(z.string()).min(1).optional(),
    delimiter: z
      .string()
      .refine((between) => /^[\t !#-~]$/.test(between) || between === SPACES, {
        error: `must be one ASCII character, such as ";" or "\\t" in double quotes, or ${SPACES}`,
      })
      .optional(),
    /** None: a double quote is a character like any other. */
    quotes: z.literal('none').optional(),
    ids: z.enum(['text', 'numeric']).default('text'),
    when: z.array(predicate).default([]),
    kind: kind.default('play'),
    user: text,
    song: text.optional(),
    title: text.optional(),
    singer: text.optional(),
    query: text.optional(),
    time,
    seconds: number.optional(),
    length: number.optional(),
    device: device.optional(),
    /** What makes a play one event of its user: other records of the same do not count, whatever their files. */
    event: parts.optional(),
    /** Columns that must not be stored; no other member may read them. */
    drop: z.array(column).default([]),
    /** Days on which the service does no business. */
    closed: z.array(z.string().regex(CLOSED_DAY, { error: CLOSED_DAY_MEANING })).default([]),
    /** What each file is expected to hold; trainings wait while one of their window does not. */
    contract: contract.optional(),
  })
  .superRefine((mapping, context) => {
    const refuse = (member: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [member], message });
    };
    const kinds = kindsOf(mapping);
    const ofPath = patternProblem(mapping.path ?? '');
    if (ofPath !== null) refuse('path', ofPath);
    const dropped = columnsOf(mapping).find((name) => mapping.drop.includes(name));
    if (dropped !== undefined) refuse('drop', `names the column ${dropped}, which another member reads`);
    if (kinds.includes('search') && mapping.query === undefined)
      refuse('kind', 'is search, which needs a member query');
    if (mapping.event !== undefined && !kinds.includes('play'))
      refuse('event', 'is of plays, which it does not make');
    if (kinds.some((of) => of !== 'search') && mapping.song === undefined)
      refuse('kind', 'is play or download, which needs a member song');
    const ofCsv = mapping.header ?? mapping.delimiter ?? mapping.quotes;
    if (ofCsv !== undefined && !['csv', 'by-name'].includes(mapping.records))
      refuse('records', 'has header, delimiter or quotes, which only csv has');
    const repeated = mapping.header?.find((name, at, all) => name !== '' && all.indexOf(name) !== at);
    if (repeated !== undefined) refuse('header', `names the column ${repeated} twice`);
    if (mapping.each !== undefined && mapping.records === 'csv')
      refuse('each', 'is of lists within records, which a CSV does not have');
  });

export type Mapping = z.infer<typeof mappingSchema> & {
  /** Columns of the path of the file that is read, by their whole names. */
  ofPath?: Record<string, string>;
  /** Its records are rows of a CSV that is made from a log of Music Box: names of columns count in any case. */
  ofLog?: true;
};
export type Contract = z.infer<typeof contract>;
export type TextSource = z.infer<typeof text>;
export type Predicate = z.infer<typeof predicate>;

/** The kinds of events that a mapping makes, in the order of `EVENT_KINDS`. */
export function kindsOf({ kind: of }: Pick<Mapping, 'kind'>): (typeof EVENT_KINDS)[number][] {
  return EVENT_KINDS.filter((one) =>
    typeof of === 'string' ? of === one : Object.values(of.values).includes(one),
  );
}

/** All columns that a mapping reads. @param withOptional also those that a file may lack */
export function columnsOf(mapping: Mapping, withOptional = true): string[] {
  const { user, song, title, singer, query, time: at, seconds, length, device: on, event, when } = mapping;
  const of = typeof mapping.kind === 'string' ? undefined : mapping.kind;
  const zonesOf = typeof at === 'string' ? [] : [at.zone, at.daysIn];
  const offsets = zonesOf.flatMap((one) => (typeof one === 'object' ? { first: [one.column] } : []));
  const named = [user, song, title, singer, query, at, ...offsets, seconds, length, on, of];
  const sources = [...named, { hash: event }, ...when];
  const expected = withOptional ? (mapping.contract?.columns ?? []) : [];
  return [...new Set([...columnsIn(sources, withOptional), ...expected])];
}

/** Those that sources of values read. @param withOptional also those that a file may lack */
export function columnsIn(sources: readonly (Source | undefined)[], withOptional = true): string[] {
  return sources.flatMap((source) => {
    if (typeof source !== 'object') return source ?? [];
    const { column: one = [], hash = [], first = [] } = source;
    const needed = hash.filter((part) => withOptional || typeof part === 'string');
    return [one, needed.flat(), withOptional ? first : []].flat();
  });
}

/**
 * Lists of columns of which a file has at least one: a record without a value of them is no event, or one of
 * another song.
 */
export function choicesOf({ time: at, song, when, event = [] }: Mapping): string[][] {
  const choices = [at, ...when].flatMap((of) => (typeof of === 'object' && of.first ? [of.first] : []));
  const hash = typeof song === 'object' ? (song.hash ?? []) : [];
  return [...choices, ...[...hash, ...event].filter((part) => typeof part !== 'string')];
}

type Source =
  | string
  | { column?: string | undefined; hash?: (string | string[])[] | undefined; first?: string[] | undefined };

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
