import { countLookups, Metrics, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { constrained } from '../../answers/constraints/constraints.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { rounded } from '../../answers/millionths.js';
import { InteractionsRepository } from '../../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
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
  private readonly logger = new Logger('trending');
  private readonly counts: KeptCounts<Trend>;

  constructor(
    private readonly repository: PopularSongsRepository,
    private readonly interactions: InteractionsRepository,
    private readonly states: ServingStateRepository,
    private readonly facts: KnownFacts,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
    live: LiveRecommender,
    metrics: Metrics,
  ) {
    live.onServed(() => void this.countAhead());
    this.counts = new KeptCounts((days) => this.count(days), countLookups(metrics, 'trending_songs'));
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

  /** Songs of a start page as ranked; none, and a warning, when they cannot be counted. */
  async ofStartPage(hiddenRevision: number): Promise<readonly string[]> {
    try {
      return (await this.counts.of(START_PAGE_DAYS, hiddenRevision, START_PAGE_AGE_MS)).songIds;
    } catch (error) {
      this.logger.warn(
        `Songs that rise could not be counted, so a start page goes without: ${String(error)}`,
      );
      return [];
    }
  }

  private async countAhead(): Promise<void> {
    try {
      const { hiddenRevision } = await this.states.read();
      await this.counts.ahead(START_PAGE_DAYS, hiddenRevision);
    } catch (error) {
      this.logger.warn(
        `Songs that rise could not be counted ahead, so the first start page counts them: ${String(error)}`,
      );
    }
  }

  private async count(days: number): Promise<Trend> {
    const to = await this.repository.newestDay();
    if (to === null) return { songs: [], songIds: [], from: null, to: null, incompleteDays: [] };
    const { RECOMMENDER_MIN_SONG_SECONDS } = this.settings;
    const songs = await this.repository.trending(to, days, RECOMMENDER_MIN_SONG_SECONDS, MOST);
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

function whyNone(songs: readonly TrendingSong[], to: string | null): string {
  if (to === null) return 'No day of plays or downloads has been loaded.';
  return songs.length === 0
    ? 'No song has more listeners than the days before let expect.'
    : 'None of the songs that rise is left by what was asked of songs.';
}
