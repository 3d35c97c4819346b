import { meets } from '#common/conditions';
import type { Conditions, PropertyValue } from '#common/conditions';
import type { SongProperties } from '#common';
import { singersIn } from '../../interactions/singers.js';
import type { Singer } from '../../interactions/singers.js';

/** What constraints look at. */
export interface SongTraits {
  /** Empty where none is known. */
  singers: readonly Singer[];
  /** Null where it is not known. */
  seconds: number | null;
  /** The value of any other property; null where it is not known. */
  property: (name: string) => PropertyValue;
}

export const NOTHING_KNOWN: SongTraits = { singers: [], seconds: null, property: () => null };

export function traitsOf(
  singer: string | null,
  seconds: number | null,
  properties: SongProperties | null,
): SongTraits {
  return { singers: singersIn(singer), seconds, property: (name) => properties?.[name] ?? null };
}

/** Of scores: those of songs that meet the conditions are multiplied. */
export interface Boost {
  readonly factor: number;
  readonly filter: Conditions;
}

/** When and where songs are asked for; no region: songs of some regions alone are not available. */
export interface Availability {
  readonly day: string;
  readonly region: string | null;
}

/** What every song of a list must fulfil, and how many songs of one singer or genre a list may hold. */
export interface Constraints {
  maxPerSinger: number;
  maxPerGenre: number;
  /** Null: of any singer. */
  includeSingers: ReadonlySet<string> | null;
  excludeSingers: ReadonlySet<string>;
  minSeconds: number;
  maxSeconds: number;
  /** All of them hold. */
  filters: readonly Conditions[];
  /** Null: every song is available always. */
  available: Availability | null;
  boosts: readonly Boost[];
  /** False: only that songs must be available, as in every list. */
  isAsked: boolean;
}

/** Without any. */
export const NO_CONSTRAINTS: Constraints = {
  maxPerSinger: Infinity,
  maxPerGenre: Infinity,
  includeSingers: null,
  excludeSingers: new Set(),
  minSeconds: 0,
  maxSeconds: Infinity,
  filters: [],
  available: null,
  boosts: [],
  isAsked: false,
};

/** What decides which songs are refused, as a key. */
export function questionOf(asked: Constraints): string {
  const { includeSingers, excludeSingers, minSeconds, maxSeconds, filters, available } = asked;
  const singers = [includeSingers, excludeSingers].map((ids) => (ids === null ? null : [...ids].sort()));
  return JSON.stringify([singers, minSeconds, maxSeconds, filters, available]);
}

/**
 * Whether a song may be in the list at all. One of several singers is enough to include a song, and to
 * exclude it. A song without a known singer is by none of those to include, and one without a known length is
 * within no bounds.
 */
export function mayBeListed(traits: SongTraits, asked: Constraints): boolean {
  const { includeSingers, excludeSingers, filters, available } = asked;
  const { singers, seconds } = traits;
  if (includeSingers !== null && !singers.some(({ singerId }) => includeSingers.has(singerId))) return false;
  if (singers.some(({ singerId }) => excludeSingers.has(singerId))) return false;
  if (available !== null && !isAvailable(traits, available)) return false;
  return hasLength(seconds, asked) && filters.every((filter) => meetsAll(traits, filter));
}

/** Whether a song is of the length asked for. @param seconds null: not known */
export function hasLength(seconds: number | null, asked: Constraints): boolean {
  if (!boundsLength(asked)) return true;
  return seconds !== null && seconds >= asked.minSeconds && seconds <= asked.maxSeconds;
}

export function boundsLength({ minSeconds, maxSeconds }: Constraints): boolean {
  return minSeconds > 0 || maxSeconds < Infinity;
}

export function isAvailable(
  { property }: Pick<SongTraits, 'property'>,
  { day, region }: Availability,
): boolean {
  const [from, to, regions] = ['availableFrom', 'availableTo', 'regions'].map(property);
  if ((from ?? day) > day || (to ?? day) < day) return false;
  return regions === null || (region !== null && (regions as string[]).includes(region));
}

function meetsAll(traits: SongTraits, { match, conditions }: Conditions): boolean {
  const isMet = (condition: Conditions['conditions'][number]): boolean =>
    meets(valueOf(traits, condition.property), condition);
  return match === 'all' ? conditions.every(isMet) : conditions.some(isMet);
}

export function valueOf({ singers, seconds, property }: SongTraits, name: string): PropertyValue {
  if (name === 'seconds') return seconds;
  if (name === 'singers') return singers.map((singer) => singer.name);
  return property(name);
}

export function limitsRoom({ maxPerSinger, maxPerGenre }: Constraints): boolean {
  return maxPerSinger < Infinity || maxPerGenre < Infinity;
}

/** How many songs of each singer and genre a list still has room for. Those without a known one always have room. */
export class Room {
  private readonly taken = new Map<string, number>();

  constructor(private readonly asked: Constraints) {}

  /** Takes the song when each of its singers and genres has room. */
  take(traits: SongTraits): boolean {
    if (!limitsRoom(this.asked)) return true;
    const { maxPerSinger, maxPerGenre } = this.asked;
    const [singers, genres] = keysOf(traits);
    if (singers.some((key) => this.of(key) >= maxPerSinger)) return false;
    if (genres.some((key) => this.of(key) >= maxPerGenre)) return false;
    this.count(traits);
    return true;
  }

  /** Counts a song that is in the list already. */
  count(traits: SongTraits): void {
    for (const key of keysOf(traits).flat()) this.taken.set(key, this.of(key) + 1);
  }

  private of(key: string): number {
    return this.taken.get(key) ?? 0;
  }
}

function keysOf({ singers, property }: SongTraits): [singers: string[], genres: string[]] {
  const genres = (property('genres') ?? []) as readonly string[];
  return [singers.map(({ singerId }) => singerId), genres.map((genre) => `genre ${genre}`)];
}

/** The first songs of a list that constraints leave, in their order. @param constraints null: all. */
export function constrained<Song>(
  songs: Iterable<Song>,
  traitsOf: (song: Song) => SongTraits,
  constraints: Constraints | null,
  most: number,
): Song[] {
  const room = new Room(constraints ?? NO_CONSTRAINTS);
  const listed: Song[] = [];
  for (const song of songs) {
    if (listed.length === most) break;
    if (constraints !== null) {
      const traits = traitsOf(song);
      if (!mayBeListed(traits, constraints) || !room.take(traits)) continue;
    }
    listed.push(song);
  }
  return listed;
}
