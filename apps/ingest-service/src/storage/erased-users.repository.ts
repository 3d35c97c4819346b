import type { Transaction } from '#common';
import { asSigned, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ErasedUsers } from '../formats/erased-users.js';

/** A transaction that changes the list locks this row until it ends. */
const COUNT_CHANGE_OF_ERASED = `/* ingest.count_change_of_erased */
  UPDATE revision SET value = value + 1 WHERE name = 'erased users'`;

const SELECT_ERASED_REVISION = `/* ingest.erased_revision */
  SELECT value AS revision FROM revision WHERE name = 'erased users'`;

/** All hashes, 8 bytes each; null: there is none. */
const SELECT_ERASED = `/* ingest.erased */
  SELECT string_agg(int8send(hash), ''::bytea) AS bytes FROM erased_user`;

/** Adds the hashes $1 (bigint[]) for the erasure $2; those of $3 (bigint[]) a person had excluded. */
const INSERT_ERASED = `/* ingest.insert_erased */
  INSERT INTO erased_user AS e (hash, erasure_id, by_hand)
  SELECT hash, $2, hash = ANY ($3::bigint[]) FROM unnest($1::bigint[]) AS hash ORDER BY 1
  ON CONFLICT (hash) DO UPDATE SET by_hand = true WHERE excluded.by_hand AND NOT e.by_hand`;

/** Takes the hashes $1 (bigint[]) off the list; answers those that were on it. */
const DELETE_ERASED = `/* ingest.delete_erased */
  DELETE FROM erased_user WHERE hash = ANY ($1::bigint[]) RETURNING hash, by_hand AS "byHand"`;

/** Keeps the suppressions of the users $1 (bigint[]) by their hashes $2 (bigint[]). */
const KEEP_SUPPRESSIONS = `/* ingest.keep_suppressions */
  INSERT INTO erased_suppression AS s (hash, reason, since, until)
  SELECT u.hash, c.reason, c.since, c.until
  FROM unnest($1::bigint[], $2::bigint[]) AS u (user_id, hash) JOIN contact_suppression c ON c.user_id = u.user_id
  ORDER BY u.hash, c.reason
  ON CONFLICT (hash, reason) DO UPDATE SET since = least(s.since, excluded.since),
    until = CASE WHEN s.until IS NULL OR excluded.until IS NULL THEN NULL ELSE greatest(s.until, excluded.until) END`;

/** Takes out the suppressions by the hashes $1 (bigint[]). */
const TAKE_SUPPRESSIONS = `/* ingest.take_suppressions */
  DELETE FROM erased_suppression WHERE hash = ANY ($1::bigint[]) RETURNING hash, reason, since, until`;

/** Suppressions of the users $1 (bigint[]) for the reasons $2, since $3, until the days $4. */
const RESTORE_SUPPRESSIONS = `/* ingest.restore_suppressions */
  INSERT INTO contact_suppression (user_id, reason, since, until)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::date[])
  ON CONFLICT DO NOTHING`;

/** Which of the hashes $1 (bigint[]) are those of erased users. */
const SELECT_ERASED_AMONG = `/* ingest.erased_among */
  SELECT hash FROM erased_user WHERE hash = ANY ($1::bigint[])`;

const HASH_BYTES = 8;
const PIECE_BYTES = 20_000 * HASH_BYTES;

interface ErasedSuppression {
  readonly hash: string;
  readonly reason: string;
  readonly since: Date;
  readonly until: string | null;
}

/** What was known of users when they were erased. */
export interface ReadmittedUsers {
  readonly readmitted: number;
  /** Users whom a person had excluded. */
  readonly excludedByHand: number;
  /** Users of whom a suppression of contacts holds again. */
  readonly suppressed: readonly string[];
}

interface ReadList {
  revision: string;
  users: ErasedUsers | null;
}

/**
 * Erased users. Read them within a transaction that holds off retention: an erasure that has begun since
 * waits for its end.
 */
