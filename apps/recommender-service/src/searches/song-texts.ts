import { TopK } from '#ml';
import { foldedName } from '../interactions/singers.js';
import { mapInTurns } from '../model/in-turns.js';

/** Between title and singer, and behind each song: folded texts hold neither. */
const BETWEEN = '\t';
const END = '\n';
/** Songs of one text: some 100,000 characters, which are looked through in less than a millisecond. */
const TOGETHER = 4_096;
/** Fewest characters of a piece of Chinese words that are written without a blank between title and singer. */
const LEAST_PIECE = 2;
const IS_CHINESE = /^\p{Script=Han}+$/u;

/** How a song is found, the best first. */
export const MATCHES = [
  'title',
  'singer',
  'title_prefix',
  'singer_prefix',
  'in_title',
  'in_singer',
  'words',
  'pieces',
] as const;
export type Match = (typeof MATCHES)[number];
const PIECES = MATCHES.indexOf('pieces');
/** Above every number of events. */
const MATCH_STEP = 2 ** 43;

/** What is searched for, folded; `words` are all that have to be found somewhere. */
export interface Sought {
  readonly phrase: string;
  readonly words: readonly string[];
}

/** Of {@link TOGETHER} songs: a line each, and where it begins. Moves to another thread. */
export interface TextBlock {
  readonly text: string;
  readonly starts: Int32Array;
}

/** Rows found, each with its place in {@link MATCHES}. */
export interface FoundRows {
  readonly rows: number[];
  readonly matches: number[];
}

/** Letters that no accent makes. */
const PLAIN_LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

/** A text without regard to case, width, blanks and accents of Latin, Greek and Cyrillic letters. */
function foldedText(text: string): string {
  return foldedName(text)
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/gu, '')
    .normalize('NFC')
    .replace(/[ßøłđæœı]/gu, (letter) => PLAIN_LETTERS[letter]!);
}

/** Null where nothing is left to search for. */
export function soughtBy(search: string): Sought | null {
  const phrase = foldedText(search);
  return phrase === '' ? null : { phrase, words: [...new Set(phrase.split(' '))] };
}

/** Rows by how they were found, then most events first, then by row. @param events by row */
export function firstByText(
  { rows, matches }: FoundRows,
  events: ArrayLike<number>,
  most: number,
): Int32Array {
  const first = new TopK(most);
  rows.forEach((row, n) => first.offer(row, events[row]! - MATCH_STEP * matches[n]!));
  return first.take().indices;
}

/**
 * Titles and singers of songs as a few long texts, which are searched from end to end: any part of a name
 * is found, one Chinese character too, and loading songs costs nothing. A character takes two bytes: a
 * million songs some 50 MB. Songs are rows in the order in which they were added.
 */
export class SongTexts {
  private waiting: string[] = [];

  constructor(readonly blocks: TextBlock[] = []) {}

  /** Call {@link close} behind the last. */
  add(title: string | null, singer: string | null): void {
    this.waiting.push(`${foldedText(title ?? '')}${BETWEEN}${foldedText(singer ?? '')}${END}`);
    if (this.waiting.length === TOGETHER) this.close();
  }

  close(): void {
    const lines = this.waiting;
    if (lines.length === 0) return;
    this.waiting = [];
    const starts = new Int32Array(lines.length + 1);
    lines.forEach((line, n) => (starts[n + 1] = starts[n]! + line.length));
    this.blocks.push({ text: lines.join(''), starts });
  }

  /** The rows found, ascending, some at a time. Only where the words are found nowhere, pieces of them are. */
  private *find(sought: Sought): Generator<FoundRows> {
    const rarest = sought.words.reduce((long, word) => (word.length > long.length ? word : long));
    let count = 0;
    for (const found of this.scan(rarest, (title, singer) => matchOf(title, singer, sought))) {
      count += found.rows.length;
      yield found;
    }
    const { phrase } = sought;
    if (count > 0 || !IS_CHINESE.test(phrase)) return;
    yield* this.scan(phrase.slice(0, LEAST_PIECE), (title, singer) => pieces(title, singer, phrase));
  }

  /** All rows found that are left; other requests have their turn in between. */
  async findAll(sought: Sought, isLeft: (row: number) => boolean = () => true): Promise<FoundRows> {
    const all: FoundRows = { rows: [], matches: [] };
    await mapInTurns(this.find(sought), ({ rows, matches }) => {
      for (const [n, row] of rows.entries()) {
        if (!isLeft(row)) continue;
        all.rows.push(row);
        all.matches.push(matches[n]!);
      }
    });
    return all;
  }

  /** How {@link find} finds a row, where it does. */
  match(row: number, sought: Sought): Match | undefined {
    const { text, starts } = this.blocks[Math.floor(row / TOGETHER)]!;
    const song = row % TOGETHER;
    const [title, singer] = namesIn(text.slice(starts[song], starts[song + 1]! - END.length));
    const place = matchOf(title, singer, sought);
    return MATCHES[place === -1 ? pieces(title, singer, sought.phrase) : place];
  }

  private *scan(needle: string, match: (title: string, singer: string) => number): Generator<FoundRows> {
    for (const [block, { text, starts }] of this.blocks.entries()) {
      const found: FoundRows = { rows: [], matches: [] };
      let song = 0;
      for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, starts[song])) {
        song = songAt(starts, at, song);
        const place = match(...namesIn(text.slice(starts[song], starts[song + 1]! - END.length)));
        if (place !== -1) {
          found.rows.push(block * TOGETHER + song);
          found.matches.push(place);
        }
        song++;
        if (song === starts.length - 1) break;
      }
      yield found;
    }
  }
}

function namesIn(line: string): [title: string, singer: string] {
  const end = line.indexOf(BETWEEN);
  return [line.slice(0, end), line.slice(end + BETWEEN.length)];
}

/** The song whose line holds position `at`, from `from` on. */
function songAt(starts: Int32Array, at: number, from: number): number {
  let [low, high] = [from, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** A place in {@link MATCHES}; -1: not found. */
function matchOf(title: string, singer: string, { phrase, words }: Sought): number {
  const [inTitle, inSinger] = [title.indexOf(phrase), singer.indexOf(phrase)];
  if (inTitle === 0 && title.length === phrase.length) return 0;
  if (inSinger === 0 && singer.length === phrase.length) return 1;
  if (inTitle === 0) return 2;
  if (inSinger === 0) return 3;
  if (inTitle > 0) return 4;
  if (inSinger > 0) return 5;
  return words.every((word) => title.includes(word) || singer.includes(word)) ? 6 : -1;
}

/** Whether the beginning of a phrase is in one of both names, and the rest in the other. */
function pieces(title: string, singer: string, phrase: string): number {
  if (!IS_CHINESE.test(phrase)) return -1;
  for (let at = LEAST_PIECE; at <= phrase.length - LEAST_PIECE; at++) {
    const [first, rest] = [phrase.slice(0, at), phrase.slice(at)];
    if (title.includes(first) && singer.includes(rest)) return PIECES;
    if (singer.includes(first) && title.includes(rest)) return PIECES;
  }
  return -1;
}
