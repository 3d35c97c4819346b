import { Field } from './fields.js';

export class UserIdParams {
  @Field.id('user', 'User id', { example: '168550892' })
  userId: string;
}

export class SongIdParams {
  @Field.id('song', 'Song id', { example: '15249349' })
  songId: string;
}

export class LimitQuery {
  @Field.integer('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

/** For lists that are long or change: a page begins behind the last row of the page before. */
export class CursorQuery extends LimitQuery {
  @Field.text('`nextCursor` of the page before; all else but the limit must be as for the first page', {
    optional: true,
    maxLength: 1_000,
  })
  cursor?: string;
}

/** Extended by the page itself with its rows. */
export class CursorPageDto {
  @Field.text('Send it as `cursor` to get the next page; null on the last one', {
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}
