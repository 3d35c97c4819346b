import { HABITS, VOLUMES } from './behaviour.js';
import type { Catalogue } from './catalogue.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LatentClass } from './latent-class.js';

// Bound once: a look-up of a global in every call costs more than the call where tests run in a sandbox.
const { ceil, floor, max, round } = Math;

/** Where a song in a user's library comes from: the chart, the genres liked, the artists loved. */
const FROM_CHART = 0.12;
/**
 * Hits are rather played often by few than once by many, so the most played slots are filled from the chart
 * more.
 */
const FAVOURITE_SLOTS = 2;
const FAVOURITE_FROM_CHART = 0.32;
const FROM_ARTIST = 0.3;
const CHART_SONGS = 2500;
/**
 * Songs in a library after n plays, about 1 + 1.4 n^0.7: the more a user has played, the fewer of the plays
 * are of new songs (Heaps' law).
 */
const LIBRARY_SCALE = 1.4;
const LIBRARY_EXPONENT = 0.7;
/** Share of the plays that go to the newest songs; the others go to favourites. */
const FROM_NEWEST = 0.3;
/**
 * Favourites move on by so many slots with each new slot, so the old ones are played ever less and come back
 * now and then.
 */
const FAVOURITES_MOVE = 0.1;
const MOST_GENRES = 3;
const ARTISTS_PER_GENRE = 2;

/**
 * Draws ranks 0 .. size-1 with weight about (rank + 1 + shift)^-exponent, by inverting the continuous law.
 */
class PowerLaw {
  private readonly power: number;
  private readonly inverse: number;
  private readonly low: number;

  constructor(
    exponent: number,
    private readonly shift = 0,
  ) {
    // At exactly 1 the integral is a logarithm; close to it the power form is accurate enough for ranks.
    this.power = Math.abs(exponent - 1) < 1e-4 ? 1e-4 : 1 - exponent;
    this.inverse = 1 / this.power;
    this.low = (0.5 + shift) ** this.power;
  }

  draw(random: KeyedRandom, size: number): number {
    const high = (size + 0.5 + this.shift) ** this.power;
    const x = (this.low + random.unit() * (high - this.low)) ** this.inverse;
    const rank = round(x - this.shift) - 1;
    return rank < 0 ? 0 : rank >= size ? size - 1 : rank;
  }
}

const chartLaw = new PowerLaw(0.8, 0.3);
const genreLaw = new PowerLaw(0.9, 4);
const artistLaw = new PowerLaw(0.8, 3);
const songOfArtistLaw = new PowerLaw(0.8, 0.5);
const habitLaw = new PowerLaw(1, 0);

function librarySize(plays: number): number {
  return ceil(1 + LIBRARY_SCALE * plays ** LIBRARY_EXPONENT);
}

/**
 * What a user listens to. A library is a function from slot number to song, drawn from the user's genres and
 * artists; plays pick slots, favourites and new ones most, so most plays are repeats. The library grows by
 * the day, and the favourites move through it. Nothing of it is stored.
 */
export class Taste {
  private readonly genres = new Uint8Array(MOST_GENRES);
  private readonly artists = new Uint32Array(MOST_GENRES * ARTISTS_PER_GENRE);
  private genreCount = 0;
  private user = 0;
  private slots = 1;
  /** The slot that is played most. */
  private favourite = 0;
  private readonly chartSize: number;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly random: KeyedRandom,
  ) {
    this.chartSize = Math.min(CHART_SONGS, catalogue.size);
  }

  /** Turns to a user: his genres, artists and the size of his library on a day counted from the first. */
  of(user: number, { habit, volume }: LatentClass, day: number): void {
    const { catalogue, random } = this;
    this.user = user;
    random.at(user, 0, 6);
    this.genreCount = 1 + floor(random.unit() ** 1.3 * MOST_GENRES);
    for (let g = 0; g < this.genreCount; g++) {
      const genre = floor(random.unit() ** 1.3 * catalogue.byGenre.length);
      const artists = catalogue.artistsByGenre[genre]!;
      this.genres[g] = genre;
      for (let a = 0; a < ARTISTS_PER_GENRE; a++) {
        const rank = artistLaw.draw(random, max(1, artists.length));
        this.artists[g * ARTISTS_PER_GENRE + a] = artists[rank] ?? 0;
      }
    }
    const { median } = VOLUMES[volume]!;
    this.slots = librarySize(median * (1 + HABITS[habit]!.visit * day));
    this.favourite = floor(FAVOURITES_MOVE * (this.slots - librarySize(median)));
  }

  /** Whether a song is of one of the user's genres: others come from the chart. */
  isOwn(song: number): boolean {
    return this.genres.subarray(0, this.genreCount).includes(this.catalogue.genre(song));
  }

  /** A song for one play or download; `events` decides the slot, the library decides the song. */
  song(events: KeyedRandom): number {
    const rank = habitLaw.draw(events, this.slots);
    return this.songInSlot(events.unit() < FROM_NEWEST ? this.slots - 1 - rank : this.favouriteOf(rank));
  }

  /** The favourites by rank: the first one, and in turns those after it and before it. */
  private favouriteOf(rank: number): number {
    const away = rank % 2 === 1 ? -(rank + 1) / 2 : rank / 2;
    return (this.favourite + this.slots + away) % this.slots;
  }

  private songInSlot(slot: number): number {
    const { catalogue } = this;
    const random = this.random.at(this.user, slot, 7);
    const source = random.unit();
    const fromChart = slot < FAVOURITE_SLOTS ? FAVOURITE_FROM_CHART : FROM_CHART;
    if (source < fromChart) return chartLaw.draw(random, this.chartSize);
    const favourite = random.below(this.genreCount);
    if (source < fromChart + FROM_ARTIST) {
      const artist = this.artists[favourite * ARTISTS_PER_GENRE + random.below(ARTISTS_PER_GENRE)]!;
      const songs = catalogue.byArtist[artist]!;
      if (songs.length > 0) return songs[songOfArtistLaw.draw(random, songs.length)]!;
    }
    const songs = catalogue.byGenre[this.genres[favourite]!]!;
    // A very small catalogue may have no song of this genre.
    if (songs.length === 0) return chartLaw.draw(random, this.chartSize);
    return songs[genreLaw.draw(random, songs.length)]!;
  }
}
