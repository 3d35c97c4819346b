import { IdField, IntegerField, TextField } from './scalar-fields.js';

export class UserIdParams {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;
}

export class SongIdParams {
  @IdField('song', 'Song id', { example: '15249349' })
  songId: string;
}

export class LimitQuery {
  @IntegerField('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

/** For lists that are long or change: a page begins behind the last row of the page before. */
export class CursorQuery extends LimitQuery {
  @TextField('`nextCursor` of the page before; all else but the limit must be as for the first page', {
    optional: true,
    maxLength: 1_000,
  })
  cursor?: string;
}

/** Extended by the page itself with its rows. */
export class CursorPageDto {
  @TextField('Send it as `cursor` to get the next page; null on the last one', {
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}
