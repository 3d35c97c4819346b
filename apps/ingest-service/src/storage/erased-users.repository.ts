import type { Transaction } from '#common';
import { asSigned, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { ErasedUsers } from '../formats/erased-users.js';
import { SELECT_ALL_ERASED, SELECT_ERASED_AMONG } from './erased-users.sql.js';

/** Who has been erased. Ask within a transaction that holds off retention: an erasure that has begun since waits for its end. */
@Injectable()
export class ErasedUsersRepository {
  constructor(private readonly hashing: UserHashing) {}

  /** Null when nobody has been. */
  async all(transaction: Transaction): Promise<ErasedUsers | null> {
    const rows = await transaction.query<{ hash: string }>(SELECT_ALL_ERASED);
    if (rows.length === 0) return null;
    return new ErasedUsers(
      await this.hashing.read(),
      rows.map(({ hash }) => BigInt(hash)),
    );
  }

  /** Those of some users who have been. */
  async among(transaction: Transaction, userIds: readonly string[]): Promise<Set<string>> {
    const { hash } = await this.hashing.read();
    const byHash = new Map(userIds.map((userId) => [asSigned(hash(userId)), userId]));
    const rows = await transaction.query<{ hash: string }>(SELECT_ERASED_AMONG, [[...byHash.keys()]]);
    return new Set(rows.map((row) => byHash.get(row.hash)!));
  }
}
