import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { Archive } from '../storage/archive.entity.js';
import { SELECT_ARCHIVE, SELECT_ARCHIVES } from './archive-list.sql.js';
import type { ArchiveDto } from './archive.dto.js';
import type { ArchivesQuery } from './archives-query.dto.js';

/** An archive as its answer has it, with times as PostgreSQL gives them. */
export type ArchiveRow = Omit<ArchiveDto, 'reason' | 'meaning' | 'startedAt' | 'finishedAt'> &
  Pick<Archive, 'reason' | 'startedAt' | 'finishedAt'>;

/** With masked lines by reason of rejection and rule of repair. */
export type ArchiveRowWithSamples = ArchiveRow & { samples: Record<string, string[]> };

@Injectable()
export class ArchiveListRepository {
  constructor(private readonly database: Database) {}

  /** Archives by name, from behind `after` on. */
  async page(
    { state, rejectedBy }: Pick<ArchivesQuery, 'state' | 'rejectedBy'>,
    after: string | null,
    limit: number,
  ): Promise<ArchiveRow[]> {
    return await this.database.query<ArchiveRow>(SELECT_ARCHIVES, [state, rejectedBy, after, limit]);
  }

  async find(id: number): Promise<ArchiveRowWithSamples | null> {
    return (await this.database.query<ArchiveRowWithSamples>(SELECT_ARCHIVE, [id]))[0] ?? null;
  }
}
