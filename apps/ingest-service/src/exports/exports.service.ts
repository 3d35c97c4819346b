import { DomainError, Exports, OuterIds } from '#common';
import { isCalendarDay } from '#common/calendar';
import { toCellSql } from '#common/cells';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { refuseReversed } from '../day-ranges/day-range.dto.js';
import type { AnyDaysQuery } from '../day-ranges/day-range.dto.js';
import type { EventKind } from '../formats/archive-name.js';
import { COLUMNS, DAY_COLUMN } from '../formats/columns.js';
import type { CsvColumn } from '../formats/columns.js';
import { EVENT_TABLES } from '../storage/tables.js';

const KINDS: Record<string, EventKind> = {
  'play_ds.csv': 'play',
  'down_ds.csv': 'download',
  'search_ds.csv': 'search',
  'feedback_ds.csv': 'feedback',
};

/** What the columns of the CSVs are made of. */
const EXPRESSIONS: Readonly<Record<CsvColumn, string>> = {
  uid: 'user_id',
  // Codes 1..4 as the logs write them; other devices have no name.
  device: "(ARRAY['ar', 'ip', 'mc', 'wp'])[nullif(device, 0)]",
  song_id: 'coalesce(song_id, 0)',
  song_type: 'song_type',
  song_name: toCellSql('title'),
  singer: toCellSql('singer'),
  play_time: 'play_seconds',
  song_length: 'song_seconds',
  paid_flag: '0',
  time_stamp: 'searched_at',
  // Encoded as far as a decoder would change it, so that reading it gives back the very query.
  search_query: toCellSql("replace(replace(query, '%', '%25'), '+', '%2B')"),
  said: 'said',
  happened_at: 'happened_at',
  date: 'day',
};

/** Of a database of text ids; an unknown song is an empty cell. */
const TEXT_IDS: Partial<Record<CsvColumn, string>> = {
  uid: `coalesce(${toCellSql('user_key.text')}, user_id::text)`,
  song_id: `coalesce(${toCellSql('song_key.text')}, song_id::text)`,
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
   * @throws DomainError not_found (export_unknown), invalid (range_reversed), too_many (exports_busy)
   */
  async stream(name: string, { from, to }: AnyDaysQuery, gone: AbortSignal): Promise<Readable> {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined) {
      throw new DomainError(
        'not_found',
        'export_unknown',
        `There is ${Object.keys(KINDS).join(', ')}; the churn service has df_model_final.csv.`,
      );
    }
    refuseReversed({ from: from ?? '', to: to ?? '9999-12-31' });
    const form = await this.ids.form();
    return await this.exports.copy(exportEventsSql(kind, from ?? null, to ?? null, form === 'text'), gone);
  }
}

/**
 * The events of a kind, as a SELECT without parameters for COPY. In the order of the tables, since sorting
 * needs memory.
 * @param from first day, @param to last day, both 'YYYY-MM-DD'; null: no limit
 * @param hasTextIds whether users and songs are written as the texts of their ids
 * @throws RangeError for a text that is no day, since it becomes part of the statement
 */
function exportEventsSql(
  kind: EventKind,
  from: string | null,
  to: string | null,
  hasTextIds: boolean,
): string {
  const songs = kind === 'search' ? '' : 'LEFT JOIN song USING (song_id)';
  const songTexts = kind === 'search' ? '' : 'LEFT JOIN song_key USING (song_id)';
  const texts = hasTextIds ? `LEFT JOIN user_key USING (user_id) ${songTexts}` : '';
  const expressions = {
    ...EXPRESSIONS,
    ...(hasTextIds && TEXT_IDS),
    ...(kind === 'feedback' && { singer: toCellSql('coalesce(of_singer, singer)') }),
  };
  const limits = [
    ...(from === null ? [] : [`day >= ${dayLiteral(from)}`]),
    ...(to === null ? [] : [`day <= ${dayLiteral(to)}`]),
  ];
  const names = [...COLUMNS[kind].map(({ name }) => name), DAY_COLUMN] as const;
  const columns = names.map((name) => `${expressions[name]} AS ${name}`).join(', ');
  return `/* ingest.export_events */ SELECT ${columns} FROM ${EVENT_TABLES[kind]} ${songs} ${texts}
    ${limits.length === 0 ? '' : `WHERE ${limits.join(' AND ')}`}`;
}

function dayLiteral(day: string): string {
  if (!isCalendarDay(day)) throw new RangeError('a day is written YYYY-MM-DD');
  return `DATE '${day}'`;
}
