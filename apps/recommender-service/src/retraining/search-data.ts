import { DomainError, SETTINGS } from '#common';
import { daysBetween } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { heldOutSplit, splitBefore } from '../evaluation/hold-out.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { PopularFallback } from '../registry/popular-fallback.js';
import type { AskedPairs } from './asked-pairs.js';
import type { SearchTask, TermTask } from './search-recommender-parameters.worker.js';
import { POPULARITY_DAYS, termsOf } from './terms.js';

/** The days of a search. */
export interface SearchDays {
  /** The days before those that versions are evaluated on, split once more. */
  split: HeldOutSplit;
  /** The part before that split, likewise; it may have no held-out day. */
  before: HeldOutSplit;
}

/** What a search reads before it begins. */
type SearchData = Pick<SearchTask, 'table' | 'earlier'> & { terms: Omit<TermTask, 'read'> };

/** Reads what a search for parameters learns from, by both of its cuts. */
@Injectable()
export class SearchDataReader {
  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly popular: PopularFallback,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** Null when they are too few. */
  async days(): Promise<SearchDays | null> {
    const days = await this.interactions.activeDays();
    if (days.length === 0) return null;
    const wanted = this.settings.RECOMMENDER_HELD_OUT_DAYS;
    const outer = heldOutSplit(days, wanted);
    const split = splitBefore(days, outer, wanted);
    if (outer.heldOutDays === 0 || split.heldOutDays === 0) return null;
    return { split, before: splitBefore(days, split, split.heldOutDays) };
  }

  async read(
    start: TrainingParameters,
    { split, before }: SearchDays,
    signal: AbortSignal,
  ): Promise<SearchData> {
    const began = performance.now();
    const table = await this.pairs(start, split, signal);
    const readSeconds = (performance.now() - began) / 1000;
    const hasEarlier = before.heldOutDays > 0;
    const earlier = hasEarlier ? await this.pairs(start, before, signal) : null;
    const earliest = hasEarlier ? before.cut : split.cut;
    const said = await this.interactions.said(earliest);
    const days = await this.interactions.activeDays();
    const recent = {
      late: await this.popular.windows(days, split.cut, POPULARITY_DAYS, signal),
      earlier: await this.popular.windows(days, earliest, POPULARITY_DAYS, signal),
    };
    const terms = termsOf(start, { ...said, days: daysBetween(split.from, earliest) + 1 });
    return { table, earlier, terms: { terms, recent, readSeconds } };
  }

  /** Pairs as a search asks for them on its way. */
  async asked(
    start: TrainingParameters,
    { split, before }: SearchDays,
    { weights, isEarlier }: AskedPairs,
    signal: AbortSignal,
  ): Promise<PairTable> {
    return await this.pairs({ ...start, ...weights }, isEarlier ? before : split, signal);
  }

  private async pairs(
    start: TrainingParameters,
    { cut, to }: HeldOutSplit,
    signal: AbortSignal,
  ): Promise<PairTable> {
    return await this.interactions.pairs({ ...start, cut, until: to }, () => undefined, signal);
  }
}

export function tooFewDays(): DomainError {
  return new DomainError(
    'conflict',
    'too_few_days',
    'Parameters are tried on days before those that versions are evaluated on: this needs plays or downloads on three days at least.',
  );
}
