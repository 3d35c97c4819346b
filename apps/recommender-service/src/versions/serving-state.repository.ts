import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_SERVING_STATE } from './serving-state.sql.js';
import { servingStateOf } from './serving-state.js';
import type { ServingState, ServingStateRow } from './serving-state.js';

@Injectable()
export class ServingStateRepository {
  constructor(private readonly database: Database) {}

  async read(): Promise<ServingState> {
    const [row] = await this.database.query<ServingStateRow>(SELECT_SERVING_STATE);
    return servingStateOf(row!);
  }
}
