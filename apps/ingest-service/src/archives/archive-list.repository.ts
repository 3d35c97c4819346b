import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { ArchiveState } from '../storage/archive-state.js';
import { SELECT_ARCHIVE, SELECT_ARCHIVES } from './archive-list.sql.js';

export interface ArchiveRow {
  id: number;
  name: string;
  kind: EventKind | null;
  day: string | null;
  part: number | null;
  state: ArchiveState;
  reason: ArchiveReason | null;
  duplicateOf: number | null;
  sha256: string | null;
  byteCount: number;
  lineCount: number;
  eventCount: number;
  rejected: Record<string, number>;
  repaired: Record<string, number>;
  startedAt: Date;
  finishedAt: Date | null;
}

export interface ArchiveFilter {
  state?: ArchiveState;
  /** A reason of rejection. */
  rejectedBy?: string;
}

/** With masked lines by reason of rejection and rule of repair. */
export type ArchiveRowWithSamples = ArchiveRow & { samples: Record<string, string[]> };

@Injectable()
export class ArchiveListRepository {
  constructor(private readonly database: Database) {}

  /** Archives by name, from behind `after` on. */
  async page(
    { state, rejectedBy }: ArchiveFilter,
    after: string | null,
    limit: number,
  ): Promise<ArchiveRow[]> {
    return await this.database.query<ArchiveRow>(SELECT_ARCHIVES, [state, rejectedBy, after, limit]);
  }

  async find(id: number): Promise<ArchiveRowWithSamples | null> {
    return (await this.database.query<ArchiveRowWithSamples>(SELECT_ARCHIVE, [id]))[0] ?? null;
  }
}
