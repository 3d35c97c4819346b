import { asSigned, Database, OuterIds, UserHashing } from '#common';
import type { UserHashes } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import {
  COPY_INCOMING_VALUES,
  COUNT_INCOMING_USERS,
  CREATE_INCOMING_VALUES,
  DELETE_USER_VALUE,
  INSERT_INCOMING_KEYS,
  LOCK_AGAINST_ERASURE,
  MERGE_INCOMING_VALUES,
} from './user-values.sql.js';
import type { ValueLine } from './values-csv.js';

/** A slow sender holds the statement up. */
const UPLOAD_WITHIN_MS = 600_000;

/** Stores what users are worth. */
@Injectable()
export class UserValuesRepository {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /** What was removed; null: there was none. */
  async remove(userId: string): Promise<{ value: number; updatedAt: Date } | null> {
    return await this.database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ value: number; updatedAt: Date }>(DELETE_USER_VALUE, [userId]);
      return row ?? null;
    });
  }

  /**
   * Stores the values of all lines, or of none.
   * @param check called when all lines have been read: what it throws leaves the values as they were
   */
  async setAll(
    lines: AsyncIterable<ValueLine[]>,
    check: () => void,
  ): Promise<{ users: number; erasedUsers: number }> {
    return await this.database.transaction(
      async (transaction) => {
        const hashes = await this.hashing.read(transaction);
        await transaction.query(CREATE_INCOMING_VALUES);
        await pipeline(
          Readable.from(incomingRows(lines, hashes), { objectMode: false }),
          transaction.client.query(copyFrom(COPY_INCOMING_VALUES)),
        );
        check();
        await transaction.query(LOCK_AGAINST_ERASURE);
        const [incoming] = await transaction.query<{ users: number }>(COUNT_INCOMING_USERS);
        if (this.ids.knownForm === 'text') await transaction.query(INSERT_INCOMING_KEYS);
        const [written] = await transaction.query<{ users: number }>(MERGE_INCOMING_VALUES);
        return { users: written!.users, erasedUsers: incoming!.users - written!.users };
      },
      { statementTimeoutMs: UPLOAD_WITHIN_MS },
    );
  }
}

/** Lines in PostgreSQL's text format of COPY. */
async function* incomingRows(
  lines: AsyncIterable<ValueLine[]>,
  { hash }: UserHashes,
): AsyncGenerator<string> {
  for await (const some of lines) {
    if (some.length === 0) continue;
    yield some
      .map(({ line, userId, text, value }) => {
        const copied = text === null ? '\\N' : text.replaceAll('\\', '\\\\');
        return `${line}\t${userId}\t${copied}\t${asSigned(hash(userId))}\t${value}\n`;
      })
      .join('');
  }
}
