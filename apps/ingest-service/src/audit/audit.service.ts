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
    const { key = null, action = null, outcome = null, from = null, to = null, cursor, limit } = query;
    const before = cursor === undefined ? null : await this.cursors.read<string>(LIST, cursor);
    const found = await this.repository.page(before, { key, action, outcome, from, to }, limit + 1);
    const rows = found.slice(0, limit);
    return {
      entries: rows.map(describeEntry),
      nextCursor: found.length > limit ? await this.cursors.write(LIST, rows.at(-1)!.id) : null,
    };
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
