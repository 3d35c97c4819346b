import { asSigned, Database, DomainError, Field, OuterIds, UserHashing } from '#common';
import type { UserHashes } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { UserCsv } from './user-csv.js';
import type { UserColumns, UserLine } from './user-csv.js';
import { LOCK_AGAINST_ERASURE } from './user-values.sql.js';

/** Lines of a file about users, with the hashes of these; first and second: the cells behind the id. */
const CREATE_INCOMING_USERS = `/* churn.create_incoming_users */
  CREATE TEMP TABLE incoming_user (line bigint, user_id bigint, text text, hash bigint, first text, second text) ON COMMIT DROP`;

const COPY_INCOMING_USERS = `/* churn.copy_incoming_users */
  COPY incoming_user (line, user_id, text, hash, first, second) FROM STDIN`;

const COUNT_INCOMING_USERS = `/* churn.count_incoming_users */
  SELECT count(DISTINCT user_id)::int AS users FROM incoming_user`;

/** Texts of the ids of users who are not erased, in a database of text ids. Ascending: no deadlocks. */
const INSERT_INCOMING_KEYS = `/* churn.insert_incoming_keys */
  INSERT INTO user_key (user_id, text)
  SELECT DISTINCT i.user_id, i.text FROM incoming_user i
  WHERE i.text IS NOT NULL AND NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash)
  ORDER BY i.user_id
  ON CONFLICT DO NOTHING`;

/** A slow sender holds the statement up. */
const UPLOAD_WITHIN_MS = 600_000;

/** How a file about users is stored. */
export interface UserUpload extends UserColumns {
  /** Code of the refusal of a file with wrong lines. */
  readonly malformed: string;
  /** Writes `incoming_user`, of whose lines about a user the last counts; answers how many `users`. */
  readonly merge: string;
}

export class StoredUsersDto {
  @Field.count('Users of whom it was stored', { example: 58_123 })
  users: number;

  @Field.count(
    'Users who were named and have been erased: of them, only suppressions are stored, by hashes, for when they are readmitted',
    { example: 0 },
  )
  erasedUsers: number;
}

/** Stores CSVs about users. */
@Injectable()
export class UserUploads {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /**
   * Stores what all lines say, or nothing.
   * @param body the request's body as a stream; anything else when there was none
   * @throws DomainError invalid (empty), (as the upload says), which names lines
   */
  async store(body: unknown, upload: UserUpload): Promise<StoredUsersDto> {
    const csv = new UserCsv((await this.ids.form()) === 'text', upload);
    // Read to its end also after an error: a connection that is cut gets no answer.
    const pieces = body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([]);
    const lines = csv.lines(pieces as AsyncIterable<Uint8Array>);
    return await this.database.transaction(
      async (transaction) => {
        const hashes = await this.hashing.read(transaction);
        await transaction.query(CREATE_INCOMING_USERS);
        await pipeline(
          Readable.from(incomingRows(lines, hashes), { objectMode: false }),
          transaction.client.query(copyFrom(COPY_INCOMING_USERS)),
        );
        assertRight(csv, upload.malformed);
        await transaction.query(LOCK_AGAINST_ERASURE);
        const [incoming] = await transaction.query<{ users: number }>(COUNT_INCOMING_USERS);
        if (this.ids.knownForm === 'text') await transaction.query(INSERT_INCOMING_KEYS);
        const [written] = await transaction.query<{ users: number }>(upload.merge);
        return { users: written!.users, erasedUsers: incoming!.users - written!.users };
      },
      { statementTimeoutMs: UPLOAD_WITHIN_MS },
    );
  }
}

function assertRight({ isEmpty, wrongLines, problems }: UserCsv, malformed: string): void {
  if (isEmpty) throw new DomainError('invalid', 'empty', 'The file has no bytes.');
  if (wrongLines === 0) return;
  throw new DomainError(
    'invalid',
    malformed,
    `Nothing was stored: ${wrongLines} lines are wrong. Correct ${problems.join('; ')}.`,
    { extra: { errors: problems } },
  );
}

/** Lines in PostgreSQL's text format of COPY. */
async function* incomingRows(lines: AsyncIterable<UserLine[]>, { hash }: UserHashes): AsyncGenerator<string> {
  for await (const some of lines) {
    if (some.length === 0) continue;
    yield some
      .map(({ line, userId, text, cells: [first = null, second = null] }) =>
        [line, userId, copied(text), asSigned(hash(userId)), copied(first), copied(second)].join('\t'),
      )
      .map((row) => `${row}\n`)
      .join('');
  }
}

/** Of a text without line ends. */
function copied(text: string | null): string {
  return text === null
    ? '\\N'
    : text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}
