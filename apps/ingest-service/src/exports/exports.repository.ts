import { Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { EventKind } from '../formats/archive-name.js';
import { exportEventsSql } from './exports.sql.js';

@Injectable()
export class ExportsRepository {
  constructor(private readonly exports: Exports) {}

  /** The events of a kind from one day to another as CSV, in constant memory. */
  async events(
    kind: EventKind,
    from: string | null,
    to: string | null,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.exports.copy(exportEventsSql(kind, from, to), gone);
  }
}
