import { KeyedRandom } from './keyed-random.js';
import type { Tongue } from './song-names.js';
import { artistName, songTitle } from './song-names.js';

/** Largest prime below 25 million: multiplying by a constant modulo it gives every song another id. */
const ID_PRIME = 24_999_983;
const ID_FACTOR = 7_368_787;
const LONGEST_RINGTONE = 45;
/** Genres, of the most artists first; the names of artists and songs follow the language of the genre. */
const GENRE_NAMES = [
  ...['mandopop', 'cantopop', 'folk', 'rock', 'pop', 'j-pop', 'ballad', 'electronic', 'hip hop', 'classical'],
  ...['country', 'children', 'r&b', 'dance', 'metal', 'opera', 'jazz', 'anime', 'new age', 'soundtrack'],
  ...['punk', 'ethnic', 'soul', 'reading'],
];
const GENRES = GENRE_NAMES.length;
const LANGUAGES: Record<Tongue, string> = { han: 'zh', latin: 'en', kana: 'ja' };
const EXPLICIT = 0.04;
/** Songs came out up to so many days before the logs begin, most of late. */
const OLDEST_DAYS = 9_000;
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
  readonly artist: Uint32Array;
  readonly seconds: Uint16Array;
  readonly type: Uint8Array;
  private readonly titles: string[] = [];
  private readonly singers: string[] = [];
  /** Songs of a genre and of an artist, and the artists of a genre, each in the order of their numbers. */
  readonly byGenre: readonly number[][];
  readonly byArtist: readonly number[][];
  readonly artistsByGenre: readonly number[][];

  private readonly random: KeyedRandom;
  private readonly genreOfArtist: Uint8Array;

  constructor(
    seed: number,
    readonly size: number,
  ) {
    const random = new KeyedRandom(seed);
    this.random = random;
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
    this.genreOfArtist = genreOfArtist;
    this.byGenre = grouped(size, GENRES, (song) => genreOfArtist[this.artist[song]!]!);
    this.byArtist = grouped(size, artistCount, (song) => this.artist[song]!);
    this.artistsByGenre = grouped(artistCount, GENRES, (a) => genreOfArtist[a]!);
  }

  /** The id that archives write for a song. */
  id(song: number): number {
    return 1 + (((song + 1) * ID_FACTOR) % ID_PRIME);
  }

  genre(song: number): number {
    return this.genreOfArtist[this.artist[song]!]!;
  }

  /** @returns daysBefore the first day of logs it came out */
  properties(song: number): { genre: string; language: string; daysBefore: number; isExplicit: boolean } {
    const random = this.random.at(song, 0, 9);
    const genre = this.genre(song);
    return {
      genre: GENRE_NAMES[genre]!,
      language: LANGUAGES[tongueOf(genre)],
      daysBefore: 1 + Math.floor(OLDEST_DAYS * random.unit() ** 3),
      isExplicit: random.unit() < EXPLICIT,
    };
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

/** The members of each group, in their order. */
function grouped(memberCount: number, groupCount: number, groupOf: (member: number) => number): number[][] {
  const groups = Array.from({ length: groupCount }, (): number[] => []);
  for (let member = 0; member < memberCount; member++) groups[groupOf(member)]!.push(member);
  return groups;
}
