import { DomainError, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { fitRefusal, serveRefusal } from '../engines/kernel-limits.js';
import { sparkParameters } from '../engines/spark-parameters.js';
import type { Engine } from '../engines/training-engine.js';
import { haveSameWeights } from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import type { LikedSizes } from '../interactions/interaction-matrix.js';
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
  async read(split: HeldOutSplit, engine: Engine, context: JobContext): Promise<TrainingData> {
    const present = await this.searches.parameters();
    const first = await this.pairs(present.parameters, split, context);
    if (first.users.length === 0) throw nothingToLearnFrom();
    this.refuseTooLarge(first, present.parameters, engine);
    const searching = performance.now();
    const hasSearched = await this.search(first.liked, present.parameters, context);
    const searchSeconds = hasSearched ? (performance.now() - searching) / 1000 : null;
    const { parameters, search } = hasSearched ? await this.searches.parameters() : present;
    const table = haveSameWeights(present.parameters, parameters)
      ? first
      : await this.pairs(parameters, split, context);
    this.refuseTooLarge(table, parameters, engine);
    const followed = engine === 'spark' ? sparkParameters(parameters, table.liked) : parameters;
    const devices = await this.interactions.devices(table.userIds);
    const singers = await this.interactions.songSingers(parameters.minSongSeconds);
    return { table, devices, singers, parameters: followed, search, searchSeconds };
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

  /** A search fits by the kernel, so there is none where only Spark can fit. */
  private async search(
    liked: LikedSizes,
    { factors }: TrainingParameters,
    context: JobContext,
  ): Promise<boolean> {
    if (fitRefusal(liked, factors) !== null) return false;
    return await this.searches.searchNewData(liked.pairs, context);
  }

  /** @throws DomainError conflict: minutes of training would end in an error, or in a version that no instance can load */
  private refuseTooLarge(
    { userIds, liked }: ReadPairs,
    { factors }: TrainingParameters,
    engine: Engine,
  ): void {
    const { RECOMMENDER_SONG_VECTORS: songs, RECOMMENDER_USER_VECTORS: users } = this.settings;
    const held = { users: userIds.length, songs: liked.songs };
    const refusal =
      (engine === 'kernel' ? fitRefusal(liked, factors) : null) ??
      serveRefusal(held, factors, { songs, users });
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
