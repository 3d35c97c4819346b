import { cached } from './cached.js';

/** Formats of numbers since 1970, with their parts of a second. */
export const UNIX_SECONDS: Record<string, number> = { unix: 1, unix_ms: 1e-3, unix_us: 1e-6 };

/** What a pattern of a time finds in a text: digits, and names of months as they are written. */
type TimeParts = Partial<Record<Part, string>>;

type Part =
  'year' | 'month' | 'monthName' | 'day' | 'hour' | 'half' | 'minute' | 'second' | 'offset' | 'other';

/** The letters of patterns, as in Day.js, with the texts that they stand for. */
const TOKENS: Record<string, [part: Part, text: string]> = {
  YYYY: ['year', String.raw`\d{4}`],
  MMMM: ['monthName', String.raw`[\p{L}\p{M}]+`],
  MMM: ['monthName', String.raw`[\p{L}\p{M}]+`],
  MM: ['month', String.raw`\d{1,2}`],
  M: ['month', String.raw`\d{1,2}`],
  DD: ['day', String.raw`\d{1,2}`],
  D: ['day', String.raw`\d{1,2}`],
  HH: ['hour', String.raw`\d{1,2}`],
  H: ['hour', String.raw`\d{1,2}`],
  hh: ['hour', String.raw`\d{1,2}`],
  h: ['hour', String.raw`\d{1,2}`],
  A: ['half', String.raw`[AaPp]\.?[Mm]\.?`],
  a: ['half', String.raw`[AaPp]\.?[Mm]\.?`],
  mm: ['minute', String.raw`\d{2}`],
  ss: ['second', String.raw`\d{2}`],
  SSS: ['other', String.raw`\d{1,9}`],
  Z: ['offset', String.raw`Z|UTC|GMT|[+-]\d{2}:?\d{2}`],
  dddd: ['other', String.raw`[\p{L}\p{M}]+\.?`],
  ddd: ['other', String.raw`[\p{L}\p{M}]+\.?`],
};
/** A text in brackets, a token, or any other letters; T stands for itself. */
const PIECES = /\[([^\]]*)\]|T|YYYY|MMMM?|MM?|DD?|HH?|hh?|A|a|mm|ss|SSS|Z|dddd?|([A-Za-z]+)|[^A-Za-z[]+|\[/g;
const NEEDED = ['year', 'month', 'day'] as const;
const NUMBERS = 'u-ca-gregory-nu-latn';
/** Letters that are enough of the English name of a month. */
const FEWEST_LETTERS = 3;

/** Reads times of one form. @returns null: the text has another form */
export type PatternReader = (text: string) => TimeParts | null;

/**
 * Compiles a pattern such as `D MMM YYYY, HH:mm`.
 * @param language of the names of months; absent: any, where a name means one month in all of them
 * @returns a sentence without its subject when the pattern is wrong
 */
export function compiledPattern(pattern: string, language?: string): PatternReader | string {
  const parts: Part[] = [];
  let source = '';
  for (const [piece, literal, unknown] of pattern.matchAll(PIECES)) {
    const token = TOKENS[piece];
    if (unknown !== undefined || piece === '[')
      return `has ${piece}, which is none of ${Object.keys(TOKENS).join(' ')}: a text is written as [text]`;
    if (token === undefined) source += escaped(literal ?? piece);
    else {
      const [part, text] = token;
      const of = part === 'monthName' ? 'month' : part;
      if (of !== 'other' && parts.includes(of)) return `has the ${of} twice, the second time as ${piece}`;
      parts.push(of);
      source += part === 'other' ? `(?:${text})` : `(?<${part}>${text})`;
      if (part === 'monthName') source += String.raw`\.?`;
    }
  }
  const missing = NEEDED.find((part) => !parts.includes(part));
  if (missing !== undefined) return `has no ${missing}, which is written ${TEXTS[missing]}`;
  if (parts.includes('half') !== /h/.test(pattern.replace(/\[[^\]]*\]/g, '')))
    return 'needs A with h, and h with A: hours to 12, and whether before noon';
  if (!parts.includes('hour') && (parts.includes('minute') || parts.includes('second')))
    return 'has minutes or seconds, and no hour, which is written HH';
  const form = new RegExp(`^${source}$`, 'u');
  return (text) => {
    const { monthName, ...found } = (form.exec(text)?.groups ?? {}) as TimeParts;
    if (found.day === undefined) return null;
    if (monthName === undefined) return found;
    const month = monthOf(monthName, language);
    return month === null ? null : { ...found, month: String(month) };
  };
}

const TEXTS = { year: 'YYYY', month: 'MM or MMM', day: 'DD' };

/** From 1 on; null: it is the name of none, or of several. */
function monthOf(name: string, language: string | undefined): number | null {
  const text = name.toLowerCase();
  if (language !== undefined) return monthsIn(language).get(text) ?? null;
  return monthsIn('en').get(text) ?? monthsInAll().get(text) ?? null;
}

/** Months by their names in small letters, whole and short, alone and within a date. */
const monthsIn = cached((language: string): Map<string, number> => {
  const months = new Map<string, number>();
  for (const month of ['long', 'short'] as const) {
    for (const day of [undefined, 'numeric'] as const) {
      const format = new Intl.DateTimeFormat(`${language}-${NUMBERS}`, { month, day, timeZone: 'UTC' });
      for (let number = 1; number <= 12; number++) {
        const parts = format.formatToParts(Date.UTC(2024, number - 1, 2));
        const name = parts
          .find(({ type }) => type === 'month')!
          .value.toLowerCase()
          .replace(/\.$/, '');
        months.set(name, number);
        if (language !== 'en') continue;
        for (let length = FEWEST_LETTERS; length < name.length; length++)
          months.set(name.slice(0, length), number);
      }
    }
  }
  return months;
});

let monthsOfAll: Map<string, number | null> | undefined;

/** By their names in all languages of two letters that are known; a name that means two months is that of none. */
function monthsInAll(): Map<string, number | null> {
  if (monthsOfAll !== undefined) return monthsOfAll;
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const languages = letters.flatMap((first) => letters.map((second) => first + second));
  monthsOfAll = new Map<string, number | null>();
  for (const language of Intl.DateTimeFormat.supportedLocalesOf(languages))
    for (const [name, month] of monthsIn(language))
      monthsOfAll.set(name, (monthsOfAll.get(name) ?? month) === month ? month : null);
  return monthsOfAll;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
