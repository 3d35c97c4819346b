import { MAX_ID_CHARACTERS } from '../outer-ids/internal-id.js';
import type { IdKind } from '../outer-ids/internal-id.js';

const LARGEST_ID = 2n ** 63n - 1n;

/**
 * Decimal digits of a whole number from 0 to 2^63-1: a user or a song. Text, since JSON numbers lose digits.
 */
export function isEntityId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) && BigInt(value) <= LARGEST_ID;
}

export const ENTITY_ID_MEANING = 'a whole number from 0 to 9223372036854775807';

/**
 * The same as a regular expression, for the API document: up to 18 digits, or 19 that do not exceed the
 * largest id, which shares its first digits with them and then has a larger one.
 */
export const ENTITY_ID_PATTERN = (() => {
  const digits = LARGEST_ID.toString().split('');
  const smaller = digits.flatMap((digit, place) => {
    const lowest = place === 0 ? 1 : 0;
    if (Number(digit) <= lowest) return [];
    return `${digits.slice(0, place).join('')}[${lowest}-${Number(digit) - 1}]\\d{${digits.length - place - 1}}`;
  });
  return `^(\\d{1,18}|0\\d{18}|${smaller.join('|')}|${LARGEST_ID})$`;
})();

/** Whose id it is. Ids of singers are whole numbers in every database: they follow from the name. */
export type IdOwner = IdKind | 'singer';

/** In the API document: the formats by which ids are found in answers. */
export const ID_FORMATS = { 'user-id': 'user', 'song-id': 'song' } as const satisfies Record<string, IdKind>;

export function idSchema(of: IdOwner): {
  type: 'string';
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
} {
  return of === 'singer'
    ? { type: 'string', pattern: ENTITY_ID_PATTERN }
    : { type: 'string', format: `${of}-id`, minLength: 1, maxLength: MAX_ID_CHARACTERS };
}