@Injectable()
export class ErasedUsersRepository {
  private list: ReadList | null = null;

  constructor(private readonly hashing: UserHashing) {}

  /** Null when no user has been erased. The list is stored, and read again when its revision has changed. */
  async all(transaction: Transaction): Promise<ErasedUsers | null> {
    // The revision is read first: what changes between the statements is read again next time.
    const [{ revision }] = (await transaction.query<{ revision: string }>(SELECT_ERASED_REVISION)) as [
      { revision: string },
    ];
    if (this.list?.revision !== revision) this.list = { revision, users: await this.read(transaction) };
    return this.list.users;
  }

  /** Those of some users who have been. */
  async among(transaction: Transaction, userIds: readonly string[]): Promise<Set<string>> {
    const { hash } = await this.hashing.read(transaction);
    const byHash = new Map(userIds.map((userId) => [asSigned(hash(userId)), userId]));
    const rows = await transaction.query<{ hash: string }>(SELECT_ERASED_AMONG, [[...byHash.keys()]]);
    return new Set(rows.map((row) => byHash.get(row.hash)!));
  }

  /** Later events of these users are left out. @param byHand those whom a person had excluded */
  async add(
    transaction: Transaction,
    userIds: readonly string[],
    erasureId: number,
    byHand: readonly string[] = [],
  ): Promise<void> {
    await transaction.query(COUNT_CHANGE_OF_ERASED);
    await transaction.query(INSERT_ERASED, [
      await this.hashesOf(transaction, userIds),
      erasureId,
      await this.hashesOf(transaction, byHand),
    ]);
  }

  /** Keeps by their hashes that these users may not be contacted, before the rows with their ids go. */
  async keepSuppressions(transaction: Transaction, userIds: readonly string[]): Promise<void> {
    await transaction.query(KEEP_SUPPRESSIONS, [userIds, await this.hashesOf(transaction, userIds)]);
  }

  /** Later events of these users count again, and nobody contacts those of whom suppressions are kept. */
  async remove(transaction: Transaction, userIds: readonly string[]): Promise<ReadmittedUsers> {
    await transaction.query(COUNT_CHANGE_OF_ERASED);
    const hashes = await this.hashesOf(transaction, userIds);
    const erased = await transaction.query<{ byHand: boolean }>(DELETE_ERASED, [hashes]);
    const kept = await transaction.query<ErasedSuppression>(TAKE_SUPPRESSIONS, [hashes]);
    const users = kept.map(({ hash }) => userIds[hashes.indexOf(hash)]!);
    await transaction.query(RESTORE_SUPPRESSIONS, [
      users,
      kept.map(({ reason }) => reason),
      kept.map(({ since }) => since),
      kept.map(({ until }) => until),
    ]);
    return {
      readmitted: erased.length,
      excludedByHand: erased.filter(({ byHand }) => byHand).length,
      suppressed: [...new Set(users)],
    };
  }

  private async hashesOf(transaction: Transaction, userIds: readonly string[]): Promise<string[]> {
    const { hash } = await this.hashing.read(transaction);
    return userIds.map((userId) => asSigned(hash(userId)));
  }

  private async read(transaction: Transaction): Promise<ErasedUsers | null> {
    const [{ bytes }] = (await transaction.query<{ bytes: Buffer | null }>(SELECT_ERASED)) as [
      { bytes: Buffer | null },
    ];
    if (bytes === null) return null;
    const users = ErasedUsers.forAtMost(
      bytes.length / HASH_BYTES,
      (await this.hashing.read(transaction)).key,
    );
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      users.add(hashesIn(bytes.subarray(at, at + PIECE_BYTES)));
      // Requests are answered between two pieces.
      await nextTurn();
    }
    return users;
  }
}

function* hashesIn(piece: Buffer): Generator<bigint> {
  for (let at = 0; at < piece.length; at += HASH_BYTES) yield piece.readBigUInt64BE(at);
}
