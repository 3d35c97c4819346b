import { countLookups, Metrics, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { constrained } from '../../answers/constraints/constraints.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { rounded } from '../../answers/millionths.js';
import { InteractionsRepository } from '../../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { HiddenSongs } from '../../registry/hidden-songs.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { ServiceEnd } from '../../registry/service-end.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import { KeptCounts } from './kept-counts.js';
import { countedTraits } from './popular-songs.js';
import { PopularSongsRepository } from '../../registry/popular-songs.repository.js';
import type { TrendingSong } from '../../registry/popular-songs.repository.js';
import type { TrendingQuery, TrendingSongsDto } from './songs.dto.js';

/** Songs kept at most: constraints and the rows of a start page choose from them. */
const MOST = 2_000;
/** Days of a start page, and how old their count may be there: people open it seconds after each other, or hours. */
const START_PAGE_DAYS = 7;
const START_PAGE_AGE_MS = 3_600_000;

interface Trend {
  songs: TrendingSong[];
  /** Theirs, in the same order. */
  songIds: string[];
  from: string | null;
  to: string | null;
  incompleteDays: string[];
}

/**
 * Songs with more listeners of late than the days before let expect; those of start pages are counted as soon
 * as a version is served.
 */
@Injectable()
export class TrendingSongs {
  private readonly counts: KeptCounts<Trend>;

  constructor(
    private readonly repository: PopularSongsRepository,
    private readonly interactions: InteractionsRepository,
    private readonly states: ServingStateRepository,
    private readonly facts: KnownFacts,
    private readonly hidden: HiddenSongs,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
    live: LiveRecommender,
    end: ServiceEnd,
    metrics: Metrics,
  ) {
    live.onServed(() => void this.countAhead());
    const lookups = countLookups(metrics, 'trending_songs');
    const count = (days: number, signal?: AbortSignal) => this.count(days, signal);
    this.counts = new KeptCounts(count, lookups, end, withoutSongs);
  }

  async find(query: TrendingQuery): Promise<TrendingSongsDto> {
    const { hiddenRevision } = await this.states.read();
    const constraints = await this.facts.asked(query);
    const { songs, from, to, incompleteDays } = await this.counts.of(query.days, hiddenRevision);
    const listed = constrained(songs, countedTraits, constraints, query.limit);
    return {
      songs: listed.map(({ songId, title, singer, listeners, score }) => ({
        songId,
        title,
        singer,
        listeners,
        score: rounded(score),
      })),
      from,
      to,
      incompleteDays,
      reason: listed.length > 0 ? null : whyNone(songs, to),
    };
  }

  /** Songs of a start page as ranked; none while they are first counted. */
  async ofStartPage(hiddenRevision: number): Promise<readonly string[]> {
    return (await this.soon(hiddenRevision))?.songIds ?? [];
  }

  /** The same for a list of nothing else, which waits for the first count. */
  async ofList(hiddenRevision: number): Promise<readonly string[]> {
    const { songIds } =
      (await this.soon(hiddenRevision)) ?? (await this.counts.of(START_PAGE_DAYS, hiddenRevision));
    return songIds;
  }

  private async soon(hiddenRevision: number): Promise<Trend | null> {
    const hidden = await this.hidden.asOf(hiddenRevision);
    return await this.counts.soon(START_PAGE_DAYS, hidden, START_PAGE_AGE_MS);
  }

  /** Where that fails, a start page has it counted. */
  private async countAhead(): Promise<void> {
    const state = await this.states.read().catch(() => null);
    if (state !== null) await this.counts.ahead(START_PAGE_DAYS, state.hiddenRevision).catch(() => undefined);
  }

  private async count(days: number, signal?: AbortSignal): Promise<Trend> {
    const to = await this.repository.newestDay();
    if (to === null) return { songs: [], songIds: [], from: null, to: null, incompleteDays: [] };
    const { RECOMMENDER_MIN_SONG_SECONDS } = this.settings;
    const songs = await this.repository.trending(to, days, RECOMMENDER_MIN_SONG_SECONDS, MOST, signal);
    const holes = await this.interactions.holes(addDays(to, -(2 * days - 1)), to);
    return {
      songs,
      songIds: songs.map(({ songId }) => songId),
      from: addDays(to, -(days - 1)),
      to,
      incompleteDays: [...new Set(holes.map(({ day }) => day))],
    };
  }
}

function withoutSongs(trend: Trend, hidden: ReadonlySet<string>): Trend {
  const songs = trend.songs.filter(({ songId }) => !hidden.has(songId));
  return { ...trend, songs, songIds: songs.map(({ songId }) => songId) };
}

function whyNone(songs: readonly TrendingSong[], to: string | null): string {
  if (to === null) return 'No day of plays or downloads has been loaded.';
  return songs.length === 0
    ? 'No song has more listeners than the days before let expect.'
    : 'None of the songs that rise is left by what was asked of songs.';
}
