import { count } from '../../format/numbers.js';
import { texts } from '../../texts.js';

/** As many as a request may name. */
const MOST_USERS = 5_000;
const LARGEST_ID = 2n ** 63n - 1n;
const words = texts.people.several;

/**
 * The user ids of a text, each once, between spaces, commas or line ends; with what is wrong, if they cannot
 * be used.
 */
export function userIdsIn(text: string): { userIds: string[]; obstacle: string | null } {
  const pieces = text.split(/[\s,;]+/).filter((piece) => piece !== '');
  const wrong = pieces.find((piece) => !isUserId(piece));
  const userIds = [...new Set(pieces)];
  if (wrong !== undefined) return { userIds, obstacle: words.noId(wrong.slice(0, 30)) };
  if (userIds.length > MOST_USERS) return { userIds, obstacle: words.tooMany(count(MOST_USERS)) };
  return { userIds, obstacle: null };
}

function isUserId(piece: string): boolean {
  return /^\d{1,19}$/.test(piece) && BigInt(piece) <= LARGEST_ID;
}
