import { asSigned, Database, DomainError, OuterIds, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_AGAINST_ERASURE, SELECT_IS_ERASED } from './user-values.sql.js';

/** Stores what an operator says of one user, of whom no event need be loaded. */
@Injectable()
export class StoredUsers {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /**
   * @param upsert answers the row that it wrote
   * @throws DomainError conflict (user_erased)
   */
  async store<Row>(userId: string, upsert: string, parameters: unknown[]): Promise<Row> {
    return await this.database.transaction(async (transaction) => {
      const { hash } = await this.hashing.read(transaction);
      await transaction.query(LOCK_AGAINST_ERASURE);
      const [erased] = await transaction.query<{ isErased: boolean }>(SELECT_IS_ERASED, [
        asSigned(hash(userId)),
      ]);
      if (erased!.isErased)
        throw new DomainError('conflict', 'user_erased', 'The user has been erased: nothing is stored.');
      await this.ids.storeNamed(transaction, 'user', [userId]);
      return (await transaction.query<Row>(upsert, parameters))[0]!;
    });
  }
}
