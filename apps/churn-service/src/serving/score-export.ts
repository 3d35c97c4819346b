import { bandOf } from '#common/bands';
import { OuterIds } from '#common';
import { quotedCell } from '#common/cells';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { RankingService } from './ranking.service.js';
import type { RankedList, RankedState } from './ranking.service.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import { percentileOf } from '../scores/score-set.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { ValuedScore } from '../scores/scores.repository.js';

const COLUMNS = [
  'user_id',
  'probability',
  'percentile',
  'band',
  'snapshot_date',
  'horizon_days',
  'model_version',
  'scored_at',
  'outcome',
  'first_reason',
  'value',
  'doubtful',
];

/** Writes scores as CSV (RFC 4180 with LF). */
@Injectable()
export class ScoreExport {
  constructor(
    private readonly ranking: RankingService,
    private readonly scores: ScoresRepository,
    private readonly explainer: ScoreExplainer,
    private readonly ids: OuterIds,
  ) {}

  /** Text as fast as it is taken. @throws DomainError too_many (exports_busy) */
  async stream(
    { set }: RankedState,
    { part, filter }: RankedList,
    limit: number | undefined,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.scores.export(
      set,
      part,
      filter,
      limit ?? null,
      (batches) => this.written(set, batches),
      gone,
    );
  }

  private async *written(
    set: RankedState['set'],
    batches: AsyncGenerator<ValuedScore[]>,
  ): AsyncGenerator<string> {
    yield `${COLUMNS.join(',')}\n`;
    const doubtful = set.doubts.map(({ subject }) => subject).join(' ');
    let last: Promise<string> | null = null;
    // While a batch is explained, the next is read.
    for await (const rows of batches) {
      const lines = this.lines(set, rows, doubtful);
      lines.catch(() => undefined);
      if (last !== null) yield await last;
      last = lines;
    }
    if (last !== null) yield await last;
  }

  private async lines(
    set: RankedState['set'],
    rows: readonly ValuedScore[],
    doubtful: string,
  ): Promise<string> {
    const shown = await this.ids.shown(
      'user',
      rows.map(({ userId }) => userId),
    );
    const sentences = await this.explainer.sentences(set, rows);
    const lines = rows.map(({ userId, probability, churned, value }, i) =>
      [
        quotedCell(shown(userId)),
        probability,
        percentileOf(probability, set.quantiles) ?? '',
        bandOf(probability, this.ranking.cuts),
        set.snapshotDate,
        set.labelDays,
        set.version,
        set.scoredAt.toISOString(),
        churned === null ? '' : churned ? 'churned' : 'stayed',
        quotedCell(sentences[i]!),
        value ?? '',
        doubtful,
      ].join(','),
    );
    return `${lines.join('\n')}\n`;
  }
}
