import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { StoredUsers } from '../user-values/stored-users.js';
import type { ContactSuppressionDto } from './campaign.dto.js';
import { DELETE_SUPPRESSION, UPSERT_SUPPRESSION } from './campaigns.sql.js';

/** Users who are in no audience and whom no campaign contacts. They are scored and learned from as all others. */
@Injectable()
export class ContactSuppressions {
  constructor(
    private readonly database: Database,
    private readonly users: StoredUsers,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async add(userId: string, reason: string): Promise<ContactSuppressionDto> {
    return await this.users.store(userId, UPSERT_SUPPRESSION, [userId, reason]);
  }

  /** What was removed. @throws DomainError not_found (contact_suppression_unknown) */
  async remove(userId: string): Promise<ContactSuppressionDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<ContactSuppressionDto>(DELETE_SUPPRESSION, [userId]),
    );
    if (removed !== undefined) return removed;
    throw new DomainError('not_found', 'contact_suppression_unknown', 'The user may be contacted.');
  }
}
