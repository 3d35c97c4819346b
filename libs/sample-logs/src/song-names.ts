import type { KeyedRandom } from './keyed-random.js';
import {
  BAND_ENDINGS,
  ENTITY_ENDINGS,
  HAN_LINKS,
  HAN_WORDS,
  KANA_WORDS,
  LATIN_WORDS,
  TITLE_ENDINGS,
} from './words.js';

/** Language of a genre's titles and artists. */
export type Tongue = 'han' | 'latin' | 'kana';

const pick = (random: KeyedRandom, words: readonly string[]): string => words[random.below(words.length)]!;

/** A made-up title, at most about 60 bytes of UTF-8. A few carry HTML entities, as in the original. */
export function songTitle(random: KeyedRandom, tongue: Tongue, ringtoneSeconds: number): string {
  let title: string;
  if (tongue === 'latin') {
    title = `${pick(random, LATIN_WORDS)} ${pick(random, LATIN_WORDS)}`;
    if (random.unit() < 0.7) title += ` ${pick(random, LATIN_WORDS)}`;
  } else if (tongue === 'kana') {
    title =
      pick(random, KANA_WORDS) +
      (random.unit() < 0.6 ? 'の' : '') +
      pick(random, KANA_WORDS) +
      pick(random, KANA_WORDS);
  } else {
    const parts = random.unit();
    title = pick(random, HAN_WORDS);
    if (parts > 0.08) title += pick(random, HAN_LINKS) + pick(random, HAN_WORDS);
    if (parts > 0.38) title = pick(random, HAN_WORDS) + title;
  }
  if (ringtoneSeconds > 0) return `${title}(${ringtoneSeconds}秒铃声版)`;
  const u = random.unit();
  if (u < 0.12) title += pick(random, TITLE_ENDINGS);
  else if (u < 0.128) title += pick(random, ENTITY_ENDINGS);
  return title;
}

/** A made-up artist; every number gives another name. */
export function artistName(random: KeyedRandom, tongue: Tongue, number: number): string {
  if (tongue === 'latin') {
    return `${pick(random, LATIN_WORDS)} ${pick(random, LATIN_WORDS)}s ${(number % 4096).toString(36)}`;
  }
  if (tongue === 'kana')
    return pick(random, KANA_WORDS) + pick(random, KANA_WORDS) + (number % 977).toString(36);
  const first = pick(random, HAN_WORDS) + pick(random, HAN_WORDS);
  const name = random.unit() < 0.2 ? `MC${first}` : first + pick(random, BAND_ENDINGS);
  return random.unit() < 0.02 ? `${name}&amp;${pick(random, HAN_WORDS)}C` : name;
}
