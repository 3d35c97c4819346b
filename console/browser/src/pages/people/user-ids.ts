import { count } from '../../format/numbers.js';
import { texts } from '../../texts.js';

/** As many as a request may name. */
const MOST_USERS = 5_000;
const words = texts.people.several;

/**
 * The user ids of a text, each once: one a line, or whole numbers between spaces and commas; with what is
 * wrong, if they cannot be used.
 */
export function userIdsIn(text: string): { userIds: string[]; obstacle: string | null } {
  const pieces = text.split(/^[\d\s,;]*$/.test(text) ? /[\s,;]+/ : /[\r\n]+/).map((piece) => piece.trim());
  const userIds = [...new Set(pieces.filter((piece) => piece !== ''))];
  return { userIds, obstacle: userIds.length > MOST_USERS ? words.tooMany(count(MOST_USERS)) : null };
}
