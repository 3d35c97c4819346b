import { Database, DomainError, hashKey, powersOf, SCOPES, SETTINGS_PREFIX } from '#common';
import type { Scope, Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { KeyDto, KeyRequestsDto, KeyWithTokenDto, NewKeyBody } from './keys.dto.js';
import * as sql from './keys.sql.js';

/** The caller that changes keys. */
export interface KeyHolder {
  readonly name: string;
  /** Of its own key; null: it has the database itself, and may do anything. */
  readonly scopes: readonly Scope[] | null;
}

const TOKEN_BYTES = 32;
const PREFIX_BYTES = 4;
/** Under these the audit lists what the platform does by itself. */
const RESERVED_NAMES = /^(cli|console|launcher|settings|.*-service)$/i;

/**
 * Named keys: active, then expired at their time or revoked by hand, for good. A name is never given twice.
 * Rotating adds a token; the ones before end after a grace period. All times are by the clock of PostgreSQL.
 */
@Injectable()
export class NamedKeys {
  constructor(private readonly database: Database) {}

  /** At most `limit` by name, behind the name `after`. */
  async page(after: string | null, limit: number): Promise<KeyDto[]> {
    return await this.database.query<KeyDto>(sql.SELECT_KEYS, [after, limit]);
  }

  /** What a key, also one of settings, was used for. Counts are written within ten seconds. */
  async requests(name: string, days: number): Promise<KeyRequestsDto> {
    return { requests: await this.database.query(sql.SELECT_REQUESTS, [name, days]) };
  }

  /** @throws DomainError key_name_taken, key_name_reserved, key_expiry_past, scope_above_own */
  async create(
    { name, scopes, expiresAt, owner, note }: NewKeyBody,
    by: KeyHolder,
  ): Promise<KeyWithTokenDto> {
    requireScopes(by, scopes);
    if (RESERVED_NAMES.test(name))
      throw new DomainError(
        'invalid',
        'key_name_reserved',
        `The audit lists actions of the platform itself under ${name}; take another name.`,
      );
    return await this.change(async (keys) => {
      const [expiry] = await keys.query<{ isPast: boolean | null }>(sql.IS_PAST, [expiresAt]);
      if (expiry!.isPast === true)
        throw new DomainError(
          'invalid',
          'key_expiry_past',
          'expiresAt must lie ahead, by the clock of PostgreSQL.',
        );
      const inOrder = SCOPES.filter((scope) => scopes.includes(scope));
      const added = await keys.query(sql.INSERT_KEY, [name, inOrder, expiresAt, by.name, owner, note]);
      if (added.length > 0) return await withNewToken(keys, name);
      const isRevoked = (await find(keys, name))!.state === 'revoked';
      const why = isRevoked ? ', though that is revoked: the audit must say which one it was' : '';
      throw new DomainError(
        'conflict',
        'key_name_taken',
        `There is a key named ${name} already${why}; take another name.`,
      );
    });
  }

  /**
   * Adds a token; the ones before are good for `graceSeconds` more.
   * @throws DomainError key_unknown, key_of_settings, key_revoked, key_expired, scope_above_own
   */
  async rotate(name: string, graceSeconds: number, by: KeyHolder): Promise<KeyWithTokenDto> {
    return await this.change(async (keys) => {
      const { state } = await changeable(keys, name, by);
      if (state !== 'active') {
        const what = state === 'revoked' ? 'is revoked' : 'has expired';
        const sentence = `The key ${name} ${what} and cannot be rotated; make a new one.`;
        throw new DomainError('conflict', `key_${state}`, sentence);
      }
      await keys.query(sql.END_TOKENS, [name, graceSeconds]);
      return await withNewToken(keys, name);
    });
  }

  /**
   * Ends a key at once, in every service. Once more changes nothing.
   * @param needsAdmin whether one admin key must be left
   * @throws DomainError key_unknown, key_of_settings, scope_above_own, last_admin_key
   */
  async revoke(name: string, by: KeyHolder, needsAdmin: boolean): Promise<KeyDto> {
    return await this.change(async (keys) => {
      const { scopes, state } = await changeable(keys, name, by);
      const isLast = needsAdmin && state === 'active' && scopes.includes('admin');
      const [others] = await keys.query<{ count: number }>(sql.COUNT_OTHER_ADMINS, [name]);
      if (isLast && others!.count === 0)
        throw new DomainError(
          'conflict',
          'last_admin_key',
          `${name} is the last admin key, and ADMIN_KEYS is not set: nobody could administer any more. Make another admin key first.`,
        );
      await keys.query(sql.REVOKE_KEY, [name, by.name]);
      return (await find(keys, name))!;
    });
  }

  /** In one transaction. No other change is under way. */
  private async change<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(sql.LOCK_KEYS);
      return await work(transaction);
    });
  }
}

async function find(keys: Transaction, name: string): Promise<KeyDto | null> {
  return (await keys.query<KeyDto>(sql.SELECT_KEY, [name]))[0] ?? null;
}

async function changeable(keys: Transaction, name: string, by: KeyHolder): Promise<KeyDto> {
  if (name.startsWith(SETTINGS_PREFIX))
    throw new DomainError(
      'conflict',
      'key_of_settings',
      `${name} comes from the settings of the services (READ_KEYS, WRITE_KEYS, ADMIN_KEYS): change it there, and start them again.`,
    );
  const key = await find(keys, name);
  if (key === null) throw new DomainError('not_found', 'key_unknown', `There is no key named ${name}.`);
  requireScopes(by, key.scopes);
  return key;
}

/**
 * `mbk_`, eight digits that are public, so that a token that was found somewhere can be recognised, and 256
 * random bits. The answer is the only place that has it.
 */
async function withNewToken(keys: Transaction, name: string): Promise<KeyWithTokenDto> {
  const prefix = `mbk_${randomBytes(PREFIX_BYTES).toString('hex')}`;
  const token = `${prefix}_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  await keys.query(sql.INSERT_TOKEN, [name, hashKey(token), prefix]);
  return Object.assign((await find(keys, name))!, { token });
}

/** A caller cannot give a key more scopes than its own key has. */
function requireScopes({ scopes: own }: KeyHolder, wanted: readonly Scope[]): void {
  if (own === null) return;
  const may = powersOf(own);
  if ([...powersOf(wanted)].every((power) => may.has(power))) return;
  throw new DomainError(
    'forbidden',
    'scope_above_own',
    `A ${own.join('+')} key cannot make or change a ${wanted.join('+')} key, which may do more than itself; use an admin key.`,
  );
}
