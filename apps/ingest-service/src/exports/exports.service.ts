import { DayField, DomainError, Exports, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { EventKind } from '../formats/archive-name.js';
import { exportEventsSql } from './exports.sql.js';

export class ExportQuery {
  @DayField('First day', { optional: true, example: '2017-04-01' })
  from?: string;

  @DayField('Last day', { optional: true, example: '2017-04-28' })
  to?: string;
}

const KINDS: Record<string, EventKind> = {
  'play_ds.csv': 'play',
  'down_ds.csv': 'download',
  'search_ds.csv': 'search',
};

/** The intermediate CSVs of this family of data, made from the tables. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly exports: Exports,
    private readonly ids: OuterIds,
  ) {}

  /**
   * The events of a kind from one day to another as CSV, in constant memory.
   * @throws DomainError not_found (export_unknown), invalid (days_reversed), too_many (exports_busy)
   */
  async stream(name: string, { from, to }: ExportQuery, gone: AbortSignal): Promise<Readable> {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined) {
      throw new DomainError(
        'not_found',
        'export_unknown',
        `There is ${Object.keys(KINDS).join(', ')}; the churn service has df_model_final.csv.`,
      );
    }
    if (from !== undefined && to !== undefined && from > to) {
      throw new DomainError('invalid', 'days_reversed', 'The first day is behind the last one.');
    }
    const form = await this.ids.form();
    return await this.exports.copy(exportEventsSql(kind, from ?? null, to ?? null, form === 'text'), gone);
  }
}
