import { DomainError, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { kernelRefusal } from '../engines/kernel-limits.js';
import { haveSameWeights } from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import type { HeldOutSplit } from '../evaluation/held-out-split.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { SongSingers } from '../interactions/song-singers.js';
import type { ReadPairs } from '../interactions/read-pairs.worker.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import type { ParameterSearchSummary } from './parameter-searches.repository.js';
import { ParameterSearchesService } from './parameter-searches.service.js';

/** What a retrain learns from, and by which parameters. */
export interface TrainingData {
  table: PairTable;
  /** Device code of each user of the table. */
  devices: Uint8Array;
  singers: SongSingers;
  parameters: TrainingParameters;
  /** The search that gave them; null: the settings. */
  search: ParameterSearchSummary | null;
  /** Seconds that a search took now; null where none was made. */
  searchSeconds: number | null;
}

/** Reads what a retrain learns from, and searches for parameters first where the data are new. */
@Injectable()
export class TrainingDataReader {
  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly searches: ParameterSearchesService,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** @throws DomainError conflict when there is nothing to learn from, or too much for this program */
  async read(split: HeldOutSplit, context: JobContext): Promise<TrainingData> {
    const present = await this.searches.parameters();
    const first = await this.pairs(present.parameters, split, context);
    if (first.users.length === 0) throw nothingToLearnFrom();
    this.refuseTooLarge(first, present.parameters);
    const searching = performance.now();
    const hasSearched = await this.searches.searchNewData(first.liked.pairs, context);
    const searchSeconds = hasSearched ? (performance.now() - searching) / 1000 : null;
    const { parameters, search } = hasSearched ? await this.searches.parameters() : present;
    const table = haveSameWeights(present.parameters, parameters)
      ? first
      : await this.pairs(parameters, split, context);
    this.refuseTooLarge(table, parameters);
    const devices = await this.interactions.devices(table.userIds);
    const singers = await this.interactions.songSingers(parameters.minSongSeconds);
    return { table, devices, singers, parameters, search, searchSeconds };
  }

  async pairs(parameters: TrainingParameters, split: HeldOutSplit, context: JobContext): Promise<ReadPairs> {
    const step = 'reading interactions';
    context.progress({ step, fraction: 0 });
    return await this.interactions.pairs(
      { ...parameters, cut: split.cut, until: split.to },
      (pairs) => {
        // How many pairs will come is not known, so the share stays at 0 and the count tells that it goes on.
        context.progress({ step, fraction: 0, detail: { pairs } });
      },
      context.signal,
    );
  }

  /** @throws DomainError conflict: minutes of training would end in an error, or in a version that no instance can load */
  private refuseTooLarge({ userIds, liked }: ReadPairs, { factors }: TrainingParameters): void {
    const refusal = kernelRefusal(
      {
        users: userIds.length,
        usersWhoLike: liked.users,
        songs: liked.songs,
        likedPairs: liked.pairs,
      },
      factors,
      { songs: this.settings.RECOMMENDER_SONG_VECTORS, users: this.settings.RECOMMENDER_USER_VECTORS },
    );
    if (refusal !== null) throw new DomainError('conflict', 'too_large', refusal);
  }
}

export function nothingToLearnFrom(): DomainError {
  return new DomainError(
    'conflict',
    'no_interactions',
    'There is no play or download of a known song to learn from: load archives first.',
  );
}
