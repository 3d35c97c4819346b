import { countLookups, Metrics } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { constrained } from '../../answers/constraints/constraints.js';
import { DislikedSongs } from '../../answers/disliked-songs.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import type { SongFacts } from '../../answers/constraints/song-facts.js';
import { singersIn } from '../../interactions/singers.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import { PopularSongsRepository } from '../../registry/popular-songs.repository.js';
import type { ReleasedSong } from '../../registry/popular-songs.repository.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import { likedSingers } from '../home/liked-singers.js';
import { KeptCounts } from './kept-counts.js';
import { countedTraits } from './popular-songs.js';
import type { NewReleasesDto, ReleasesQuery } from './songs.dto.js';

/** Songs kept at most: constraints and singers choose from them. */
const MOST = 5_000;
/** Days of a start page. */
const START_PAGE_DAYS = 30;

interface Releases {
  songs: readonly ReleasedSong[];
  from: string | null;
}

/** Songs that were released on the newest days, played already or not. */
@Injectable()
export class NewReleases {
  private readonly kept: KeptCounts<Releases>;

  constructor(
    private readonly repository: PopularSongsRepository,
    private readonly states: ServingStateRepository,
    private readonly facts: KnownFacts,
    private readonly listeners: Listeners,
    private readonly disliked: DislikedSongs,
    metrics: Metrics,
  ) {
    this.kept = new KeptCounts((days) => this.read(days), countLookups(metrics, 'new_releases'));
  }

  async find(query: ReleasesQuery): Promise<NewReleasesDto> {
    const { hiddenRevision } = await this.states.read();
    return await this.listed(query, await this.kept.of(query.days, hiddenRevision), null);
  }

  /**
   * Those of singers whom a user listens to.
   * @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known
   */
  async forUser(user: string, query: ReleasesQuery): Promise<NewReleasesDto> {
    const found = await this.listeners.of(user);
    const facts = await this.facts.of(found.served.model);
    const { songs, from } = await this.kept.of(query.days, found.state.hiddenRevision);
    const own = ofSingers(songs, found, facts);
    const left = await this.disliked.without(own, found.dislikes, ({ songId }) => songId);
    return await this.listed(query, { songs: left, from }, found.userId);
  }

  /** Of a start page: of all singers, and of those whom a user listens to. */
  async ofStartPage(found: UserListener, facts: SongFacts): Promise<{ all: string[]; own: string[] }> {
    const { songs } = await this.kept.of(START_PAGE_DAYS, found.state.hiddenRevision, Infinity);
    const [all, own] = [songs, ofSingers(songs, found, facts)].map((some) =>
      some.map(({ songId }) => songId),
    );
    return { all: all!, own: own! };
  }

  private async listed(
    query: ReleasesQuery,
    { songs, from }: Releases,
    userId: string | null,
  ): Promise<NewReleasesDto> {
    const constraints = await this.facts.asked(query);
    const listed = constrained(songs, countedTraits, constraints, query.limit);
    return {
      userId,
      songs: listed.map(({ songId, title, singer, released }) => ({ songId, title, singer, released })),
      from,
      reason: listed.length > 0 ? null : whyNone(songs.length, from, userId),
    };
  }

  private async read(days: number): Promise<Releases> {
    const newest = await this.repository.newestDay();
    if (newest === null) return { songs: [], from: null };
    const from = addDays(newest, -days);
    return { songs: await this.repository.released(from, MOST), from };
  }
}

/** New to the user, newest first, of a day those of the singer whom the user has listened to most. */
function ofSingers(
  songs: readonly ReleasedSong[],
  { listener, served: { model }, isExcluded }: UserListener,
  facts: SongFacts,
): ReleasedSong[] {
  const liked = isExcluded ? [] : likedSingers(listener.history, facts, Infinity);
  const places = new Map(liked.map(({ singerId }, place) => [singerId, place]));
  const placeOf = ({ singer }: ReleasedSong): number =>
    Math.min(...singersIn(singer).map(({ singerId }) => places.get(singerId) ?? Infinity));
  const played = new Set(listener.history.songs);
  return songs
    .filter((song) => placeOf(song) < Infinity && !played.has(model.findSong(song.songId)))
    .sort((a, b) => (a.released === b.released ? placeOf(a) - placeOf(b) : a.released < b.released ? 1 : -1));
}

function whyNone(songs: number, from: string | null, userId: string | null): string {
  if (from === null) return 'No day of plays or downloads has been loaded.';
  if (songs > 0) return 'None of the new songs is left by what was asked of songs.';
  return userId === null
    ? `No song is known to be released after ${from}: say when (PUT /songs/:songId, or a load with a mapping of kind song).`
    : `No singer whom the user listens to is known to have released a song after ${from} that is new to the user.`;
}
