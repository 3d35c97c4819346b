import { Cursors } from '#common';
import { Injectable } from '@nestjs/common';
import type { AuditEntryDto, AuditPageDto, AuditQuery } from './audit.dto.js';
import { AuditRepository } from './audit.repository.js';
import type { EntryRow } from './audit.repository.js';

const LIST = 'audit';

/** What was done by admin keys, in every service. */
@Injectable()
export class AuditService {
  constructor(
    private readonly repository: AuditRepository,
    private readonly cursors: Cursors,
  ) {}

  async page(query: AuditQuery): Promise<AuditPageDto> {
    const { key = null, action = null, outcome = null, from = null, to = null } = query;
    const { rows, nextCursor } = await this.cursors.page<string, EntryRow>(
      LIST,
      query,
      (before, count) => this.repository.page(before, { key, action, outcome, from, to }, count),
      ({ id }) => id,
    );
    return { entries: rows.map(describeEntry), nextCursor };
  }
}

function describeEntry({ keyName, startedAt, endedAt, jobEndedAt, ...entry }: EntryRow): AuditEntryDto {
  return {
    ...entry,
    key: keyName,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    jobEndedAt: jobEndedAt?.toISOString() ?? null,
  };
}
