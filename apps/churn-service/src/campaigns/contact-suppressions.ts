import { asSigned, Database, DomainError, OuterIds, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_AGAINST_ERASURE, SELECT_IS_ERASED } from '../user-values/user-values.sql.js';

const UPSERT = `/* churn.upsert_contact_suppression */
  INSERT INTO contact_suppression (user_id, reason) VALUES ($1::bigint, $2::text)
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason RETURNING reason, since`;

const DELETE = `/* churn.delete_contact_suppression */
  DELETE FROM contact_suppression WHERE user_id = $1::bigint RETURNING reason, since`;

interface Suppression {
  readonly reason: string;
  readonly since: Date;
}

/** Users whom no campaign contacts. They are scored and learned from as all others. */
@Injectable()
export class ContactSuppressions {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async add(userId: string, reason: string): Promise<Suppression> {
    return await this.database.transaction(async (transaction) => {
      const { hash } = await this.hashing.read(transaction);
      await transaction.query(LOCK_AGAINST_ERASURE);
      const [erased] = await transaction.query<{ isErased: boolean }>(SELECT_IS_ERASED, [
        asSigned(hash(userId)),
      ]);
      if (erased!.isErased)
        throw new DomainError('conflict', 'user_erased', 'The user has been erased: nothing is stored.');
      await this.ids.storeNamed(transaction, 'user', [userId]);
      return (await transaction.query<Suppression>(UPSERT, [userId, reason]))[0]!;
    });
  }

  /** What was removed. @throws DomainError not_found (contact_suppression_unknown) */
  async remove(userId: string): Promise<Suppression> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<Suppression>(DELETE, [userId]),
    );
    if (removed !== undefined) return removed;
    throw new DomainError('not_found', 'contact_suppression_unknown', 'Campaigns may contact the user.');
  }
}
