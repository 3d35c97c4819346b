import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import { meaningOf } from '../formats/event-rejection.js';
import type { EventRejectionReason } from '../formats/event-rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import type { RepairRule } from '../formats/repair.js';
import type { ArchiveDetailDto, ArchiveDto, ArchivePageDto, RuleCountDto } from './archive.dto.js';
import { ArchiveListRepository } from './archive-list.repository.js';
import type { ArchiveRow } from './archive-list.repository.js';
import type { ArchivesQuery } from './archives-query.dto.js';

const LIST = 'archives';

/** What is known of every archive, page by page. */
@Injectable()
export class ArchivesService {
  constructor(
    private readonly repository: ArchiveListRepository,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError invalid (cursor_invalid) for a cursor that no page gave out */
  async page(query: ArchivesQuery): Promise<ArchivePageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, ArchiveRow>(
      LIST,
      query,
      (after, count) => this.repository.page(query, after, count),
      ({ name }) => name,
    );
    return { archives: rows.map(toDto), nextCursor };
  }

  /** @throws DomainError not_found (archive_unknown) */
  async find(id: number): Promise<ArchiveDetailDto> {
    const row = await this.repository.find(id);
    if (row === null) throw new DomainError('not_found', 'archive_unknown', `There is no archive ${id}.`);
    const { samples, ...archive } = row;
    const counts = (by: Record<string, number>, meaning: (name: string) => string): RuleCountDto[] =>
      Object.entries(by).map(([name, count]) => ({
        name,
        meaning: meaning(name),
        count,
        samples: samples[name] ?? [],
      }));
    return Object.assign(toDto(archive), {
      rejections: counts(row.rejected, (name) => meaningOf(name as EventRejectionReason)),
      repairs: counts(row.repaired, (name) => REPAIR_RULES[name as RepairRule]),
    });
  }
}

function toDto({ startedAt, finishedAt, reason, ...row }: ArchiveRow): ArchiveDto {
  return {
    ...row,
    reason,
    meaning: reason === null ? null : ARCHIVE_REASONS[reason],
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
