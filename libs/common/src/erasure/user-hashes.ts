import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { PlatformSecret } from '../http/platform-secret.entity.js';
import { sipHash } from './sip-hash.js';

const SECRET = 'erased users';

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
  private hashes: Promise<UserHashes> | null = null;

  constructor(@InjectRepository(PlatformSecret) private readonly secrets: Repository<PlatformSecret>) {}

  /** The secret is read once; a read that fails is tried again by the next question. */
  async read(): Promise<UserHashes> {
    this.hashes ??= this.secrets
      .findOneByOrFail({ name: SECRET })
      .then(({ value }) => userHashesBy(new Uint8Array(value)));
    try {
      return await this.hashes;
    } catch (error) {
      this.hashes = null;
      throw error;
    }
  }
}
