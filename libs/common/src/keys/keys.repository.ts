import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import type { Scope } from '../http/credential.js';
import type { TokenEnd } from './key-ring.js';
import {
  COUNT_CHANGE,
  COUNT_OTHER_ADMINS,
  END_TOKENS,
  INSERT_KEY,
  INSERT_TOKEN,
  IS_PAST,
  NOTE_USE,
  REVOKE_KEY,
  SELECT_KEY,
  SELECT_KEYS,
  SELECT_REVISION,
  SELECT_TOKENS,
} from './keys.sql.js';
import type { NewToken } from './tokens.js';

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

  /** Changes keys in one transaction, with another revision by which all instances notice it. */
  async change<T>(work: (keys: KeyChange) => Promise<T>): Promise<T> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(COUNT_CHANGE);
      return await work(new KeyChange(transaction));
    });
  }
}

/** What can be done in one change; no other change is under way. */
export class KeyChange {
  constructor(readonly transaction: Transaction) {}

  async find(name: string): Promise<KeyRow | null> {
    return (await this.transaction.query<KeyRow>(SELECT_KEY, [name]))[0] ?? null;
  }

  async isPast(time: string): Promise<boolean> {
    return (await this.transaction.query<{ isPast: boolean }>(IS_PAST, [time]))[0]!.isPast;
  }

  /** @returns the id of the key; null when its name is taken */
  async add(
    {
      name,
      scopes,
      expiresAt,
      owner,
      note,
    }: Pick<KeyRow, 'name' | 'scopes' | 'owner' | 'note'> & {
      expiresAt: string | null;
    },
    by: string,
  ): Promise<number | null> {
    const parameters = [name, scopes, expiresAt, by, owner, note];
    const [row] = await this.transaction.query<{ id: number }>(INSERT_KEY, parameters);
    return row?.id ?? null;
  }

  async addToken(id: number, { digest, prefix }: NewToken): Promise<void> {
    await this.transaction.query(INSERT_TOKEN, [digest, id, prefix]);
  }

  async endTokens(id: number, afterSeconds: number): Promise<void> {
    await this.transaction.query(END_TOKENS, [id, afterSeconds]);
  }

  async revoke(id: number, by: string): Promise<void> {
    await this.transaction.query(REVOKE_KEY, [id, by]);
  }

  async hasOtherAdmin(id: number): Promise<boolean> {
    return (await this.transaction.query<{ count: number }>(COUNT_OTHER_ADMINS, [id]))[0]!.count > 0;
  }
}
