import { DomainError } from '#common';
import type { JobContext } from '#common';
import { reasonOf } from '#common/database';
import type { SparkPlace } from '#common/spark';
import { Injectable } from '@nestjs/common';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fitRefusal } from '../engines/kernel-engine.js';
import { sparkParameters } from '../engines/spark-parameters.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { countListeners } from '../interactions/interaction-matrix.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { ActiveDay } from '../interactions/interactions.repository.js';
import type { InteractionRule } from '../interactions/pair-reading.js';
import type { MetSongs } from '../interactions/pair-table.js';
import { PopularFallback } from '../registry/popular-fallback.js';
import { ParameterSearchesService } from './parameter-searches.service.js';
import type { TrainingPairs, TrainingTask } from './training-task.js';
import { haveSameWeights } from '../engines/training-parameters.js';
import type { PopularityRule, TrainingParameters } from '../engines/training-parameters.js';
import type { ParameterSearch } from './parameter-search.entity.js';

/** Lengths of vectors up to which a search may go, the first that is possible. */
const LENGTHS = [512, 256, 128, 64];

/** What a retrain learns from, and by which parameters. */
export interface TrainingData {
  learned: TrainingPairs & Pick<TrainingTask, 'recent'>;
  parameters: TrainingParameters;
  /** The search that gave them; null: the settings. */
  search: ParameterSearch | null;
  /** Seconds that a search took now; null where none was made. */
  searchSeconds: number | null;
  firstDays: MetSongs['firstDays'];
  /** What went wrong without being in the way of the retrain. */
  warnings: string[];
}

