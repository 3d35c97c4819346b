import { KeyedRandom } from './keyed-random.js';
import type { Tongue } from './song-names.js';
import { artistName, songTitle } from './song-names.js';

/** Largest prime below 25 million: multiplying by a constant modulo it gives every song another id. */
const ID_PRIME = 24_999_983;
const TAB = 9;
const GENRES = 24;
const SONGS_PER_ARTIST = 14;

/** Number of songs for a number of users: 465 thousand were seen among 60 thousand users of the original. */
export function catalogueSize(userCount: number): number {
  return Math.max(400, Math.round(1100 * userCount ** 0.55));
}

function tongueOf(genre: number): Tongue {
  return genre % 6 === 4 ? 'latin' : genre % 12 === 5 ? 'kana' : 'han';
}

/** Lists the members of each group in their order: members of group g stand at starts[g] .. starts[g + 1] - 1. */
export class Grouping {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;

  constructor(groupOf: ArrayLike<number>, groupCount: number) {
    this.starts = new Uint32Array(groupCount + 1);
    for (let i = 0; i < groupOf.length; i++) this.starts[groupOf[i]! + 1]!++;
    for (let g = 0; g < groupCount; g++) this.starts[g + 1]! += this.starts[g]!;
    const next = this.starts.slice();
    this.members = new Uint32Array(groupOf.length);
    for (let i = 0; i < groupOf.length; i++) this.members[next[groupOf[i]!]!++] = i;
  }

  size(group: number): number {
    return this.starts[group + 1]! - this.starts[group]!;
  }

  member(group: number, rank: number): number {
    return this.members[this.starts[group]! + rank]!;
  }
}

/**
 * The songs, numbered by overall popularity. The bytes `title TAB singer TAB` of a play line are encoded once, into
 * one block of memory (about 45 bytes a song), because they are copied millions of times.
 */
export class Catalogue {
  readonly artist: Uint32Array;
  readonly genreOfArtist: Uint8Array;
  readonly seconds: Uint32Array;
  readonly byGenre: Grouping;
  readonly byArtist: Grouping;
  readonly artistsByGenre: Grouping;
  readonly genreCount = GENRES;
  readonly bytes: Buffer;
  readonly type: Uint8Array;
  /** Offsets into `bytes`: title of song i, which `start[i + 1]` ends, and its singer. */
  readonly start: Uint32Array;
  readonly singerStart: Uint32Array;

  constructor(
    seed: number,
    readonly size: number,
  ) {
    const random = new KeyedRandom(seed);
    const artistCount = Math.ceil(size / SONGS_PER_ARTIST);
    this.artist = new Uint32Array(size);
    this.seconds = new Uint32Array(size);
    this.genreOfArtist = Uint8Array.from({ length: artistCount }, (_, a) =>
      Math.floor(random.at(a, 0, 3).unit() ** 1.6 * GENRES),
    );
    const singers = Array.from({ length: artistCount }, (_, a) =>
      artistName(random.at(a, 0, 4), tongueOf(this.genreOfArtist[a]!), a),
    );
    this.start = new Uint32Array(size + 1);
    this.type = new Uint8Array(size);
    this.singerStart = new Uint32Array(size);
    let block = Buffer.allocUnsafe(size * 64 + 4096);
    let at = 0;
    for (let song = 0; song < size; song++) {
      if (at + 512 > block.length) block = Buffer.concat([block], block.length * 2);
      random.at(song, 0, 5);
      const artist = Math.floor(artistCount * random.unit() ** 1.8);
      this.artist[song] = artist;
      this.seconds[song] = songSeconds(random);
      const ringtone = this.seconds[song]! <= 45 ? this.seconds[song]! : 0;
      this.type[song] = random.unit() < 0.0115 ? 2 : random.unit() < 0.0002 ? 3 : 0;
      this.start[song] = at;
      at += block.write(songTitle(random, tongueOf(this.genreOfArtist[artist]!), ringtone), at, 'utf8');
      block[at++] = TAB;
      this.singerStart[song] = at;
      at += block.write(singers[artist]!, at, 'utf8');
      block[at++] = TAB;
    }
    this.start[size] = at;
    this.bytes = block.subarray(0, at);
    this.byGenre = new Grouping(
      Uint8Array.from(this.artist, (a) => this.genreOfArtist[a]!),
      GENRES,
    );
    this.byArtist = new Grouping(this.artist, artistCount);
    this.artistsByGenre = new Grouping(this.genreOfArtist, GENRES);
  }

  title(song: number): string {
    return this.bytes.toString('utf8', this.start[song], this.singerStart[song]! - 1);
  }

  singer(song: number): string {
    return this.bytes.toString('utf8', this.singerStart[song], this.start[song + 1]! - 1);
  }

  /** The id that archives write for a song. */
  id(song: number): number {
    return 1 + (((song + 1) * 7_368_787) % ID_PRIME);
  }
}

/** Length in seconds: quartiles near 207, 244, 280, a few ringtones and a tail of hour-long readings. */
function songSeconds(random: KeyedRandom): number {
  const u = random.unit();
  const v = random.unit();
  if (u < 0.015) return 5 + Math.floor(v * 40);
  if (u < 0.035) return 400 + Math.floor(3200 * v ** 3);
  // Logistic quantile: the spread of the original's middle half is about 73 seconds.
  const logistic = Math.log((v + 1e-6) / (1 - v + 1e-6));
  return Math.max(46, Math.min(900, Math.round(244 + 33 * logistic)));
}
