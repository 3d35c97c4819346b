import { Injectable, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { PlatformSecret } from '../database/platform-secret.js';
import { sipHash } from './sip-hash.js';

/** What erased users are recognised by: a hash of the id by a secret of this platform. */
export interface UserHashes {
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** 64 bits, from 0 on. */
  readonly hash: (userId: string | number | bigint) => bigint;
}

/** 64 bits as PostgreSQL's bigint has them. */
export function asSigned(hash: bigint): string {
  return BigInt.asIntN(64, hash).toString();
}

export function userHashesBy(key: Uint8Array): UserHashes {
  return {
    key,
    hash: (userId) => {
      if (typeof userId === 'number') return sipHash(key, userId % 2 ** 32, Math.floor(userId / 2 ** 32));
      const id = BigInt(userId);
      return sipHash(key, Number(BigInt.asUintN(32, id)), Number(id >> 32n));
    },
  };
}

/** The hashes of this platform; all of its services share the secret, which a migration made. */
@Injectable()
export class UserHashing {
  private readonly secret = new PlatformSecret('erased users', (bytes) =>
    userHashesBy(new Uint8Array(bytes)),
  );

  constructor(private readonly database: Database) {}

  /** @param on the caller's open transaction */
  async read(on: Pick<Transaction, 'query'> = this.database): Promise<UserHashes> {
    return await this.secret.read(on);
  }
}

/** How erased users are recognised, without their ids. */
@Module({ providers: [UserHashing], exports: [UserHashing] })
export class ErasureModule {}
