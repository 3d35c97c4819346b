import { IdField, IntegerField } from './scalar-fields.js';

export class UserIdParams {
  @IdField('User id', { example: '168550892' })
  userId: string;
}

export class SongIdParams {
  @IdField('Song id', { example: '15249349' })
  songId: string;
}

export class LimitQuery {
  @IntegerField('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}
