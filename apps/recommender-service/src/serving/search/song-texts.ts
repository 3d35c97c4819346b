import { foldedName } from '../../interactions/singers.js';

/** Between title and singer, and behind each song: folded texts hold neither. */
const BETWEEN = '\t';
const END = '\n';
/** Songs of one text: some 100,000 characters, which are looked through in less than a millisecond. */
const TOGETHER = 4_096;

/** How a song is found, the best first. */
export const MATCHES = [
  'title',
  'singer',
  'title begins',
  'singer begins',
  'in title',
  'in singer',
  'words',
] as const;

/** What is searched for, folded; `words` are all that have to be found somewhere. */
export interface Sought {
  readonly phrase: string;
  readonly words: readonly string[];
}

/** Where a song is among those found: by how it was found, then most events first, then by id. */
export interface Place {
  readonly match: number;
  readonly events: number;
  readonly songId: bigint;
}

/** Of {@link TOGETHER} songs: a line each, where it begins, and what does not have to be searched. */
interface Block {
  readonly text: string;
  readonly starts: Int32Array;
  readonly songIds: BigInt64Array;
  readonly events: Float64Array;
}

/** Without regard to case, width and blanks; null where nothing is left to search for. */
export function soughtBy(search: string): Sought | null {
  const phrase = foldedName(search);
  return phrase === '' ? null : { phrase, words: [...new Set(phrase.split(' '))] };
}

/** Below 0 where `a` is before `b`. */
export function comparePlaces(a: Place, b: Place): number {
  return a.match - b.match || b.events - a.events || (a.songId < b.songId ? -1 : a.songId > b.songId ? 1 : 0);
}

/**
 * Titles and singers of all songs as a few long texts, which are searched from end to end: any part of a name
 * is found, one Chinese character too, and loading songs costs nothing. A character takes two bytes: a
 * million songs some 50 MB.
 */
export class SongTexts {
  private readonly blocks: Block[] = [];
  private waiting: { lines: string[]; songIds: bigint[]; events: number[] } = nothing();

  /** Call {@link close} behind the last. */
  add(songId: string, title: string | null, singer: string | null, events: number): void {
    const { lines, songIds, events: counts } = this.waiting;
    lines.push(`${foldedName(title ?? '')}${BETWEEN}${foldedName(singer ?? '')}${END}`);
    songIds.push(BigInt(songId));
    counts.push(events);
    if (lines.length === TOGETHER) this.close();
  }

  close(): void {
    const { lines, songIds, events } = this.waiting;
    this.waiting = nothing();
    if (lines.length === 0) return;
    const starts = new Int32Array(lines.length + 1);
    lines.forEach((line, n) => (starts[n + 1] = starts[n]! + line.length));
    this.blocks.push({
      text: lines.join(''),
      starts,
      songIds: BigInt64Array.from(songIds),
      events: Float64Array.from(events),
    });
  }

  /** The songs found, some at a time and in no order, so that others have their turn in between. */
  *find(sought: Sought): Generator<Place[]> {
    for (const block of this.blocks) yield [...foundIn(block, sought)];
  }
}

function nothing(): { lines: string[]; songIds: bigint[]; events: number[] } {
  return { lines: [], songIds: [], events: [] };
}

function* foundIn({ text, starts, songIds, events }: Block, sought: Sought): Generator<Place> {
  const rarest = sought.words.reduce((long, word) => (word.length > long.length ? word : long));
  let song = 0;
  for (let at = text.indexOf(rarest); at !== -1; at = text.indexOf(rarest, starts[song])) {
    song = songAt(starts, at, song);
    const [title, singer] = text.slice(starts[song], starts[song + 1]! - END.length).split(BETWEEN);
    const match = matchOf(title!, singer!, sought);
    if (match !== -1) yield { match, events: events[song]!, songId: songIds[song]! };
    song++;
    if (song === songIds.length) return;
  }
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
  return [
    title === phrase,
    singer === phrase,
    title.startsWith(phrase),
    singer.startsWith(phrase),
    title.includes(phrase),
    singer.includes(phrase),
    words.every((word) => title.includes(word) || singer.includes(word)),
  ].indexOf(true);
}

/** Keeps the first of what it is given, in their order, and counts all. */
export class FirstPlaces {
  readonly places: Place[] = [];
  /** Of all given, those before `behind` too. */
  count = 0;

  /** @param behind places up to this one belong to earlier pages; null: none */
  constructor(
    private readonly limit: number,
    private readonly behind: Place | null,
  ) {}

  add(place: Place): void {
    this.count++;
    if (this.behind !== null && comparePlaces(place, this.behind) <= 0) return;
    const { places, limit } = this;
    if (places.length === limit && comparePlaces(place, places[limit - 1]!) >= 0) return;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(places[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    places.splice(low, 0, place);
    if (places.length > limit) places.pop();
  }
}
