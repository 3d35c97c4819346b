import { DomainError, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { StoredValuesDto, UserValueDto } from './user-values.dto.js';
import { StoredUsers } from './stored-users.js';
import { UserValuesRepository } from './user-values.repository.js';
import { UPSERT_USER_VALUE } from './user-values.sql.js';
import { ValuesCsv } from './values-csv.js';

/** Takes what users are worth, one or a file of them. */
@Injectable()
export class UserValuesService {
  constructor(
    private readonly values: UserValuesRepository,
    private readonly users: StoredUsers,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async set(userId: string, value: number): Promise<UserValueDto> {
    const stored = await this.users.store<{ updatedAt: Date }>(userId, UPSERT_USER_VALUE, [userId, value]);
    return { userId, value, updatedAt: stored.updatedAt.toISOString() };
  }

  /** The value that was removed. @throws DomainError not_found (user_value_unknown) */
  async remove(userId: string): Promise<UserValueDto> {
    const removed = await this.values.remove(userId);
    if (removed !== null) return { userId, value: removed.value, updatedAt: removed.updatedAt.toISOString() };
    throw new DomainError('not_found', 'user_value_unknown', 'The user has no value.');
  }

  /**
   * @param body the request's body as a stream; anything else when there was none
   * @throws DomainError invalid (empty), (user_values_malformed), which names lines
   */
  async setAll(body: unknown): Promise<StoredValuesDto> {
    const csv = new ValuesCsv((await this.ids.form()) === 'text');
    // Read to its end also after an error: a connection that is cut gets no answer.
    const pieces = body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([]);
    return await this.values.setAll(csv.lines(pieces as AsyncIterable<Uint8Array>), () => {
      if (csv.isEmpty) throw new DomainError('invalid', 'empty', 'The file has no bytes.');
      if (csv.wrongLines === 0) return;
      throw new DomainError(
        'invalid',
        'user_values_malformed',
        `Nothing was stored: ${csv.wrongLines} lines are wrong. Correct ${csv.problems.join('; ')}.`,
        { extra: { errors: csv.problems } },
      );
    });
  }
}
