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

/** Adds the hashes $1 (bigint[]) for the erasure $2. */
const INSERT_ERASED = `/* ingest.insert_erased */
  INSERT INTO erased_user (hash, erasure_id) SELECT unnest($1::bigint[]), $2 ORDER BY 1 ON CONFLICT DO NOTHING`;

/** Takes the hashes $1 (bigint[]) off the list; answers those that were on it. */
const DELETE_ERASED = `/* ingest.delete_erased */
  DELETE FROM erased_user WHERE hash = ANY ($1::bigint[]) RETURNING hash`;

/** Which of the hashes $1 (bigint[]) are those of erased users. */
const SELECT_ERASED_AMONG = `/* ingest.erased_among */
  SELECT hash FROM erased_user WHERE hash = ANY ($1::bigint[])`;

const HASH_BYTES = 8;
const PIECE_BYTES = 20_000 * HASH_BYTES;

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

  /** Later events of these users are left out. */
  async add(transaction: Transaction, userIds: readonly string[], erasureId: number): Promise<void> {
    await transaction.query(COUNT_CHANGE_OF_ERASED);
    await transaction.query(INSERT_ERASED, [await this.hashesOf(transaction, userIds), erasureId]);
  }

  /** Later events of these users count again; answers how many of them had been erased. */
  async remove(transaction: Transaction, userIds: readonly string[]): Promise<number> {
    await transaction.query(COUNT_CHANGE_OF_ERASED);
    return (await transaction.query(DELETE_ERASED, [await this.hashesOf(transaction, userIds)])).length;
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
