import { answerOf, Cursors, Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import { meaningOf } from '../formats/rejection.js';
import type { EventRejectionReason } from '../formats/rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import type { RepairRule } from '../formats/repair.js';
import { ArchiveDto } from './archive.dto.js';
import type {
  ArchiveDetailDto,
  ArchivePageDto,
  ArchivesQuery,
  ArchiveSummaryDto,
  RejectedLineDto,
  RuleCountDto,
} from './archive.dto.js';
import { Archive } from '../storage/archive.entity.js';
import { SELECT_ARCHIVE_SUMMARY } from '../storage/archives.sql.js';
import { SELECT_EXAMPLES } from '../storage/rejected-lines.repository.js';

/** Where a page ended. */
type Place = Pick<Archive, 'id' | 'name' | 'day'>;

/** Days that are null come last. */
const NEWEST = "coalesce(archive.day, '-infinity'::date)";
const NAME = 'archive.name COLLATE "C"';

/** What is known of every archive, page by page. */
@Injectable()
export class ArchivesService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Archives by name, or those of the newest day first.
   * @throws DomainError invalid (cursor_invalid) for a cursor that no page gave out
   */
  async page(query: ArchivesQuery): Promise<ArchivePageDto> {
    const { state, rejectedBy, day, from, to, order } = query;
    const { rows, nextCursor } = await this.cursors.page<Place, Archive>(
      `archives by ${order}`,
      query,
      async (after, count) => {
        const archives = this.archives().limit(count);
        if (order === 'newest') archives.orderBy(NEWEST, 'DESC');
        archives.addOrderBy(NAME).addOrderBy('archive.id');
        if (day !== undefined) archives.andWhere({ day });
        if (state !== undefined) archives.andWhere({ state });
        if (from !== undefined) archives.andWhere('archive.finished_at >= :from', { from });
        if (to !== undefined) archives.andWhere('archive.finished_at <= :to', { to });
        if (rejectedBy !== undefined) archives.andWhere('archive.rejected ? :rejectedBy', { rejectedBy });
        if (after !== null) {
          const later = `(${NAME}, archive.id) > (:name, :id)`;
          const behind =
            order === 'name'
              ? later
              : `(${NEWEST} < coalesce(:day::date, '-infinity') OR ${NEWEST} = coalesce(:day::date, '-infinity') AND ${later})`;
          archives.andWhere(behind, after);
        }
        return await archives.getMany();
      },
      ({ id, name, day: of }) => ({ id, name, day: of }),
    );
    return { archives: rows.map(toDto), nextCursor };
  }

  async summary(): Promise<ArchiveSummaryDto> {
    return (await this.database.query<ArchiveSummaryDto>(SELECT_ARCHIVE_SUMMARY))[0]!;
  }

  /** @throws DomainError not_found (archive_unknown) */
  async find(id: number): Promise<ArchiveDetailDto> {
    const archive = await this.archives().where({ id }).getOne();
    if (archive === null) throw new DomainError('not_found', 'archive_unknown', `There is no archive ${id}.`);
    type Stored = RejectedLineDto & { reason: string };
    const stored = await this.database.query<Stored>(SELECT_EXAMPLES, [id]);
    const samples = Map.groupBy(stored, ({ reason }) => reason);
    const counts = (by: Record<string, number>, meaning: (name: string) => string): RuleCountDto[] =>
      Object.entries(by).map(([name, count]) => ({
        name,
        meaning: meaning(name),
        count,
        samples: (samples.get(name) ?? []).map(({ line, text }) => ({ line, text })),
      }));
    return Object.assign(toDto(archive), {
      rejections: counts(archive.rejected, (name) => meaningOf(name as EventRejectionReason)),
      repairs: counts(archive.repaired, (name) => REPAIR_RULES[name as RepairRule]),
    });
  }

  private archives(): SelectQueryBuilder<Archive> {
    return this.database.dataSource.manager.createQueryBuilder(Archive, 'archive');
  }
}

function toDto(row: Archive): ArchiveDto {
  const reason = row.refusal ?? row.reason;
  const meaning = reason === null ? null : ARCHIVE_REASONS[reason];
  return answerOf(ArchiveDto, Object.assign({ meaning }, row, { reason }));
}
