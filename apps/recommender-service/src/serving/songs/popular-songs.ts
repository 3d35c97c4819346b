import { countLookups, Metrics, SETTINGS } from '#common';
import type { CacheLookups } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { ServedModels } from '../../versions/served-models.js';
import { ServingStateRepository } from '../../versions/serving-state.repository.js';
import type { ServingState } from '../../versions/serving-state.js';
import { daysBefore } from '../../interactions/calendar.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { PopularSongsRepository } from './popular-songs.repository.js';
import type { PopularQuery, PopularSongDto, PopularSongsDto } from './songs.dto.js';

/** Counting days of events is the one question here that takes long; answers may be this old. */
const REMEMBER_MS = 60_000;
const MOST = 200;

interface Counted {
  at: number;
  hiddenRevision: number;
  answer: Promise<PopularSongsDto>;
}

/** What most people hear: over all days of the live model, or over the newest days. */
@Injectable()
export class PopularSongs {
  private readonly counted = new Map<number, Counted>();
  private readonly lookups: CacheLookups;

  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly repository: PopularSongsRepository,
    private readonly catalogue: CatalogueRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'popular_songs');
  }

  /** @throws DomainError unavailable without a live model when no days are asked for */
  async find({ days, limit }: PopularQuery): Promise<PopularSongsDto> {
    const state = await this.states.read();
    if (days === undefined) return await this.ofModel(limit, state);
    let counted = this.counted.get(days);
    if (
      counted === undefined ||
      counted.hiddenRevision !== state.hiddenRevision ||
      Date.now() - counted.at > REMEMBER_MS
    ) {
      const { hiddenRevision } = state;
      counted = { at: Date.now(), hiddenRevision, answer: this.count(days) };
      this.counted.set(days, counted);
      this.lookups.miss();
    } else this.lookups.hit();
    try {
      const answer = await counted.answer;
      const { from, to, modelVersion } = answer;
      return { songs: answer.songs.slice(0, limit), from, to, modelVersion };
    } catch (error) {
      this.counted.delete(days);
      throw error;
    }
  }

  private async count(days: number): Promise<PopularSongsDto> {
    const to = await this.repository.newestDay();
    if (to === null) return { songs: [], from: null, to: null, modelVersion: null };
    const from = daysBefore(to, days - 1);
    const { RECOMMENDER_MIN_SONG_SECONDS } = this.settings;
    const songs = await this.repository.songs(from, to, RECOMMENDER_MIN_SONG_SECONDS, MOST);
    return { songs, from, to, modelVersion: null };
  }

  private async ofModel(limit: number, state: ServingState): Promise<PopularSongsDto> {
    const { model, version } = await this.models.forUser(null, state);
    const rows = model.popular.filter((song) => !model.isHidden(song)).subarray(0, limit);
    const ids = Array.from(rows, (song) => String(model.songIds[song]));
    const names = await this.catalogue.songs(ids);
    return {
      songs: ids.map((songId, n): PopularSongDto => {
        const { title = null, singer = null } = names.get(songId) ?? {};
        return { songId, title, singer, listeners: model.listeners[rows[n]!]! };
      }),
      from: version.dataFrom,
      to: version.dataTo,
      modelVersion: version.version,
    };
  }
}
