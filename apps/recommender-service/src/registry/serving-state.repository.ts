import { Database, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_SERVING_STATE } from './serving-state.sql.js';
import { servingStateOf } from './serving-state.js';
import type { ServingState, ServingStateRow } from './serving-state.js';

/** All requests of one turn of the event loop share a statement. */
@Injectable()
export class ServingStateRepository {
  private readonly rounds = new Rounds(() => this.readNow());

  constructor(private readonly database: Database) {}

  read(): Promise<ServingState> {
    return this.rounds.ask(null, []);
  }

  private async readNow(): Promise<ServingState> {
    const [row] = await this.database.prepared<ServingStateRow>('serving_state', SELECT_SERVING_STATE, []);
    return servingStateOf(row!);
  }
}
