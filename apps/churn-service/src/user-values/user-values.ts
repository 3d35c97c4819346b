import { asSigned, Database, DomainError, OuterIds, UserHashing } from '#common';
import type { UserHashes } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { StoredUsers } from './stored-users.js';
import type { StoredValuesDto, UserValueDto } from './user-values.dto.js';
import {
  COPY_INCOMING_VALUES,
  COUNT_INCOMING_USERS,
  CREATE_INCOMING_VALUES,
  DELETE_USER_VALUE,
  INSERT_INCOMING_KEYS,
  LOCK_AGAINST_ERASURE,
  MERGE_INCOMING_VALUES,
  UPSERT_USER_VALUE,
} from './user-values.sql.js';
import { ValuesCsv } from './values-csv.js';
import type { ValueLine } from './values-csv.js';

/** A slow sender holds the statement up. */
const UPLOAD_WITHIN_MS = 600_000;

type StoredValue = Omit<UserValueDto, 'userId'>;

/** Stores what users are worth, one or a file of them. */
@Injectable()
export class UserValues {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly users: StoredUsers,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async set(userId: string, value: number): Promise<UserValueDto> {
    const stored = await this.users.store<StoredValue>(userId, UPSERT_USER_VALUE, [userId, value]);
    return { ...stored, userId };
  }

  /** The value that was removed. @throws DomainError not_found (user_value_unknown) */
  async remove(userId: string): Promise<UserValueDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<StoredValue>(DELETE_USER_VALUE, [userId]),
    );
    if (removed !== undefined) return { ...removed, userId };
    throw new DomainError('not_found', 'user_value_unknown', 'The user has no value.');
  }

  /**
   * Stores the values of all lines, or of none.
   * @param body the request's body as a stream; anything else when there was none
   * @throws DomainError invalid (empty), (user_values_malformed), which names lines
   */
  async setAll(body: unknown): Promise<StoredValuesDto> {
    const csv = new ValuesCsv((await this.ids.form()) === 'text');
    // Read to its end also after an error: a connection that is cut gets no answer.
    const pieces = body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([]);
    const lines = csv.lines(pieces as AsyncIterable<Uint8Array>);
    return await this.database.transaction(
      async (transaction) => {
        const hashes = await this.hashing.read(transaction);
        await transaction.query(CREATE_INCOMING_VALUES);
        await pipeline(
          Readable.from(incomingRows(lines, hashes), { objectMode: false }),
          transaction.client.query(copyFrom(COPY_INCOMING_VALUES)),
        );
        assertRight(csv);
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

function assertRight({ isEmpty, wrongLines, problems }: ValuesCsv): void {
  if (isEmpty) throw new DomainError('invalid', 'empty', 'The file has no bytes.');
  if (wrongLines === 0) return;
  throw new DomainError(
    'invalid',
    'user_values_malformed',
    `Nothing was stored: ${wrongLines} lines are wrong. Correct ${problems.join('; ')}.`,
    { extra: { errors: problems } },
  );
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
