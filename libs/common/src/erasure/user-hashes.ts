import { Injectable, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { PlatformSecret } from '../database/platform-secret.js';
import { userHashesBy } from './sip-hash.js';
import type { UserHashes } from './sip-hash.js';

/** 64 bits as PostgreSQL's bigint has them. */
export function asSigned(hash: bigint): string {
  return BigInt.asIntN(64, hash).toString();
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
