import type { KeyedRandom } from './keyed-random.js';
import { QUERY_WORDS } from './words.js';

/** What a user types to find a song: its title, its singer, both, or a common term. */
export function typedQuery(random: KeyedRandom, title: string, singer: string): string {
  const u = random.unit();
  if (u < 0.12) return QUERY_WORDS[random.below(QUERY_WORDS.length)]!;
  const plain = title.split(/[(&<\\-]/, 1)[0]!.trim();
  const artist = singer.split('&', 1)[0]!;
  if (u < 0.55) return plain === '' ? artist : plain;
  return u < 0.85 ? artist : `${artist} ${plain}`.trim();
}

/**
 * Percent-encoded as the two kinds of phone do it: `ip` in lower case and every space as %20, all others in
 * upper case with one or two plus signs. Plain ASCII stays as it is.
 */
export function encodeQuery(query: string, device: string, doubleSpace: boolean): string {
  const encoded = encodeURIComponent(query);
  if (device === 'ip') return encoded.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return encoded.replaceAll('%20', doubleSpace ? '++' : '+');
}
