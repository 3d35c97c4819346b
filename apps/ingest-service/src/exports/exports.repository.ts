import { copyOut, Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { EventKind } from '../archives/archive-name.js';
import { exportEventsSql } from './exports.sql.js';

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: Database) {}

  /** The events of a kind from one day to another as CSV, in constant memory. */
  async events(kind: EventKind, from: string | null, to: string | null): Promise<Readable> {
    return await copyOut(this.database, exportEventsSql(kind, from, to));
  }
}
