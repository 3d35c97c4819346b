import type { Singer } from '../../interactions/singers.js';

/** What constraints look at. */
export interface SongTraits {
  /** Empty where no archive names one. */
  singers: readonly Singer[];
  /** Null where no archive has it. */
  seconds: number | null;
}

export const NOTHING_KNOWN: SongTraits = { singers: [], seconds: null };

/** What every song of a list must fulfil, and how many songs of one singer a list may hold. */
export interface Constraints {
  maxPerSinger: number;
  /** Null: of any singer. */
  includeSingers: ReadonlySet<string> | null;
  excludeSingers: ReadonlySet<string>;
  minSeconds: number;
  maxSeconds: number;
}

/**
 * Whether a song may be in the list at all. One of several singers is enough to include a song, and to
 * exclude it. A song without a known singer is by none of those to include, and one without a known length is
 * within no bounds.
 */
export function mayBeListed({ singers, seconds }: SongTraits, asked: Constraints): boolean {
  const { includeSingers, excludeSingers } = asked;
  if (includeSingers !== null && !singers.some(({ singerId }) => includeSingers.has(singerId))) return false;
  if (singers.some(({ singerId }) => excludeSingers.has(singerId))) return false;
  return hasLength(seconds, asked);
}

/** Whether a song is of the length asked for. @param seconds null: not known */
export function hasLength(seconds: number | null, asked: Constraints): boolean {
  if (!boundsLength(asked)) return true;
  return seconds !== null && seconds >= asked.minSeconds && seconds <= asked.maxSeconds;
}

export function boundsLength({ minSeconds, maxSeconds }: Constraints): boolean {
  return minSeconds > 0 || maxSeconds < Infinity;
}

/** How many songs of each singer a list still has room for. Songs without a known singer always have room. */
export class RoomForSingers {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes the song when each of its singers has room. */
  take({ singers }: SongTraits): boolean {
    if (this.most === Infinity) return true;
    if (singers.some(({ singerId }) => this.of(singerId) >= this.most)) return false;
    this.count(singers);
    return true;
  }

  /** Counts a song that is in the list already. */
  count(singers: readonly Singer[]): void {
    for (const { singerId } of singers) this.taken.set(singerId, this.of(singerId) + 1);
  }

  private of(singerId: string): number {
    return this.taken.get(singerId) ?? 0;
  }
}

/** The first songs of a list that constraints leave, in their order. @param constraints null: all. */
export function constrained<Song>(
  songs: Iterable<Song>,
  traitsOf: (song: Song) => SongTraits,
  constraints: Constraints | null,
  most: number,
): Song[] {
  const room = new RoomForSingers(constraints?.maxPerSinger ?? Infinity);
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
