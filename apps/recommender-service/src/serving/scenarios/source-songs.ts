import { Injectable } from '@nestjs/common';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import type { UserListener } from '../../listener/listeners.js';
import { singersYouLike } from '../home/liked-singers.js';
import { NewReleases } from '../songs/new-releases.js';
import { TrendingSongs } from '../songs/trending-songs.js';
import type { SongSource } from './scenario.dto.js';

/** Songs of a source that a list is ranked from. */
const MOST = 1_000;

/** Songs that lists are ranked from, where that is not the whole catalogue. */
@Injectable()
export class SourceSongs {
  constructor(
    private readonly trending: TrendingSongs,
    private readonly releases: NewReleases,
    private readonly facts: KnownFacts,
  ) {}

  /** Rows of the model that answers the user; null: all. */
  async rows(source: SongSource, found: UserListener): Promise<number[] | null> {
    const { model } = found.served;
    if (source === 'all') return null;
    if (source === 'popular') return [...model.popularNow.subarray(0, MOST)];
    const facts = await this.facts.of(model);
    if (source === 'singers_you_like')
      return facts.songsBy(singersYouLike(found, facts).map(({ singerId }) => singerId));
    const ids = await this.ids(source, found);
    return ids.slice(0, MOST).flatMap((songId) => {
      const row = model.findSong(songId);
      return row === -1 ? [] : [row];
    });
  }

  private async ids(
    source: 'trending' | 'new_releases' | 'releases_for_you',
    found: UserListener,
  ): Promise<readonly string[]> {
    if (source === 'trending') return await this.trending.ofList(found.state.hiddenRevision);
    const { all, own } = await this.releases.ofStartPage(found, await this.facts.of(found.served.model));
    return source === 'new_releases' ? all : own;
  }
}
