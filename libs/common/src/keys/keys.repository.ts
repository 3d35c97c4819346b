import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import type { Scope } from '../http/credential.js';
import type { TokenEnd } from './key-ring.js';
import { COUNT_CHANGE, NOTE_USE, SELECT_KEYS, SELECT_REVISION, SELECT_TOKENS } from './keys.sql.js';

/** A token as the list shows it: times are texts of JSON. */
interface TokenRow {
  prefix: string;
  createdAt: string;
  endsAt: string | null;
  lastUsedAt: string | null;
}

/** A named key. */
export interface KeyRow {
  id: number;
  name: string;
  scopes: Scope[];
  owner: string | null;
  note: string | null;
  state: 'active' | 'expired' | 'revoked';
  createdAt: Date;
  createdBy: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
  revokedBy: string | null;
  lastUsedAt: Date | null;
  /** Those that are good still, the newest first; null: none. */
  tokens: TokenRow[] | null;
}

export interface TokenOfKey {
  digest: string;
  id: number;
  name: string;
  scopes: Scope[];
  expiresAt: Date | null;
  end: TokenEnd;
  /** Null: it has no end. */
  endsInMs: number | null;
}

/** Named keys and the hashes of their tokens. */
@Injectable()
export class KeysRepository {
  constructor(private readonly database: Database) {}

  async revision(): Promise<string> {
    return (await this.database.query<{ revision: string }>(SELECT_REVISION))[0]!.revision;
  }

  async tokens(): Promise<TokenOfKey[]> {
    return await this.database.query<TokenOfKey>(SELECT_TOKENS);
  }

  /** @param digests hexadecimal */
  async noteUse(digests: readonly string[]): Promise<void> {
    await this.database.query(NOTE_USE, [digests]);
  }

  /** At most `limit` keys by name, behind the name `after`. */
  async page(after: string | null, limit: number): Promise<KeyRow[]> {
    return await this.database.query<KeyRow>(SELECT_KEYS, [after, limit]);
  }

  /**
   * Changes keys in one transaction, with another revision by which all instances notice it. No other change
   * is under way.
   */
  async change<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(COUNT_CHANGE);
      return await work(transaction);
    });
  }
}
