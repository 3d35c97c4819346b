import { countLookups, Metrics, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { ServedModels } from '../../registry/served-models.js';
import { ServiceEnd } from '../../registry/service-end.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import type { ServingState } from '../../registry/serving-state.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { constrained, traitsOf } from '../../answers/constraints/constraints.js';
import type { Constraints } from '../../answers/constraints/constraints.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { KeptCounts } from './kept-counts.js';
import { PopularSongsRepository } from '../../registry/popular-songs.repository.js';
import type { CountedSong } from '../../registry/popular-songs.repository.js';
import type { PopularQuery, PopularSongDto, PopularSongsDto } from './songs.dto.js';

/** Songs counted at most: constraints choose from them. */
const MOST = 5_000;

interface Count {
  songs: CountedSong[];
  from: string | null;
  to: string | null;
}

/** The songs with most listeners: over all days of the live model, or over the newest days. */
@Injectable()
export class PopularSongs {
  private readonly counts: KeptCounts<Count>;

  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly repository: PopularSongsRepository,
    private readonly catalogue: CatalogueRepository,
    private readonly facts: KnownFacts,
    private readonly end: ServiceEnd,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
    metrics: Metrics,
  ) {
    // A request's count may take as long as a job, too: else it would fail for ever where it takes longer.
    const count = (days: number) => this.count(days);
    this.counts = new KeptCounts(count, countLookups(metrics, 'popular_songs'), end);
  }

  /** @throws DomainError unavailable without a live model and events when no days are asked for */
  async find(query: PopularQuery): Promise<PopularSongsDto> {
    const { days, limit } = query;
    const state = await this.states.read();
    const constraints = await this.facts.asked(query);
    if (days === undefined) return await this.ofModel(limit, constraints, state);
    const { songs, from, to } = await this.counts.of(days, state.hiddenRevision);
    const listed = constrained(songs, countedTraits, constraints, limit);
    return { songs: listed.map(popularSong), from, to, modelVersion: null };
  }

  private async count(days: number): Promise<Count> {
    const to = await this.repository.newestDay();
    if (to === null) return { songs: [], from: null, to: null };
    const from = addDays(to, -(days - 1));
    const { RECOMMENDER_MIN_SONG_SECONDS } = this.settings;
    const { signal } = this.end;
    const songs = await this.repository.songs(from, to, RECOMMENDER_MIN_SONG_SECONDS, MOST, signal);
    return { songs, from, to };
  }

  private async ofModel(
    limit: number,
    asked: Constraints | null,
    state: ServingState,
  ): Promise<PopularSongsDto> {
    const { model, version } = await this.models.forListener(null, state);
    const facts = asked === null ? null : await this.facts.of(model);
    const shown = model.popular.filter((song) => !model.isHidden(song));
    const rows = constrained(shown, (row) => facts!.traits(row), asked, limit);
    const ids = rows.map((song) => String(model.songIds[song]));
    const named = await this.catalogue.named(ids);
    return {
      songs: ids.map((songId, n) => ({ ...named(songId), listeners: model.listeners[rows[n]!]! })),
      from: version.dataFrom,
      to: version.dataTo,
      modelVersion: model.isPersonal ? version.version : null,
    };
  }
}

export function countedTraits({
  singer,
  seconds,
  properties,
}: Pick<CountedSong, 'singer' | 'properties'> & { seconds: number | null }) {
  return traitsOf(singer, seconds, properties);
}

function popularSong({ songId, title, singer, listeners }: CountedSong): PopularSongDto {
  return { songId, title, singer, listeners };
}
