import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.js';
import { powersOf, SCOPES } from '../http/credential.js';
import type { Scope } from '../http/credential.js';
import {
  aboveOwnScopes,
  expiryPast,
  keyEnded,
  keyOfSettings,
  keyUnknown,
  lastAdminKey,
  nameReserved,
  nameTaken,
} from './key-refusals.js';
import { KeysRepository } from './keys.repository.js';
import type { KeyRow } from './keys.repository.js';
import {
  COUNT_OTHER_ADMINS,
  END_TOKENS,
  INSERT_KEY,
  INSERT_TOKEN,
  IS_PAST,
  REVOKE_KEY,
  SELECT_KEY,
} from './keys.sql.js';
import { SETTINGS_PREFIX } from './settings-keys.js';
import { makeToken } from './tokens.js';

/** The caller that changes keys. */
export interface KeyHolder {
  readonly name: string;
  /** Of its own key; null: it has the database itself, and may do anything. */
  readonly scopes: readonly Scope[] | null;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339; null: it does not expire. */
  readonly expiresAt: string | null;
  /** The person or team to ask about it; null: not given, as for `note`. */
  readonly owner: string | null;
  /** What it is used for. */
  readonly note: string | null;
}

/** The only time a token is returned. */
export interface KeyWithToken {
  readonly key: KeyRow;
  readonly token: string;
}

/** Under these the audit lists what the platform does by itself. */
const RESERVED_NAMES = /^(cli|console|launcher|settings|.*-service)$/i;

/**
 * Named keys: active, then expired at their time or revoked by hand, for good. A name is never given twice.
 * Rotating adds a token; the ones before end after a grace period. All times are by the clock of PostgreSQL.
 */
@Injectable()
export class NamedKeys {
  constructor(private readonly repository: KeysRepository) {}

  /** At most `limit` by name, behind the name `after`. */
  async page(after: string | null, limit: number): Promise<KeyRow[]> {
    return await this.repository.page(after, limit);
  }

  /** @throws DomainError key_name_taken, key_name_reserved, key_expiry_past, scope_above_own */
  async create({ name, scopes, expiresAt, owner, note }: NewKey, by: KeyHolder): Promise<KeyWithToken> {
    requireScopes(by, scopes);
    if (RESERVED_NAMES.test(name)) throw nameReserved(name);
    return await this.repository.change(async (keys) => {
      const [expiry] = await keys.query<{ isPast: boolean | null }>(IS_PAST, [expiresAt]);
      if (expiry!.isPast === true) throw expiryPast();
      const parameters = [name, inOrder(scopes), expiresAt, by.name, owner, note];
      const [added] = await keys.query<{ id: number }>(INSERT_KEY, parameters);
      if (added === undefined) throw nameTaken(name, (await find(keys, name))!.state === 'revoked');
      return await withNewToken(keys, added.id, name);
    });
  }

  /**
   * Adds a token; the ones before are good for `graceSeconds` more.
   * @throws DomainError key_unknown, key_of_settings, key_revoked, key_expired, scope_above_own
   */
  async rotate(name: string, graceSeconds: number, by: KeyHolder): Promise<KeyWithToken> {
    return await this.repository.change(async (keys) => {
      const { id, scopes, state } = await changeable(keys, name);
      requireScopes(by, scopes);
      if (state !== 'active') throw keyEnded(name, state);
      await keys.query(END_TOKENS, [id, graceSeconds]);
      return await withNewToken(keys, id, name);
    });
  }

  /**
   * Ends a key at once, in every service. Once more changes nothing.
   * @param needsAdmin whether one admin key must be left
   * @throws DomainError key_unknown, key_of_settings, scope_above_own, last_admin_key
   */
  async revoke(name: string, by: KeyHolder, needsAdmin: boolean): Promise<KeyRow> {
    return await this.repository.change(async (keys) => {
      const { id, scopes, state } = await changeable(keys, name);
      requireScopes(by, scopes);
      const isLast = needsAdmin && state === 'active' && scopes.includes('admin');
      const [others] = await keys.query<{ count: number }>(COUNT_OTHER_ADMINS, [id]);
      if (isLast && others!.count === 0) throw lastAdminKey(name);
      await keys.query(REVOKE_KEY, [id, by.name]);
      return (await find(keys, name))!;
    });
  }
}

async function find(keys: Transaction, name: string): Promise<KeyRow | null> {
  return (await keys.query<KeyRow>(SELECT_KEY, [name]))[0] ?? null;
}

async function changeable(keys: Transaction, name: string): Promise<KeyRow> {
  if (name.startsWith(SETTINGS_PREFIX)) throw keyOfSettings(name);
  const key = await find(keys, name);
  if (key === null) throw keyUnknown(name);
  return key;
}

async function withNewToken(keys: Transaction, id: number, name: string): Promise<KeyWithToken> {
  const { digest, prefix, token } = makeToken();
  await keys.query(INSERT_TOKEN, [digest, id, prefix]);
  return { key: (await find(keys, name))!, token };
}

function inOrder(scopes: readonly Scope[]): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}

/** A caller cannot give a key more scopes than its own key has. */
function requireScopes({ scopes: own }: KeyHolder, wanted: readonly Scope[]): void {
  if (own === null) return;
  const [may, asked] = [powersOf(own), powersOf(wanted)];
  if (![...asked].every((power) => may.has(power))) throw aboveOwnScopes(own, wanted);
}
