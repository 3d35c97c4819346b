import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FIND_SECRET_SQL } from './platform-secrets.sql.js';

/** Random bytes that the migrations made, the same for every instance on one database. */
@Injectable()
export class PlatformSecretsRepository {
  constructor(private readonly database: Database) {}

  async find(name: string): Promise<Buffer> {
    const [row] = await this.database.query<{ value: Buffer }>(FIND_SECRET_SQL, [name]);
    if (row === undefined) throw new Error(`The secret ${name} is missing: run the migrations.`);
    return row.value;
  }
}
