import { Cursors, KeyRing, KeyUpdates, NamedKeys } from '#common';
import type { Credential, CursorQuery, KeyRow } from '#common';
import { Injectable } from '@nestjs/common';
import type { KeyDto, KeyPageDto, KeyWithTokenDto, NewKeyBody } from './keys.dto.js';

const LIST = 'keys';

/** Keys as the API shows them. This process applies a change before the answer; the others are notified. */
@Injectable()
export class KeysService {
  constructor(
    private readonly named: NamedKeys,
    private readonly ring: KeyRing,
    private readonly updates: KeyUpdates,
    private readonly cursors: Cursors,
  ) {}

  async page(query: CursorQuery): Promise<KeyPageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, KeyRow>(
      LIST,
      query,
      (after, count) => this.named.page(after, count),
      ({ name }) => name,
    );
    const ofSettings = query.cursor === undefined ? this.ring.settings.map(describeSetting) : [];
    return { keys: [...ofSettings, ...rows.map(describeKey)], nextCursor };
  }

  async create(body: NewKeyBody, by: Credential): Promise<KeyWithTokenDto> {
    const { name, scopes, expiresAt = null, owner = null, note = null } = body;
    const { key, token } = await this.named.create({ name, scopes, expiresAt, owner, note }, by);
    await this.updates.refresh();
    return Object.assign(describeKey(key), { token });
  }

  async rotate(name: string, graceSeconds: number, by: Credential): Promise<KeyWithTokenDto> {
    const { key, token } = await this.named.rotate(name, graceSeconds, by);
    await this.updates.refresh();
    return Object.assign(describeKey(key), { token });
  }

  async revoke(name: string, by: Credential): Promise<KeyDto> {
    const hasSetting = this.ring.settings.some(({ scopes }) => scopes.includes('admin'));
    const key = await this.named.revoke(name, by, !hasSetting);
    await this.updates.refresh();
    return describeKey(key);
  }
}

function describeKey(key: KeyRow): KeyDto {
  const { name, scopes, owner, note, state, tokens } = key;
  const { createdAt, createdBy, expiresAt, revokedAt, revokedBy, lastUsedAt } = key;
  return {
    source: 'database',
    name,
    scopes,
    owner,
    note,
    state,
    tokens: tokens ?? [],
    createdAt,
    createdBy,
    expiresAt,
    revokedAt,
    revokedBy,
    lastUsedAt,
  };
}

function describeSetting({ name, scopes }: Credential): KeyDto {
  const unknown = { createdAt: null, createdBy: null, expiresAt: null, revokedAt: null, revokedBy: null };
  const none = { owner: null, note: null, lastUsedAt: null, tokens: [] };
  return { ...unknown, ...none, name, source: 'settings', scopes: [...scopes], state: 'active' };
}
