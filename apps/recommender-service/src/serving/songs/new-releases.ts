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
import { HiddenSongs } from '../../registry/hidden-songs.js';
import { ServiceEnd } from '../../registry/service-end.js';
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
  /** Theirs, in the same order. */
  songIds: readonly string[];
  /** Places of songs by singer, ascending. */
  bySinger: ReadonlyMap<string, readonly number[]>;
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
    private readonly hidden: HiddenSongs,
    end: ServiceEnd,
    metrics: Metrics,
  ) {
    const lookups = countLookups(metrics, 'new_releases');
    const read = (days: number, signal?: AbortSignal) => this.read(days, signal);
    this.kept = new KeptCounts(read, lookups, end, withoutSongs);
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
    const releases = await this.kept.of(query.days, found.state.hiddenRevision);
    const own = ofSingers(releases, found, facts);
    const left = await this.disliked.without(own, found.dislikes, songIdOf);
    return await this.listed(query, { songs: left, from: releases.from }, found.userId);
  }

  /** Of a start page: of all singers, and of those whom a user listens to; none while they are first read. */
  async ofStartPage(
    found: UserListener,
    facts: SongFacts,
  ): Promise<{ all: readonly string[]; own: readonly string[] }> {
    const hidden = await this.hidden.asOf(found.state.hiddenRevision);
    const releases = await this.kept.soon(START_PAGE_DAYS, hidden, Infinity);
    if (releases === null) return { all: [], own: [] };
    return { all: releases.songIds, own: ofSingers(releases, found, facts).map(songIdOf) };
  }

  private async listed(
    query: ReleasesQuery,
    { songs, from }: Pick<Releases, 'songs' | 'from'>,
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

  private async read(days: number, signal?: AbortSignal): Promise<Releases> {
    const newest = await this.repository.newestDay();
    const from = newest === null ? null : addDays(newest, -days);
    return releasesOf(from === null ? [] : await this.repository.released(from, MOST, signal), from);
  }
}

const songIdOf = ({ songId }: ReleasedSong): string => songId;

function releasesOf(songs: readonly ReleasedSong[], from: string | null): Releases {
  const bySinger = new Map<string, number[]>();
  songs.forEach(({ singer }, place) => {
    for (const { singerId } of singersIn(singer)) {
      const places = bySinger.get(singerId) ?? [];
      bySinger.set(singerId, places);
      places.push(place);
    }
  });
  return { songs, songIds: songs.map(songIdOf), from, bySinger };
}

function withoutSongs({ songs, from }: Releases, hidden: ReadonlySet<string>): Releases {
  return releasesOf(
    songs.filter(({ songId }) => !hidden.has(songId)),
    from,
  );
}

/** New to the user, newest first, of a day those of the singer whom the user has listened to most. */
function ofSingers(
  { songs, bySinger }: Releases,
  { listener, served: { model }, isExcluded }: UserListener,
  facts: SongFacts,
): ReleasedSong[] {
  const liked = isExcluded || songs.length === 0 ? [] : likedSingers(listener.history, facts, Infinity);
  const places = new Set(liked.flatMap(({ singerId }) => bySinger.get(singerId) ?? []));
  const played = new Set(listener.history.songs);
  return Array.from(places, (place) => songs[place]!)
    .filter((song) => !played.has(model.findSong(song.songId)))
    .sort((a, b) => (a.released === b.released ? 0 : a.released < b.released ? 1 : -1));
}

function whyNone(songs: number, from: string | null, userId: string | null): string {
  if (from === null) return 'No day of plays or downloads has been loaded.';
  if (songs > 0) return 'None of the new songs is left by what was asked of songs.';
  return userId === null
    ? `No song is known to be released after ${from}: say when (PUT /songs/:songId, or a load with a mapping of kind song).`
    : `No singer whom the user listens to is known to have released a song after ${from} that is new to the user.`;
}
