import { z } from 'zod';
import { EVENT_KINDS } from '../formats/archive-name.js';
import { SPACES } from '../formats/csv/csv-records.js';
import { EVENT_WORDS, kindOf } from '../formats/feedback-line.js';
import { CLOSED_DAY, CLOSED_DAY_MEANING } from '../formats/plausible-day.js';
import { patternProblem } from './path-pattern.js';
import { column, device, number, parts, predicate, text, time } from './value-sources.js';

/** Names of mappings are part of the identities of archives; `events` is that of posted events. */
export const MAPPING_NAME = /^(?!events$)[a-z0-9][a-z0-9-]{0,39}$/;

/** What a mapping of songs does not need: it has neither users nor times. */
const NO_USER = { constant: '' };
const NO_TIME = '';

/** A text that is a list, and what is between its entries. */
const list = z.strictObject({ column, between: z.string().min(1).max(5) });

/** Members of mappings that are about events. */
const OF_EVENTS = ['song', 'title', 'singer', 'query', 'seconds', 'length', 'device', 'event'] as const;

const kind = z.union([
  z.enum([...EVENT_WORDS, 'user', 'song']),
  z.strictObject({ column, values: z.record(z.string(), z.enum(EVENT_WORDS)) }),
]);

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
    user: text.default(NO_USER),
    song: text.optional(),
    title: text.optional(),
    singer: text.optional(),
    query: text.optional(),
    time: time.default(NO_TIME),
    seconds: number.optional(),
    length: number.optional(),
    device: device.optional(),
    /**
     * Of `kind: user`: where the values of declared facts are, by their names. They hold from the day of
     * `time` on.
     */
    facts: z
      .record(column, z.union([text, time]))
      .refine((of) => Object.keys(of).length > 0, { error: 'needs a fact' })
      .optional(),
    /** Of `kind: song`: where the values of properties are, by their names. */
    properties: z
      .record(column, z.union([text, number, time, list]))
      .refine((of) => Object.keys(of).length > 0, { error: 'needs a property' })
      .optional(),
    /** What makes a play one event of its user: other records of the same do not count, whatever their files. */
    event: parts.optional(),
    /** Columns that must not be stored; no other member may read them. */
    drop: z.array(column).default([]),
    /** Days on which the service does no business. */
    closed: z.array(z.string().regex(CLOSED_DAY, { error: CLOSED_DAY_MEANING })).default([]),
  })
  .superRefine((mapping, context) => {
    const refuse = (member: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [member], message });
    };
    const kinds = kindsOf(mapping);
    const isOfUsers = mapping.kind === 'user';
    if (isOfUsers !== (mapping.facts !== undefined)) refuse('facts', 'goes with kind: user, which needs it');
    const isOfSongs = mapping.kind === 'song';
    if (isOfSongs !== (mapping.properties !== undefined))
      refuse('properties', 'goes with kind: song, which needs it');
    if (isOfSongs && mapping.song === undefined) refuse('song', 'is missing');
    if (!isOfSongs && (mapping.user as { constant?: unknown }).constant === NO_USER.constant)
      refuse('user', 'is missing');
    if (!isOfSongs && mapping.time === NO_TIME) refuse('time', 'is missing');
    const ofEvents = OF_EVENTS.find(
      (member) => (isOfUsers || (isOfSongs && member !== 'song')) && mapping[member] !== undefined,
    );
    if (ofEvents !== undefined)
      refuse(ofEvents, `is of events, which kind: ${mapping.kind as string} does not make`);
    const ofPath = patternProblem(mapping.path ?? '');
    if (ofPath !== null) refuse('path', ofPath);
    const dropped = columnsOf(mapping).find((name) => mapping.drop.includes(name));
    if (dropped !== undefined) refuse('drop', `names the column ${dropped}, which another member reads`);
    if (kinds.includes('search') && mapping.query === undefined)
      refuse('kind', 'is search, which needs a member query');
    if (mapping.event !== undefined && !isOfUsers && !isOfSongs && !kinds.includes('play'))
      refuse('event', 'is of plays, which it does not make');
    if (kinds.some((of) => of === 'play' || of === 'download') && mapping.song === undefined)
      refuse('kind', 'is play or download, which needs a member song');
    if (kinds.includes('feedback') && (mapping.song ?? mapping.singer) === undefined)
      refuse('kind', 'is of what people say, which needs a member song or singer');
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

/** What records are about, where they are no events. */
export function thingsOf({ kind: of }: Pick<Mapping, 'kind'>): 'user' | 'song' | null {
  return of === 'user' || of === 'song' ? of : null;
}

/** The kinds of events that a mapping makes, in the order of `EVENT_KINDS`; none of users or songs. */
export function kindsOf({ kind: of }: Pick<Mapping, 'kind'>): (typeof EVENT_KINDS)[number][] {
  if (of === 'user' || of === 'song') return [];
  const words = typeof of === 'string' ? [of] : Object.values(of.values);
  return EVENT_KINDS.filter((one) => words.some((word) => kindOf(word) === one));
}

/** All columns that a mapping reads. @param withOptional also those that a file may lack */
export function columnsOf(mapping: Mapping, withOptional = true): string[] {
  const { user, song, title, singer, query, time: at, seconds, length, device: on, event, when } = mapping;
  const facts = Object.values(mapping.facts ?? mapping.properties ?? {});
  const of = typeof mapping.kind === 'string' ? undefined : mapping.kind;
  const zonesOf = typeof at === 'string' ? [] : [at.zone, at.daysIn];
  const offsets = zonesOf.flatMap((one) => (typeof one === 'object' ? { first: [one.column] } : []));
  const ofEvents = [user, title, singer, query, at, ...offsets, seconds, length, on, of];
  const named = mapping.kind === 'song' ? [song] : [song, ...ofEvents];
  const sources = [...named, ...facts, { hash: event }, ...when];
  return [...new Set(columnsIn(sources, withOptional))];
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