/** Reads what a retrain learns from, and searches for parameters first where the data are new. */
@Injectable()
export class TrainingDataReader {
  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly searches: ParameterSearchesService,
    private readonly listeners: PopularFallback,
  ) {}

  /**
   * @param days ascending
   * @throws DomainError conflict when there is nothing to learn from, or too much for this program
   */
  async read(
    days: readonly ActiveDay[],
    split: HeldOutSplit,
    spark: SparkPlace | null,
    context: JobContext,
  ): Promise<TrainingData> {
    const present = await this.searches.parameters();
    const rule = { ...split, recentFrom: this.listeners.from(days.filter(({ day }) => day <= split.cut)) };
    let pairs = await this.pairs(present.parameters, rule, spark, context);
    if (pairs.table.users.length === 0) throw nothingToLearnFrom(present.parameters.minListeners);
    refuseTooLarge(pairs, present.parameters);
    const searching = performance.now();
    const warnings: string[] = [];
    const hasSearched = await this.search(pairs, present.parameters, context).catch((error: unknown) => {
      context.signal.throwIfAborted();
      warnings.push(
        `The search for parameters failed, so the retrain took those before it, and the next one searches again: ${reasonOf(error)}`,
      );
      return false;
    });
    const searchSeconds = hasSearched ? (performance.now() - searching) / 1000 : null;
    const { parameters, search } = hasSearched ? await this.searches.parameters() : present;
    // The search may have chosen other weights, by which pairs weigh something else.
    if (!haveSameWeights(present.parameters, parameters))
      pairs = await this.pairs(parameters, rule, spark, context);
    refuseTooLarge(pairs, parameters);
    const { recent: listeners, firstDays, ...learned } = pairs;
    const recent =
      split.heldOutDays === 0 ? null : await this.listeners.ofPairs(learned.table.songIds, listeners);
    return {
      learned: { ...learned, recent },
      parameters: spark === null ? parameters : sparkParameters(parameters, pairs.liked),
      search,
      searchSeconds,
      firstDays,
      warnings,
    };
  }

  /** What is known of users and songs beside their pairs. */
  async known({
    learned: { table },
    parameters,
    firstDays,
  }: TrainingData): Promise<Pick<TrainingTask, 'devices' | 'singers'>> {
    const [devices, singers] = await Promise.all([
      this.interactions.devices(table.userIds),
      this.interactions.songSingers(parameters.minSongSeconds, { songIds: table.songIds, firstDays }),
    ]);
    return { devices, singers };
  }

  /**
   * With the users who heard each song on the newest of the early days, where these are asked for.
   * @param spark where the pairs go, for Spark to read; null: into memory.
   */
  async pairs(
    parameters: TrainingParameters,
    { cut, to, recentFrom }: HeldOutSplit & Pick<InteractionRule, 'recentFrom'>,
    spark: SparkPlace | null,
    context: JobContext,
  ): Promise<TrainingPairs & MetSongs> {
    const step = 'reading interactions';
    context.progress({ step, fraction: 0 });
    const rule = { ...parameters, cut, until: to, ...(recentFrom && { recentFrom }) };
    const onBatch = (pairs: number): void => {
      // How many pairs will come is not known, so the share stays at 0 and the count shows that it goes on.
      context.progress({ step, fraction: 0, detail: { pairs } });
    };
    if (spark === null) {
      const { liked, recent, firstDays, ...table } = await this.interactions.pairs(
        rule,
        onBatch,
        context.signal,
      );
      return { table, files: null, liked, recent, firstDays };
    }
    await mkdir(spark.work, { recursive: true });
    const folder = await mkdtemp(join(spark.work, 'pairs-'));
    const { liked, recent, firstDays, files, ...table } = await this.interactions.writePairs(
      rule,
      { folder },
      onBatch,
      context.signal,
    );
    return { table, files, liked, recent, firstDays };
  }

  /** Listeners on the newest days of both parts, for the parameters whose scores have them. @param days ascending */
  async popular(
    days: readonly ActiveDay[],
    { cut, to }: HeldOutSplit,
    rules: readonly (Partial<PopularityRule> | null | undefined)[],
    context: JobContext,
  ): Promise<NonNullable<TrainingTask['popular']>> {
    const counts = new Set(rules.flatMap((rule) => (rule?.popularityWeight ? [rule.popularityDays!] : [])));
    const { signal } = context;
    if (counts.size > 0) context.progress({ step: 'counting listeners of the newest days', fraction: 0 });
    const [early, all] = [
      await this.listeners.windows(days, cut, counts, signal),
      await this.listeners.windows(days, to, counts, signal),
    ];
    return { early, all };
  }

  /** A search fits by the kernel, so there is none where only Spark can fit. */
  private async search(
    { liked, table, files }: TrainingPairs,
    { factors }: TrainingParameters,
    context: JobContext,
  ): Promise<boolean> {
    const isPossible = (length: number) => fitRefusal(liked, length) === null;
    if (!isPossible(factors)) return false;
    const mostFactors = LENGTHS.find(isPossible) ?? factors;
    // What a search reads: the days before those that are held out.
    const listeners = files?.listeners.early ?? countListeners(table, table.earlyWeights);
    const pairs = listeners.reduce((sum, count) => sum + count, 0);
    return await this.searches.searchNewData(pairs, mostFactors, context);
  }
}

/** @throws DomainError conflict: minutes of training by the kernel would end in an error */
function refuseTooLarge({ liked, files }: TrainingPairs, { factors }: TrainingParameters): void {
  const refusal = files === null ? fitRefusal(liked, factors) : null;
  if (refusal !== null) throw new DomainError('conflict', 'too_large', refusal);
}

/** @param minListeners where there are plays or downloads, but no song with so many listeners; null: there are none */
export function nothingToLearnFrom(minListeners: number | null): DomainError {
  const sentence =
    minListeners === null
      ? 'There is no play or download of a song to learn from: load logs first.'
      : `No song has at least ${minListeners} listeners (RECOMMENDER_MIN_LISTENERS), so there is nothing to learn from: load logs of more users. Popular songs are listed meanwhile.`;
  return new DomainError('conflict', 'no_interactions', sentence);
}
