import { KeyedRandom } from './keyed-random.js';
import type { Tongue } from './song-names.js';
import { artistName, songTitle } from './song-names.js';

/** Largest prime below 25 million: multiplying by a constant modulo it gives every song another id. */
const ID_PRIME = 24_999_983;
const ID_FACTOR = 7_368_787;
const LONGEST_RINGTONE = 45;
const GENRES = 24;
const SONGS_PER_ARTIST = 14;

/** Number of songs for a number of users: 465 thousand were seen among 60 thousand users of the original. */
export function catalogueSize(userCount: number): number {
  return Math.max(400, Math.round(1100 * userCount ** 0.55));
}

function tongueOf(genre: number): Tongue {
  return genre % 6 === 4 ? 'latin' : genre % 12 === 5 ? 'kana' : 'han';
}

/** The songs, numbered by overall popularity, and their artists. */
export class Catalogue {
  readonly genreCount = GENRES;
  readonly artist: Uint32Array;
  readonly seconds: Uint16Array;
  readonly type: Uint8Array;
  private readonly titles: string[] = [];
  private readonly singers: string[] = [];
  readonly byGenre: Grouping;
  readonly byArtist: Grouping;
  readonly artistsByGenre: Grouping;

  constructor(
    seed: number,
    readonly size: number,
  ) {
    const random = new KeyedRandom(seed);
    const artistCount = Math.ceil(size / SONGS_PER_ARTIST);
    const genreOfArtist = new Uint8Array(artistCount);
    for (let a = 0; a < artistCount; a++) {
      genreOfArtist[a] = Math.floor(random.at(a, 0, 3).unit() ** 1.6 * GENRES);
      this.singers.push(artistName(random, tongueOf(genreOfArtist[a]!), a));
    }
    this.artist = new Uint32Array(size);
    this.seconds = new Uint16Array(size);
    this.type = new Uint8Array(size);
    for (let song = 0; song < size; song++) {
      random.at(song, 0, 5);
      const artist = Math.floor(artistCount * random.unit() ** 1.8);
      const seconds = songSeconds(random);
      this.artist[song] = artist;
      this.seconds[song] = seconds;
      this.type[song] = random.unit() < 0.0115 ? 2 : random.unit() < 0.0002 ? 3 : 0;
      this.titles.push(
        songTitle(random, tongueOf(genreOfArtist[artist]!), seconds <= LONGEST_RINGTONE ? seconds : 0),
      );
    }
    this.byGenre = new Grouping(this.artist.length, (song) => genreOfArtist[this.artist[song]!]!, GENRES);
    this.byArtist = new Grouping(this.artist.length, (song) => this.artist[song]!, artistCount);
    this.artistsByGenre = new Grouping(artistCount, (a) => genreOfArtist[a]!, GENRES);
  }

  /** The id that archives write for a song. */
  id(song: number): number {
    return 1 + (((song + 1) * ID_FACTOR) % ID_PRIME);
  }

  title(song: number): string {
    return this.titles[song]!;
  }

  singer(song: number): string {
    return this.singers[this.artist[song]!]!;
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

/**
 * Lists the members of each group in their order: members of group g are at starts[g] .. starts[g + 1] - 1.
 */
class Grouping {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;

  constructor(memberCount: number, groupOf: (member: number) => number, groupCount: number) {
    this.starts = new Uint32Array(groupCount + 1);
    for (let i = 0; i < memberCount; i++) this.starts[groupOf(i) + 1]!++;
    for (let g = 0; g < groupCount; g++) this.starts[g + 1]! += this.starts[g]!;
    const next = this.starts.slice();
    this.members = new Uint32Array(memberCount);
    for (let i = 0; i < memberCount; i++) this.members[next[groupOf(i)]!++] = i;
  }

  size(group: number): number {
    return this.starts[group + 1]! - this.starts[group]!;
  }

  member(group: number, rank: number): number {
    return this.members[this.starts[group]! + rank]!;
  }
}
