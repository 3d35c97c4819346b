import { Database } from '#common';
import { Injectable } from '@nestjs/common';

const SELECT_ERASING = `/* recommender.erasing */ SELECT user_id AS "userId" FROM excluded_user WHERE by = 'erasure'`;

@Injectable()
export class ErasedUsersRepository {
  constructor(private readonly database: Database) {}

  /** Users of whom nothing may be left. */
  async erasing(): Promise<string[]> {
    return (await this.database.query<{ userId: string }>(SELECT_ERASING)).map(({ userId }) => userId);
  }
}
