import { hash } from 'node:crypto';

/** Of users or of songs: the only ids that may be texts. */
export type IdKind = 'user' | 'song';

/** Characters (Unicode code points) that a text id may have. */
export const MAX_ID_CHARACTERS = 200;

const AT_MOST = new RegExp(`^.{0,${MAX_ID_CHARACTERS}}$`, 'su');
const CONTROL_CHARACTER = /\p{Cc}/u;
const E_MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * The id by which the tables and models name a user or song whose id is a text: 63 bits of its SHA-256, in
 * decimal. It is the same on every node and at every load. Texts are compared as they are, without regard to
 * Unicode normalisation.
 */
export function internalIdOf(text: string): string {
  // Digits: a buffer of the hash takes three times as long.
  return (BigInt(`0x${hash('sha256', text).slice(0, 16)}`) & 0x7fff_ffff_ffff_ffffn).toString();
}

/** Why a text is no id; null when it is one. Ends the sentence "userId ...". */
export function idProblem(text: string): string | null {
  if (text === '') return 'must not be empty';
  if (text === '.' || text === '..') return 'must not be one or two dots, which no address can hold';
  if (!AT_MOST.test(text)) return `must have at most ${MAX_ID_CHARACTERS} characters`;
  if (!text.isWellFormed() || CONTROL_CHARACTER.test(text))
    return 'must be without control characters and without half characters';
  if (E_MAIL.test(text)) return 'must not be an e-mail address: send a hash of it';
  return null;
}
